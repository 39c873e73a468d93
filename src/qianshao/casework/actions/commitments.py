"""What somebody undertakes, and what came of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qianshao.casework.actions import telling
from qianshao.casework.actions.writing import WORKER, answered, open_step, words_of
from qianshao.casework.models import Case, Commitment, CommitmentOrigin, CommitmentState, Entry, EntryKind
from qianshao.core.actor import Actor, Via
from qianshao.core.events import event, record
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.registry.models import Body

BATCH = 500
SETTLED = (CommitmentState.KEPT, CommitmentState.BROKEN, CommitmentState.WITHDRAWN)


def commit(
    by: Body,
    what: str,
    *,
    due_at: datetime,
    recorded_by: Body,
    case: Case | None = None,
    origin: str = CommitmentOrigin.CASE,
    reference: str = "",
    actor: Actor,
    via: str,
    at: datetime,
) -> Commitment:
    """Write down what ``by`` undertook. Whoever records it asks about it when it is due.

    Out of a case, ``origin`` says where it was said (a call, a meeting, an interview), and ``reference`` which one.
    """
    what = words_of(what)
    if due_at <= at:
        raise Problem("commitment.past", field="due")
    with transaction.atomic():
        if case and case.closed_at is None and case.owner_id == recorded_by.pk:
            answered(open_step(case), at)
        row = Commitment.objects.create(
            case=case,
            origin=origin,
            reference=reference,
            territory=case.township_code if case else recorded_by.territory_id or "",
            by=by,
            what=what,
            due_at=due_at,
            recorded_by=recorded_by,
            recorded_at=at,
        )
        _enter(row, EntryKind.PROMISED, what, actor, at)
        _record("commitment.recorded", row, actor=actor, via=via, at=at, by=by.pk, due_at=due_at.isoformat())
    return row


def settle(row: Commitment, state: str, text: str, *, actor: Actor, via: str, at: datetime) -> None:
    """Kept, broken or withdrawn, with a few words. Once: what is on record stays."""
    if state not in SETTLED:
        raise Problem("commitment.state", field="state")
    text = words_of(text)
    with transaction.atomic():
        still_open = Commitment.objects.filter(pk=row.pk, state=CommitmentState.OPEN)
        if not still_open.update(state=state, settled_at=at, outcome=text):
            raise Problem("commitment.settled")
        row.refresh_from_db()
        _enter(row, EntryKind.SETTLED, f"{row.get_state_display()}: {text}", actor, at)
        _record("commitment.settled", row, actor=actor, via=via, at=at, state=state)


def ask_about_what_is_due(at: datetime) -> int:
    """From now on the inbox of whoever recorded it asks. Safe from several processes; returns how many."""
    count = 0
    while taken := _ask_batch(at):
        count += taken
    return count


def _ask_batch(at: datetime) -> int:
    due = Commitment.objects.filter(state=CommitmentState.OPEN, asked_at=None, due_at__lte=at)
    if not due.exists():
        return 0
    with transaction.atomic():
        rows = list(due.select_for_update(skip_locked=True, no_key=True).order_by("due_at", "id")[:BATCH])
        Commitment.objects.filter(pk__in=[row.pk for row in rows]).update(asked_at=at)
        Event.objects.bulk_create(_due(row, at) for row in rows)
        telling.commitments_due(rows, at)
    return len(rows)


def _due(row: Commitment, at: datetime) -> Event:
    return event(
        "commitment.due",
        actor=WORKER,
        via=Via.WORKER,
        at=at,
        subject=("commitment", row.pk),
        territory=row.territory,
        data={"by": row.by_id, "due_at": row.due_at.isoformat()},
    )


def _enter(row: Commitment, kind: str, text: str, actor: Actor, at: datetime) -> None:
    """In the course of its case; not for the reporter, as it may name who they are to the employer."""
    if row.case_id is None:
        return
    Case.objects.filter(pk=row.case_id).update(touched_at=at)
    Entry.objects.create(
        case_id=row.case_id,
        kind=kind,
        body_id=row.recorded_by_id,
        to_body_id=row.by_id,
        person_id=actor.person_id,
        text=text,
        at=at,
    )


def _record(action: str, row: Commitment, *, actor: Actor, via: str, at: datetime, **data: object) -> None:
    subject = ("commitment", row.pk)
    case = {"case": row.case_id} if row.case_id else {}
    record(action, actor=actor, via=via, at=at, subject=subject, territory=row.territory, data=case | data)
