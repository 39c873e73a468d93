"""Initiatives: sent, acknowledged, reported, verified by inspections, reminded of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from qianshao.core.actor import Actor, Via
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.intake.rules import words
from qianshao.policy.checklists import Checklist
from qianshao.registry.models import Body, Workplace
from qianshao.registry.scope import EVERYTHING
from qianshao.resumption.actions import telling
from qianshao.resumption.actions.checklists import kept
from qianshao.resumption.models import Carried, Initiative, InitiativeAnswer, Inspection
from qianshao.resumption.queries.checklists import checklist_of
from qianshao.resumption.queries.initiatives import VERIFIED_FOR, addresses, silent
from qianshao.resumption.rules import checklists as rules
from qianshao.resumption.rules.answers import Answers
from qianshao.resumption.rules.initiatives import Filter, is_complete, verdict

LONGEST_TITLE = 200
LONGEST_TEXT = 4000
BETWEEN_REMINDERS = timedelta(hours=4)
BEFORE_DEADLINE = timedelta(hours=24)
"""So long before the deadline it reminds by itself, once; half of the time where that is shorter."""

CLOCK = Actor("system", "resumption")


def send(
    body: Body,
    checklist: Checklist,
    items: Sequence[str],
    whom: Filter,
    *,
    title: str,
    text: str,
    due_at: datetime,
    actor: Actor,
    via: str,
    at: datetime,
) -> Initiative:
    """A call that asks for items which can be inspected; a call for nothing in particular is a speech."""
    title, text = words.tidy(title, limit=LONGEST_TITLE), words.tidy(text, limit=LONGEST_TEXT)
    asked = [code for code in checklist.items if code in items]
    if not title or not text:
        raise Problem("initiative.text", field="title" if not title else "text")
    if not asked or len(asked) != len(set(items)):
        raise Problem("initiative.items", field="items")
    if due_at <= at:
        raise Problem("initiative.deadline", field="due")
    with transaction.atomic():
        row = Initiative.objects.create(
            body=body,
            title=title,
            text=text,
            version=kept(checklist, at=at),
            items=asked,
            territory_code=whom.territory,
            affiliation=whom.affiliation,
            industry_section=whom.industry,
            size_least=whom.size_least,
            size_most=whom.size_most,
            sent_at=at,
            sent_by_id=actor.person_id,
            due_at=due_at,
        )
        telling.initiative_sent(row, at)
        _record("initiative.sent", row, actor, via, at, items=asked, due=due_at.isoformat())
    return row


def withdraw(initiative: Initiative, *, actor: Actor, via: str, at: datetime) -> None:
    with transaction.atomic():
        if not Initiative.objects.filter(pk=initiative.pk, withdrawn_at=None).update(withdrawn_at=at):
            raise Problem("initiative.withdrawn")
        initiative.refresh_from_db()
        telling.initiative_over(initiative, at)
        _record("initiative.withdrawn", initiative, actor, via, at)


# --- the answers of a union -------------------------------------------------------------------------------


def acknowledge(
    initiative: Initiative, workplace: Workplace, *, actor: Actor, via: str, at: datetime
) -> InitiativeAnswer:
    """Received and read. A second time changes nothing."""
    with transaction.atomic():
        answer = _answer(initiative, workplace)
        if answer.acknowledged_at is None:
            answer.acknowledged_at, answer.acknowledged_by_id = at, actor.person_id
            answer.save(update_fields=["acknowledged_at", "acknowledged_by"])
            _heard(initiative, workplace, at)
            _record("initiative.acknowledged", initiative, actor, via, at, workplace=workplace.pk)
    return answer


def report(
    initiative: Initiative,
    workplace: Workplace,
    carried: Mapping[str, str],
    *,
    actor: Actor,
    via: str,
    at: datetime,
) -> InitiativeAnswer:
    """What is carried out, by item; items that are not named are not yet. The newest report counts."""
    known = checklist_of(initiative.version).items
    said = {code: carried.get(code, Carried.NOT_YET) for code in initiative.items}
    for code, state in said.items():
        if state not in Carried.values or (state == Carried.ABSENT and not known[code].optional):
            raise Problem("field.invalid.choice", field=code, value=state, choices=", ".join(Carried.values))
    with transaction.atomic():
        answer = _answer(initiative, workplace)
        if answer.acknowledged_at is None:
            answer.acknowledged_at, answer.acknowledged_by_id = at, actor.person_id
        answer.reported_at, answer.reported_by_id = at, actor.person_id
        answer.carried = {code: str(state) for code, state in said.items()}
        answer.complete = is_complete(initiative.items, said)
        answer.save()
        _heard(initiative, workplace, at)
        _record("initiative.reported", initiative, actor, via, at, workplace=workplace.pk, complete=answer.complete)
    return answer


def _heard(initiative: Initiative, workplace: Workplace, at: datetime) -> None:
    """Its union, which has one workplace as a rule, need not be told any more."""
    if (
        workplace.union_id
        and not silent(initiative, EVERYTHING, localdate(at)).filter(union=workplace.union_id).exists()
    ):
        telling.initiative_over(initiative, at, union=workplace.union_id)


def _answer(initiative: Initiative, workplace: Workplace) -> InitiativeAnswer:
    """The one row, locked: what two say at once stands in the order in which they said it."""
    if initiative.withdrawn_at is not None:
        raise Problem("initiative.withdrawn")
    if not addresses(initiative, workplace):
        raise Problem("initiative.not_addressed")
    place = {"township_code": workplace.township_code}
    InitiativeAnswer.objects.get_or_create(initiative=initiative, workplace=workplace, defaults=place)
    return InitiativeAnswer.objects.select_for_update().get(initiative=initiative, workplace=workplace)


def note_inspection(inspection: Inspection, checklist: Checklist, answers: Answers) -> None:
    """Called in the transaction of the inspection: what it says about each call that asks something of this place."""
    done_at = inspection.done_at
    if done_at is None:
        return
    standing = Initiative.objects.filter(withdrawn_at=None, sent_at__lte=done_at, due_at__gt=done_at - VERIFIED_FOR)
    standings = rules.score(checklist, answers).standings
    for initiative in standing.order_by("id"):
        found = verdict(initiative.items, standings)
        if found is None or not addresses(initiative, inspection.workplace):
            continue
        answer = _answer(initiative, inspection.workplace)
        before = answer.inspection
        if before is None or before.done_at is None or before.done_at <= done_at:
            answer.verified, answer.inspection = found, inspection
            answer.save(update_fields=["verified", "inspection"])


# --- reminders --------------------------------------------------------------------------------------------


def remind(initiative: Initiative, *, actor: Actor, via: str, at: datetime) -> int:
    """Marks the call as urged, which the phones of those who have not answered show; how many these are."""
    with transaction.atomic():
        row = Initiative.objects.select_for_update().get(pk=initiative.pk)
        if row.withdrawn_at:
            raise Problem("initiative.withdrawn")
        if row.reminded_at and at - row.reminded_at < BETWEEN_REMINDERS:
            raise Problem("initiative.reminded", hours=int(BETWEEN_REMINDERS.total_seconds() // 3600))
        return _remind(row, actor, via, at)


def sweep_initiatives(at: datetime) -> int:
    """Reminds by itself before the deadline, and after it tells the sender that some were silent: each once for each
    call, from several processes, too."""
    near = Initiative.objects.filter(withdrawn_at=None, reminders=0, due_at__gt=at, due_at__lte=at + BEFORE_DEADLINE)
    count = _sweep_overdue(at)
    for row in near.order_by("due_at", "id"):
        if at - row.sent_at < (row.due_at - row.sent_at) / 2:
            continue
        with transaction.atomic():
            if Initiative.objects.filter(pk=row.pk, reminders=0).update(reminders=1, reminded_at=at):
                _record_reminder(row, CLOCK, Via.WORKER, at)
                count += 1
    return count


def _sweep_overdue(at: datetime) -> int:
    count = 0
    over = Initiative.objects.filter(withdrawn_at=None, overdue_at=None, due_at__lte=at)
    for row in over.order_by("due_at", "id"):
        with transaction.atomic():
            if not Initiative.objects.filter(pk=row.pk, overdue_at=None).update(overdue_at=at):
                continue
            if waiting := silent(row, EVERYTHING, localdate(at)).count():
                _record("initiative.overdue", row, CLOCK, Via.WORKER, at, silent=waiting)
                telling.initiative_overdue(row, at)
                count += 1
    return count


def _remind(row: Initiative, actor: Actor, via: str, at: datetime) -> int:
    Initiative.objects.filter(pk=row.pk).update(reminders=F("reminders") + 1, reminded_at=at)
    return _record_reminder(row, actor, via, at)


def _record_reminder(row: Initiative, actor: Actor, via: str, at: datetime) -> int:
    waiting = silent(row, EVERYTHING, localdate(at)).count()
    telling.initiative_reminded(row, at)
    _record("initiative.reminded", row, actor, via, at, silent=waiting)
    return waiting


def _record(action: str, initiative: Initiative, actor: Actor, via: str, at: datetime, **data: object) -> None:
    record(
        action,
        actor=actor,
        via=via,
        at=at,
        subject=("initiative", initiative.pk),
        territory=initiative.territory_code,
        data=data,
    )
