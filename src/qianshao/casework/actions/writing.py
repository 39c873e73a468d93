"""How a change of a case is written: with its entry for people and its event for the trail.

A case is changed only by an update that names the state it was read in; whoever comes second is told so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from qianshao.casework.models import Case, Entry, Measure, Step
from qianshao.casework.rules.ladder import Call
from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.intake.rules import words
from qianshao.registry.models import Workplace

LONGEST_TEXT = 4000
"""In characters."""


WORKER = Actor("system", "casework")


def words_of(text: str) -> str:
    """Without blanks around, and without signs that no database keeps; never empty."""
    tidied = words.tidy(text, limit=LONGEST_TEXT)
    if not tidied:
        raise Problem("case.text_needed", field="text")
    return tidied


def open_step(case: Case) -> Step:
    """Whose turn it is. Locks the case, so that what several do to it stands in the order in which they did it."""
    Case.objects.select_for_update(no_key=True).filter(pk=case.pk).values_list("pk").first()
    step = Step.objects.filter(case=case, ended_at=None).select_related("body").first()
    if step is None:
        raise Problem("case.closed")
    if step.body_id != case.owner_id:
        raise Problem("case.not_owner", owner=step.body.name)
    return step


def change(case: Case, **values: object) -> None:
    """Compare and set: the case must still be open, with the owner and deadline that it was read with."""
    as_read = Case.objects.filter(pk=case.pk, owner=case.owner_id, deadline=case.deadline, closed_at=None)
    if as_read.update(**values) != 1:
        raise Problem("case.closed")
    case.refresh_from_db()


def answered(step: Step, at: datetime) -> None:
    """Whoever does something has seen it, and has answered."""
    Step.objects.filter(pk=step.pk, acknowledged_at=None).update(acknowledged_at=at)
    Step.objects.filter(pk=step.pk, answered_at=None).update(answered_at=at)


def end(step: Step, outcome: str, at: datetime) -> None:
    Step.objects.filter(pk=step.pk).update(ended_at=at, outcome=outcome)


def next_step(case: Case, after: Step, body_id: int, at: datetime, due_at: datetime) -> Step:
    return Step.objects.create(
        case=case,
        position=after.position + 1,
        body_id=body_id,
        received_at=at,
        due_at=due_at,
        first_due_at=due_at,
        place=after.place,
    )


def measures(step: Step, calls: Sequence[Call]) -> list[Measure]:
    """What is called for at a step, as rows that are not saved yet."""
    return [
        Measure(
            case_id=step.case_id,
            step=step,
            kind=call.kind,
            what=call.what,
            body_id=step.body_id,
            addressee_id=call.addressee.body_id if call.addressee else None,
            called_at=step.received_at,
        )
        for call in calls
    ]


def names_of(calls: Sequence[Call]) -> list[str]:
    """For the trail: "letter reminder"."""
    return [f"{call.kind} {call.what}" for call in calls]


def enter(case: Case, kind: str, actor: Actor, at: datetime, *, text: str = "", for_reporter: bool) -> None:
    Entry.objects.create(
        case=case,
        kind=kind,
        body_id=case.owner_id,
        person_id=actor.person_id,
        text=text,
        for_reporter=for_reporter,
        at=at,
    )


def record_event(action: str, case: Case, *, actor: Actor, via: str, at: datetime, **data: object) -> None:
    record(
        action,
        actor=actor,
        via=via,
        at=at,
        subject=("case", case.pk),
        territory=case.township_code,
        data=data,
    )


def iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def open_case(workplace: Workplace, category: str) -> Case | None:
    """Locked, so that nobody closes it before the report is on it: a report must not end on a closed case."""
    found = Case.objects.select_for_update(no_key=True).filter(workplace=workplace, category=category, closed_at=None)
    return found.first()
