"""What an authority is asked to do, and what it answers."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from qianshao.casework.actions import telling
from qianshao.casework.actions.steps import acted
from qianshao.casework.actions.writing import WORKER, open_step, record_event, words_of
from qianshao.casework.models import Case, Entry, EntryKind, Measure, MeasureKind, Referral, ReferralState
from qianshao.casework.queries.referrals import term_for
from qianshao.casework.rules.clock import due
from qianshao.core.actor import Actor, Via
from qianshao.core.problems import Problem
from qianshao.policy.calendar import CHINA
from qianshao.registry.models import Body

BATCH = 200


def refer(case: Case, to: Body, text: str, *, actor: Actor, via: str, at: datetime) -> Referral:
    """The owner asks an authority or a command. It sees the workplace and ``text``, and nothing else of the case."""
    text = words_of(text)
    due_at = due(at, term_for(case, at), CHINA)
    try:
        with transaction.atomic():
            step = open_step(case)
            row = Referral.objects.create(
                case=case,
                measure=_take(case, to, at),
                to=to,
                by_id=step.body_id,
                person_id=actor.person_id,
                text=text,
                referred_at=at,
                due_at=due_at,
            )
            acted(case, step, at)
            telling.referred(row, at)
            _enter(row, EntryKind.REFERRED, text, at, actor)
            record_event("case.referred", case, actor=actor, via=via, at=at, to=to.pk, due=due_at.isoformat())
    except IntegrityError:
        raise Problem("referral.open", field="to", body=to.name) from None
    return row


def open_referral(row: Referral, *, actor: Actor, via: str, at: datetime) -> None:
    """The liaison opens it for the first time: the union sees that it was seen."""
    if Referral.objects.filter(pk=row.pk, seen_at=None).update(seen_at=at):
        record_event("referral.seen", row.case, actor=actor, via=via, at=at, referral=row.pk)


def answer_referral(row: Referral, text: str, *, actor: Actor, via: str, at: datetime) -> None:
    """Once; a late answer is taken as well."""
    text = words_of(text)
    with transaction.atomic():
        waiting = Referral.objects.filter(pk=row.pk, answered_at=None).exclude(state=ReferralState.WITHDRAWN)
        values = {"state": ReferralState.ANSWERED, "answered_at": at, "answered_by_id": actor.person_id, "answer": text}
        if not waiting.update(**values):
            raise Problem("referral.answered")
        row.refresh_from_db()
        Referral.objects.filter(pk=row.pk, seen_at=None).update(seen_at=at)
        Entry.objects.create(
            case_id=row.case_id, kind=EntryKind.REPLIED, body_id=row.to_id, to_body_id=row.by_id, text=text, at=at
        )
        Case.objects.filter(pk=row.case_id).update(touched_at=at)
        telling.referral_answered(row, at)
        record_event("referral.answered", row.case, actor=actor, via=via, at=at, referral=row.pk)


def sweep_referrals(at: datetime) -> int:
    """Those whose time is over. Safe from several processes; returns how many."""
    count = 0
    while taken := _sweep_batch(at):
        count += taken
    return count


def _sweep_batch(at: datetime) -> int:
    overdue = Referral.objects.filter(state=ReferralState.OPEN, due_at__lte=at)
    if not overdue.exists():
        return 0
    with transaction.atomic():
        rows = list(overdue.select_for_update(skip_locked=True, no_key=True).order_by("due_at", "id")[:BATCH])
        for row in rows:
            Referral.objects.filter(pk=row.pk).update(state=ReferralState.UNANSWERED)
            _enter(row, EntryKind.UNANSWERED, "", row.due_at, WORKER)
            data = {"referral": row.pk, "to": row.to_id}
            telling.referral_unanswered(row, at)
            record_event("referral.unanswered", row.case, actor=WORKER, via=Via.WORKER, at=at, **data)
    return len(rows)


def _take(case: Case, to: Body, at: datetime) -> Measure | None:
    """The call of the ladder for this kind of body: "authority" or "command", as bodies are called."""
    calls = Measure.objects.filter(case=case, kind=MeasureKind.REFERRAL, what=to.kind, taken_at=None)
    found = calls.order_by("id").first()
    if found:
        Measure.objects.filter(pk=found.pk).update(taken_at=at)
    return found


def _enter(row: Referral, kind: str, text: str, at: datetime, actor: Actor) -> None:
    Entry.objects.create(
        case_id=row.case_id,
        kind=kind,
        body_id=row.by_id,
        to_body_id=row.to_id,
        person_id=actor.person_id,
        text=text,
        for_reporter=True,
        at=at,
    )
