"""Interviews with their codes as a REFI-QDA project: each turn a paragraph, so that other programs show it well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from qianshao.assessment.models import Coding, Interview, Verdict
from qianshao.assessment.queries.interviews import interview
from qianshao.assessment.rules.coding import refi
from qianshao.assessment.rules.coding.refi import Coded, CodeEntry, Note, Project, Selection, Source, User
from qianshao.policy.codes import Codebook
from qianshao.registry.scope import Scope

PROGRAM = "Qianshao"
"""As the coder of what the first pass proposes and nobody has decided about."""


@dataclass(frozen=True, slots=True)
class Written:
    """``starts``: by turn where its words begin in the text."""

    text: str
    starts: dict[int, int]


@dataclass
class _Gathered:
    users: dict[str, User] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def user(self, name: str) -> str:
        return self.users.setdefault(name, User(refi.guid("user", name), name)).guid


def written(row: Interview) -> Written:
    """Labels of calls and turns, each with its speaker."""
    text, starts, call = "", {}, 0
    for turn in row.turns.select_related("call", "speaker").order_by("n"):
        if turn.call.n != call:
            call = turn.call.n
            text += f"{turn.call.label}\n\n" if turn.call.label else ""
        text += f"{turn.speaker.name}：" if turn.speaker else ""
        starts[turn.n] = len(text)
        text += f"{turn.text}\n\n"
    return Written(text, starts)


def source_guid(row: Interview) -> str:
    return refi.guid("interview", row.digest)


def project(scope: Scope, numbers: Sequence[str], book: Codebook, language: str | None) -> Project:
    """Accepted codes by coder; what was only proposed as coded by the program. What a coder rejected is left out."""
    rows = [interview(scope, number) for number in numbers]
    gathered = _Gathered()
    codes = {name: CodeEntry(refi.guid("code", name), name, _told(book, name, language)) for name in book.codes}
    sources = []
    for row in rows:
        found = list(_codings(row))
        for one in found:
            codes.setdefault(one.code, CodeEntry(refi.guid("code", one.code), one.code, ""))
        sources.append(_source(row, found, gathered))
    return Project(
        ", ".join(numbers), tuple(gathered.users.values()), tuple(codes.values()), tuple(sources), tuple(gathered.notes)
    )


def _told(book: Codebook, code: str, language: str | None) -> str:
    return f"{book.codes[code].name(language)}: {book.codes[code].definition(language)}"


def _codings(row: Interview) -> Iterable[Coding]:
    rows = Coding.objects.filter(interview=row).select_related("turn").prefetch_related("decisions__person")
    return rows.order_by("turn__n", "start", "end", "code")


def _source(row: Interview, found: Sequence[Coding], gathered: _Gathered) -> Source:
    shown = written(row)
    selections: dict[tuple[int, int], list[Coded]] = {}
    for one in found:
        begin = shown.starts[one.turn.n]
        if coded := _coded(one, gathered):
            selections.setdefault((begin + one.start, begin + one.end), []).extend(coded)
    chosen = tuple(
        Selection(
            refi.guid("selection", row.digest, start, end),
            shown.text[start:end][:40].replace("\n", " "),
            start,
            end,
            tuple(coded),
        )
        for (start, end), coded in selections.items()
    )
    return Source(source_guid(row), f"{row.number} {row.title}".strip(), shown.text, chosen)


def _coded(one: Coding, gathered: _Gathered) -> list[Coded]:
    """One for each coder who holds to it, with their notes; where nobody decided, one by the program."""
    holds: dict[str, Coded] = {}
    notes: dict[str, list[str]] = {}
    for decision in sorted(one.decisions.all(), key=lambda row: row.pk):
        name = decision.person.username if decision.person else decision.coder_name or PROGRAM
        if decision.memo:
            note = Note(refi.guid("note", one.pk, decision.pk), decision.memo, gathered.user(name))
            gathered.notes.append(note)
            notes.setdefault(name, []).append(note.guid)
        if decision.verdict == Verdict.ACCEPTED:
            holds[name] = Coded(_guid(one, name), refi.guid("code", one.code), gathered.user(name), decision.at, ())
        elif decision.verdict == Verdict.REJECTED:
            holds.pop(name, None)
    if not holds and not one.decisions.exclude(verdict=Verdict.NOTED).exists():
        holds[PROGRAM] = Coded(_guid(one, PROGRAM), refi.guid("code", one.code), gathered.user(PROGRAM), one.at, ())
    everyone = [note for name, listed in notes.items() if name not in holds for note in listed]
    return [
        Coded(held.guid, held.code, held.user, held.at, (*notes.get(name, ()), *(everyone if n == 0 else ())))
        for n, (name, held) in enumerate(holds.items())
    ]


def _guid(one: Coding, name: str) -> str:
    return refi.guid("coding", one.pk, name)
