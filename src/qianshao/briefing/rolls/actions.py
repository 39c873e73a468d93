"""What the clock does about a roll: it reminds, and it closes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from qianshao.accounts import queries as accounts
from qianshao.briefing.models import Hours, Reminder, Roll, RollLine
from qianshao.briefing.rolls import queries, rules
from qianshao.core.actor import Actor, Via, system
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.notices import actions as notices
from qianshao.notices.actions import About
from qianshao.policy import reporting
from qianshao.policy import rolls as policy
from qianshao.registry.models import Body, BodyKind, Level, Workplace
from qianshao.registry.scope import EVERYTHING

WORKER = system("briefing")
BATCH = 1000


def set_hours(body: Body, *, due: time, meeting: time, actor: Actor, via: str, at: datetime) -> None:
    """From the next roll on. The meeting begins after the reports are due."""
    if body.kind != BodyKind.FEDERATION or body.level != Level.DISTRICT:
        raise Problem("roll.not_called")
    if meeting <= due:
        raise Problem("roll.meeting_first", field="meeting")
    with transaction.atomic():
        Hours.objects.update_or_create(body=body, defaults={"due": due, "meeting": meeting})
        data = {"due": f"{due:%H:%M}", "meeting": f"{meeting:%H:%M}"}
        record("roll.hours_set", actor=actor, via=via, at=at, subject=("body", body.pk), data=data)


def sweep(at: datetime) -> int:
    """Reminds and closes what is due, in each district; returns how many rolls were closed. Safe from several
    processes, and after an outage it catches up."""
    count, today = 0, timezone.localdate(at)
    reminded = set(Reminder.objects.filter(day=today).values_list("body", "minutes"))
    for body in queries.waiting(today):
        count += _close_due(body, at)
        _remind_due(body, at, reminded)
    return count


# --- closing ----------------------------------------------------------------------------------------------


def _close_due(body: Body, at: datetime) -> int:
    due, zone = queries.hours_of(body)[0], timezone.get_default_timezone()
    settle = timedelta(minutes=policy.in_force().settle_minutes)
    if at < rules.cut_off(timezone.localdate(at), due, zone) + settle and getattr(body, "called_before", False):
        return 0
    last = Roll.objects.filter(territory=body.territory_id).aggregate(last=Max("day"))["last"]
    days = rules.to_close(at, due, settle=settle, last=last, back=reporting.in_force().days_back, zone=zone)
    return sum(close(body, day, cut_off, actor=WORKER, via=Via.WORKER, at=at) is not None for day, cut_off in days)


def close(body: Body, day: date, cut_off: datetime, *, actor: Actor, via: str, at: datetime) -> Roll | None:
    """The roll of a day as it stood at its cut-off; None where it is closed already, or there is nobody to call."""
    code = body.territory_id or ""
    if Roll.objects.filter(territory=code, day=day).exists() or not queries.at_work(code, day).exists():
        return None
    try:
        with transaction.atomic():
            roll = Roll.objects.create(body=body, territory=code, day=day, cut_off=cut_off, closed_at=at)
            state = queries.as_of(EVERYTHING, code, day=day, moment=cut_off)
            RollLine.objects.bulk_create(
                RollLine(
                    roll=roll,
                    township_code=line.code,
                    workplaces=line.workplaces,
                    answered=line.answered,
                    heard=line.heard,
                    wrong=line.wrong,
                )
                for line in state.lines
            )
            total = state.total
            data = {
                "territory": code,
                "day": day.isoformat(),
                "workplaces": total.workplaces,
                "answered": total.answered,
                "silent": total.silent,
            }
            about = ("roll", roll.pk)
            record(
                "roll.closed", actor=actor, via=via, at=at, subject=about, territory=code, data=data, needs_work=True
            )
    except IntegrityError:
        return None  # another process was faster
    return roll


# --- reminding --------------------------------------------------------------------------------------------


def _remind_due(body: Body, at: datetime, reminded: set[tuple[int, int]]) -> None:
    day = timezone.localdate(at)
    cut_off = queries.cut_off(body, day)
    minutes = rules.to_remind(at, cut_off, policy.in_force().remind_before)
    if minutes is not None and (body.pk, minutes) not in reminded:
        remind(body, day, cut_off, minutes, at=at)


def remind(body: Body, day: date, cut_off: datetime, minutes: int, *, at: datetime) -> Reminder | None:
    """Each delegate of a workplace that is silent hears of it once in each reminder, by the ways that they have chosen
    and within the federation's limits. Whom nobody can reach so is on the list of the phone desk anyway."""
    if Reminder.objects.filter(body=body, day=day, minutes=minutes).exists():
        return None
    try:
        with transaction.atomic():
            row = Reminder.objects.create(body=body, day=day, minutes=minutes, at=at, silent=0, told=0)
            silent = queries.silent(EVERYTHING, body.territory_id or "", day=day, moment=at)
            row.silent, people = silent.count(), _people(silent, at)
            row.told = len(people)
            row.save(update_fields=["silent", "told"])
            about = About("roll", row.pk, step=str(minutes), due_at=cut_off, path="/report/")
            notices.write([notices.notice("report_due", about, at=at, person=person) for person in sorted(people)])
            data = {"day": day.isoformat(), "minutes": minutes, "silent": row.silent, "told": row.told}
            subject, territory = ("body", body.pk), body.territory_id or ""
            record(
                "roll.reminded", actor=WORKER, via=Via.WORKER, at=at, subject=subject, territory=territory, data=data
            )
    except IntegrityError:
        return None
    return row


def _people(silent: QuerySet[Workplace], at: datetime) -> set[int]:
    unions = iter(
        Workplace.objects.filter(pk__in=silent.order_by().values("pk"), union__isnull=False)
        .values_list("union_id", flat=True)
        .distinct()
    )
    found: set[int] = set()
    for batch in _batches(unions):
        found.update(person for people in accounts.delegates_of(batch, at).values() for person in people)
    return found


def _batches(numbers: Iterator[int]) -> Iterator[list[int]]:
    while batch := list(islice(numbers, BATCH)):
        yield batch
