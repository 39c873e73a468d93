"""When something is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from qianshao.policy.calendar import Calendar
from qianshao.policy.ladder import Term

ZONE = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)

GRACE = timedelta(hours=4)
"""The most that is given anew, when a case was moved late because the system was away."""


@dataclass(frozen=True, slots=True)
class Due:
    """``full`` is what it would have been without an EmergencyOrder, where one has shortened it."""

    at: datetime
    full: datetime | None = None


def due(start: datetime, term: Term, calendar: Calendar) -> datetime:
    """When a term ends. Hours run on; days end with the last of them, at midnight in China.

    The day on which something arrives does not count.
    """
    if term.hours:
        return start + timedelta(hours=term.hours)
    first = _day(start)
    last = first + timedelta(days=term.days) if term.days else calendar.add_working_days(first, term.working_days)
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=ZONE)


def due_under(start: datetime, term: Term, calendar: Calendar, percent: int | None) -> Due:
    """The same while an EmergencyOrder holds that leaves so many per cent of the time, to the next full minute.
    ``percent`` is None where there is no order."""
    end = due(start, term, calendar)
    if percent is None or percent >= 100:
        return Due(end)
    sooner = min(_full_minute(start + (end - start) * percent / 100), end)
    return Due(sooner, end if sooner < end else None)


def with_grace(received: datetime, due_at: datetime, now: datetime) -> datetime:
    """Whoever gets a case late, as nobody moved it in time, has at least half its term from now, at most ``GRACE``.

    A case that is moved within the first half of the term keeps its date.
    """
    return max(due_at, now + min((due_at - received) / 2, GRACE))


def _full_minute(moment: datetime) -> datetime:
    floor = moment.replace(second=0, microsecond=0)
    return floor if floor == moment else floor + MINUTE


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()
