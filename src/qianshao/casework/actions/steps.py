"""What the owner of a case does in its turn."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qianshao.casework.actions import telling
from qianshao.casework.actions.writing import (
    answered,
    change,
    end,
    enter,
    next_step,
    open_step,
    record_event,
    words_of,
)
from qianshao.casework.models import Case, Entry, EntryKind, Step, StepOutcome
from qianshao.casework.queries.course import may_take_over
from qianshao.casework.queries.reporters import ACTS
from qianshao.casework.queries.turns import category_of
from qianshao.casework.rules.clock import due
from qianshao.core.actor import Actor
from qianshao.core.problems import Problem
from qianshao.policy.calendar import CHINA
from qianshao.registry.models import Body


def acknowledge(case: Case, *, actor: Actor, via: str, at: datetime) -> None:
    """The owner has seen it. The deadline stays: seeing is not doing."""
    with transaction.atomic():
        step = open_step(case)
        if Step.objects.filter(pk=step.pk, acknowledged_at=None).update(acknowledged_at=at):
            change(case, touched_at=at)
            enter(case, EntryKind.ACKNOWLEDGED, actor, at, for_reporter=True)
            record_event("case.acknowledged", case, actor=actor, via=via, at=at)


def act(case: Case, text: str, *, actor: Actor, via: str, at: datetime, for_reporter: bool = True) -> None:
    """The owner did something and says what. The first time since the last deadline that passed, this gives it time
    to finish; once only, also when the case goes to and fro between two bodies in the meantime."""
    text = words_of(text)
    with transaction.atomic():
        acted(case, open_step(case), at)
        enter(case, EntryKind.ACTED, actor, at, text=text, for_reporter=for_reporter)
        deadline = case.deadline.isoformat() if case.deadline else ""
        record_event("case.acted", case, actor=actor, via=via, at=at, deadline=deadline)


def acted(case: Case, step: Step, at: datetime) -> None:
    """What to act does to the clock. Before the entry is written, which makes it count as done."""
    deadline = step.due_at
    if not _has_acted(case):
        deadline = max(deadline, due(at, category_of(case).follow_up, CHINA))
    answered(step, at)
    Step.objects.filter(pk=step.pk).update(due_at=deadline)
    change(case, deadline=deadline, touched_at=at)


def _has_acted(case: Case) -> bool:
    """The owner, since a deadline passed or the case was opened (again)."""
    fresh_starts = (EntryKind.OPENED, EntryKind.MOVED_UP, EntryKind.REMINDED, EntryKind.REOPENED)
    start = case.entries.filter(kind__in=fresh_starts).order_by("-id").first()
    acts = case.entries.filter(kind__in=ACTS, body=case.owner_id)
    return acts.filter(pk__gt=start.pk if start else 0).exists()


def ask(case: Case, text: str, *, actor: Actor, via: str, at: datetime) -> None:
    """A question to whoever reported; seen by every reporter of this case who holds a receipt."""
    text = words_of(text)
    with transaction.atomic():
        answered(open_step(case), at)
        change(case, touched_at=at)
        enter(case, EntryKind.ASKED, actor, at, text=text, for_reporter=True)
        record_event("case.asked", case, actor=actor, via=via, at=at)


def hand_over(case: Case, to: Body, text: str, *, actor: Actor, via: str, at: datetime) -> None:
    """Give the case to another body that answers for this workplace. The deadline goes with it, unchanged."""
    text = words_of(text)
    if to not in may_take_over(case, at):
        raise Problem("case.hand_over_to", field="to")
    with transaction.atomic():
        step = open_step(case)
        answered(step, at)
        end(step, StepOutcome.HANDED_OVER, at)
        previous = case.owner
        change(case, owner=to, moves=case.moves + 1, touched_at=at)
        telling.arrived(case, next_step(case, step, to.pk, at, step.due_at), at)
        Entry.objects.create(
            case=case,
            kind=EntryKind.HANDED_OVER,
            body=previous,
            to_body=to,
            person_id=actor.person_id,
            text=text,
            for_reporter=True,
            at=at,
        )
        record_event("case.handed_over", case, actor=actor, via=via, at=at, owner=to.pk)
