"""How a case ends, and begins again when it was not over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from qianshao.casework.actions import telling
from qianshao.casework.actions.writing import (
    answered,
    change,
    end,
    enter,
    iso,
    next_step,
    open_step,
    record_event,
    words_of,
)
from qianshao.casework.models import Case, EntryKind, Step, StepOutcome
from qianshao.casework.queries.turns import category_of
from qianshao.casework.rules.clock import due
from qianshao.core.actor import Actor
from qianshao.core.problems import Problem
from qianshao.policy.calendar import CHINA

REOPEN_WITHIN = timedelta(days=7)
"""After that the danger is reported anew: it is another one, or needs a fresh look by whoever is first."""


def resolve(case: Case, text: str, *, actor: Actor, via: str, at: datetime) -> None:
    """The owner says how the danger ended; the words go to the reporters."""
    text = words_of(text)
    with transaction.atomic():
        step = open_step(case)
        answered(step, at)
        end(step, StepOutcome.RESOLVED, at)
        enter(case, EntryKind.RESOLVED, actor, at, text=text, for_reporter=True)
        change(case, closed_at=at, touched_at=at)
        telling.over(case, at)
        record_event("case.resolved", case, actor=actor, via=via, at=at)


def reopen(case: Case, text: str, *, actor: Actor, via: str, at: datetime) -> None:
    """It was not over after all. The same owner gets it back, with a fresh deadline; within a week."""
    text = words_of(text)
    with transaction.atomic():
        step = open_again(case, at)
        answered(step, at)
        enter(case, EntryKind.REOPENED, actor, at, text=text, for_reporter=True)
        record_event("case.reopened", case, actor=actor, via=via, at=at, deadline=iso(case.deadline))


def open_again(case: Case, at: datetime) -> Step:
    """The database refuses when the danger has another open case by now: then it is dealt with there."""
    if case.closed_at is None:
        raise Problem("case.open")
    if at - case.closed_at > REOPEN_WITHIN:
        raise Problem("case.closed_for_good", days=REOPEN_WITHIN.days)
    deadline = due(at, category_of(case).follow_up, CHINA)
    last = case.steps.order_by("-position")[0]
    try:
        with transaction.atomic():
            closed = Case.objects.filter(pk=case.pk, closed_at__isnull=False)
            if not closed.update(closed_at=None, deadline=deadline, touched_at=at):
                raise Problem("case.open")
    except IntegrityError:
        raise Problem("case.open_again") from None
    case.refresh_from_db()
    return next_step(case, last, last.body_id, at, deadline)
