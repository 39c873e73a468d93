"""Taking in a REFI-QDA project: its texts become interviews, its codes come to stand at their turns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from qianshao.accounts.models import Person
from qianshao.assessment.actions.interviews import import_interview
from qianshao.assessment.models import Coding, Decision, Interview, Origin, Turn, Verdict
from qianshao.assessment.queries.exchange import PROGRAM, source_guid, written
from qianshao.assessment.rules.coding.places import in_turns
from qianshao.assessment.rules.coding.refi import Coded, Project, Selection, Source
from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.policy.codes import Codebook

LONGEST_CODE = 40


@dataclass
class Taken:
    """``outside``: selections that lie in no turn, or over several; ``unknown``: parts that have no place here."""

    interviews: list[str] = field(default_factory=list)
    codings: int = 0
    there: int = 0
    outside: list[str] = field(default_factory=list)
    unknown: list[tuple[str, int]] = field(default_factory=list)


def take(project: Project, book: Codebook, *, actor: Actor, via: str, at: datetime) -> Taken:
    """What stands here already stays as it is; coders of elsewhere keep their names and get no account."""
    taken = Taken(unknown=list(project.unknown))
    names = {user.guid: user.name for user in project.users}
    codes = {code.guid: (book.named(code.name) or code.name)[:LONGEST_CODE] for code in project.codes}
    notes = {note.guid: note.text for note in project.notes}
    known = {source_guid(row): row for row in Interview.objects.all()}
    with transaction.atomic():
        for source in project.sources:
            row = known.get(source.guid) or import_interview(source.text.encode(), actor=actor, via=via, at=at)[0]
            taken.interviews.append(row.number)
            before = taken.codings
            for turn, passage, coded in _placed(row, source, taken):
                _keep(turn, passage, coded, (names, codes, notes), book.version, taken, at)
            data = {"count": taken.codings - before}
            subject = ("interview", row.pk)
            record("coding.taken", actor=actor, via=via, at=at, subject=subject, territory=row.territory, data=data)
    return taken


def _placed(row: Interview, source: Source, taken: Taken) -> Iterable[tuple[Turn, tuple[int, int], Coded]]:
    turns = {turn.n: turn for turn in row.turns.all()}
    for one in source.selections:
        found = _place(row, source, one, turns)
        if found is None:
            taken.outside.append(f"{source.name} {one.start}–{one.end}")
            continue
        for coded in one.coded:
            yield turns[found[0]], found[1:], coded


def _place(row: Interview, source: Source, one: Selection, turns: dict[int, Turn]) -> tuple[int, int, int] | None:
    """Turn, start and end. A text that this program wrote is told by its turns, any other by its spans."""
    shown = written(row)
    if shown.text == source.text:
        spans = [(n, begin, turns[n].text) for n, begin in shown.starts.items()]
        return next(
            (
                (n, one.start - begin, one.end - begin)
                for n, begin, text in spans
                if begin <= one.start < one.end <= begin + len(text)
            ),
            None,
        )
    return in_turns(source.text, row.spans, {n: turn.text for n, turn in turns.items()}, one.start, one.end)


def _keep(
    turn: Turn,
    passage: tuple[int, int],
    coded: Coded,
    known: tuple[dict[str, str], dict[str, str], dict[str, str]],
    version: str,
    taken: Taken,
    at: datetime,
) -> None:
    names, codes, notes = known
    code, who = codes.get(coded.code, ""), names.get(coded.user, "")
    if not code:
        return
    start, end = passage
    defaults = {"interview_id": turn.interview_id, "codebook": version, "origin": Origin.EXCHANGE, "at": at}
    row, new = Coding.objects.get_or_create(turn=turn, start=start, end=end, code=code, defaults=defaults)
    memo = "\n".join(notes[note] for note in coded.notes if note in notes)
    if who == PROGRAM and not memo:
        taken.codings += new
        taken.there += not new
        return
    person = Person.objects.filter(username=who).first()
    mine = {"coding": row, "person": person, "coder_name": "" if person else who[:150]}
    if Decision.objects.filter(**mine, verdict=Verdict.ACCEPTED).exists():
        taken.there += 1
        return
    Decision.objects.create(**mine, verdict=Verdict.ACCEPTED, memo=memo, at=coded.at or at)
    taken.codings += 1
