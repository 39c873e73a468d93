"""The coding sheet of an interview: each turn in sentences, with the codes at them and who decided what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch

from qianshao.assessment.models import Coding, Decision, Interview, Turn, Verdict
from qianshao.assessment.queries.coding import talk_of
from qianshao.assessment.queries.interviews import interview
from qianshao.assessment.rules.coding.agreement import alpha
from qianshao.assessment.rules.coding.commitments import CODE, clause
from qianshao.assessment.rules.coding.sentences import sentences
from qianshao.core.problems import Problem, or_not_found
from qianshao.policy.codes import Codebook
from qianshao.registry.models import Body
from qianshao.registry.scope import Scope

PER_PAGE = 200
"""Turns on one page."""


@dataclass(frozen=True, slots=True)
class Sentence:
    n: int
    start: int
    end: int
    text: str
    coded: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A coding as the page shows it. ``mine``: what the reader decided, "" where nothing yet; ``others``: by coder.

    ``first`` and ``last`` are the sentences that it covers."""

    pk: int
    name: str
    text: str
    origin: str
    why: str
    mine: str
    others: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...]
    first: int
    last: int
    promise: str
    committed: bool


@dataclass(frozen=True, slots=True)
class TurnSheet:
    n: int
    speaker: str
    role: str
    sentences: tuple[Sentence, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Over the sentences that both coders went through. ``alpha`` is None where nothing can be told."""

    coders: tuple[str, str]
    rows: tuple[tuple[str, int, int, int, float | None], ...]
    alpha: float | None


@dataclass
class _Held:
    """By coder the verdict that holds, and the notes."""

    verdicts: dict[str, str] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)


def coding(scope: Scope, number: str, pk: int) -> Coding:
    rows = Coding.objects.filter(interview=interview(scope, number)).select_related("turn", "interview")
    return or_not_found(rows.filter(pk=pk).first())


def turn(scope: Scope, number: str, n: int) -> Turn:
    return or_not_found(interview(scope, number).turns.select_related("interview").filter(n=n).first())


def passage(row: Turn, first: int, last: int) -> tuple[int, int]:
    """From the first sentence to the last, both counted from 1 and in any order."""
    spans = sentences(row.text)
    low, high = sorted((first, last))
    if not 1 <= low <= high <= len(spans):
        raise Problem("passage.outside", field="turn", turn=row.n)
    return spans[low - 1][0], spans[high - 1][1]


def sheet(row: Interview, book: Codebook, reader: str, language: str | None) -> list[TurnSheet]:
    """``reader``: the name of the account that looks, whose own decisions stand first."""
    talk = talk_of(row)
    by_turn: dict[int, list[Coding]] = defaultdict(list)
    for one in codings(row):
        by_turn[one.turn.n].append(one)
    return [
        _turn(said.n, talk.speakers[said.n][0], said.role, said.text, by_turn[said.n], book, reader, language)
        for said in talk.turns
    ]


def codings(row: Interview) -> Iterable[Coding]:
    decisions = Prefetch("decisions", Decision.objects.select_related("person").order_by("pk"))
    return (
        Coding.objects.filter(interview=row)
        .select_related("turn")
        .prefetch_related(decisions)
        .order_by("turn__n", "start", "end", "code")
    )


def _turn(
    n: int,
    speaker: str,
    role: str,
    text: str,
    rows: Sequence[Coding],
    book: Codebook,
    reader: str,
    language: str | None,
) -> TurnSheet:
    spans = sentences(text)
    marks = tuple(_mark(one, text, spans, book, reader, language) for one in rows)
    live = [one for one, mark in zip(rows, marks, strict=True) if mark.mine != Verdict.REJECTED]
    shown = tuple(
        Sentence(k, start, end, text[start:end], any(one.start < end and start < one.end for one in live))
        for k, (start, end) in enumerate(spans, 1)
    )
    return TurnSheet(n, speaker, role, shown, marks)


def _mark(
    one: Coding, text: str, spans: Sequence[tuple[int, int]], book: Codebook, reader: str, language: str | None
) -> Mark:
    held = _held(one)
    covered = [k for k, (start, end) in enumerate(spans, 1) if one.start < end and start < one.end] or [1]
    known = book.codes.get(one.code)
    said = text[one.start : one.end]
    return Mark(
        pk=one.pk,
        name=known.name(language) if known else one.code,
        text=said,
        origin=str(one.get_origin_display()),
        why=one.why,
        mine=held.verdicts.get(reader, ""),
        others=tuple((name, verdict) for name, verdict in held.verdicts.items() if name != reader),
        notes=tuple(held.notes),
        first=covered[0],
        last=covered[-1],
        promise=clause(said, one.words) if one.code == CODE else "",
        committed=one.commitment_id is not None,
    )


def _held(one: Coding) -> _Held:
    held = _Held()
    for decision in one.decisions.all():
        who = decision.person.username if decision.person else decision.coder_name
        if decision.verdict != Verdict.NOTED:
            held.verdicts[who] = decision.verdict
        if decision.memo:
            held.notes.append((who, decision.memo))
    return held


def agreement(row: Interview, book: Codebook, language: str | None) -> Agreement | None:
    """Of the two coders who decided most. A sentence counts where both decided about any code in its turn."""
    verdicts: dict[str, set[tuple[int, int, str]]] = defaultdict(set)
    seen: dict[str, set[int]] = defaultdict(set)
    for one in codings(row):
        spans = sentences(one.turn.text)
        covered = [k for k, (start, end) in enumerate(spans) if one.start < end and start < one.end]
        for who, verdict in _held(one).verdicts.items():
            seen[who].add(one.turn.n)
            if verdict == Verdict.ACCEPTED:
                verdicts[who].update((one.turn.n, k, one.code) for k in covered)
    if len(seen) < 2:
        return None
    first, second = sorted(seen, key=lambda who: (-len(seen[who]), who))[:2]
    both = seen[first] & seen[second]
    places = [(turn.n, k) for turn in row.turns.filter(n__in=both) for k in range(len(sentences(turn.text)))]
    return _compare(verdicts[first], verdicts[second], places, (first, second), book, language)


def _compare(
    one: set[tuple[int, int, str]],
    two: set[tuple[int, int, str]],
    places: Sequence[tuple[int, int]],
    coders: tuple[str, str],
    book: Codebook,
    language: str | None,
) -> Agreement:
    codes = sorted({code for n, k, code in one | two if (n, k) in set(places)})
    rows, every = [], []
    for code in codes:
        units = [((n, k, code) in one, (n, k, code) in two) for n, k in places]
        every += units
        name = book.codes[code].name(language) if code in book.codes else code
        rows.append(
            (name, sum(a for a, _ in units), sum(b for _, b in units), sum(a and b for a, b in units), alpha(units))
        )
    return Agreement(coders, tuple(rows), alpha(every))


def may_have_said(scope: Scope, row: Coding) -> list[Body]:
    """Who may have undertaken it: the body of the speaker or of the call, then the bodies of the asker."""
    speaker, call = row.turn.speaker, row.turn.call
    ids = [speaker.body_id if speaker else None, call.body_id, *sorted(scope.bodies)]
    found = Body.objects.in_bulk([pk for pk in ids if pk])
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]
