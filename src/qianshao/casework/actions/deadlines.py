"""What the clock does."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import IntegrityError, transaction

from qianshao.casework.actions.writing import WORKER, change, end, next_step, open_step, record_event
from qianshao.casework.models import Case, Entry, EntryKind, StepOutcome
from qianshao.casework.queries.turns import following
from qianshao.core.actor import Via
from qianshao.core.problems import Problem

log = logging.getLogger(__name__)


def sweep(at: datetime, *, limit: int = 500) -> int:
    """Move every case up whose deadline has passed; returns how many. Safe to run from several processes.

    A case that cannot be moved, for a fault of ours, does not keep the others from moving.
    """
    overdue = Case.objects.filter(closed_at=None, deadline__lt=at).order_by("deadline", "id")
    moved = 0
    for case in overdue.select_related("workplace", "policy", "owner")[:limit]:
        try:
            moved += move_up(case, at=at)
        except Exception:
            log.exception("a case could not be moved up")
    return moved


def move_up(case: Case, *, at: datetime) -> bool:
    """The owner let the deadline pass: it is the next body's turn. False when somebody was quicker.

    On the highest rung the same body gets a new deadline and the silence is on record each time.
    """
    then = following(case, at)
    try:
        with transaction.atomic():
            step = open_step(case)
            answered = step.acknowledged_at is not None
            previous = case.owner_id
            change(
                case,
                owner_id=then.body_id,
                deadline=then.deadline,
                rung=then.rung,
                moves=case.moves + 1,
                touched_at=at,
            )
            end(step, StepOutcome.UNFINISHED if answered else StepOutcome.SILENT, at)
            next_step(case, step, then.body_id, at, then.deadline)
            Entry.objects.create(
                case=case,
                kind=EntryKind.REMINDED if then.same else EntryKind.MOVED_UP,
                body_id=previous,
                to_body_id=then.body_id,
                for_reporter=True,
                at=at,
            )
            silent = None if answered else previous
            record_event("case.moved_up", case, actor=WORKER, via=Via.WORKER, at=at, owner=then.body_id, silent=silent)
    except (Problem, IntegrityError):
        return False
    return True
