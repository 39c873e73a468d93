"""When a roll is closed, and when the silent are reminded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo


def cut_off(day: date, due: time, zone: tzinfo) -> datetime:
    """The moment by which the reports of a day are due."""
    return datetime.combine(day, due, tzinfo=zone)


def to_close(
    at: datetime, due: time, *, settle: timedelta, last: date | None, back: int, zone: tzinfo
) -> list[tuple[date, datetime]]:
    """The days whose hour has passed since the ``last`` that was closed, with their cut-offs, the oldest first.

    After an outage all that was missed is closed, up to ``back`` days; a federation that has closed none yet begins
    today.
    """
    today = at.astimezone(zone).date()
    first = today if last is None else max(last + timedelta(days=1), today - timedelta(days=back))
    days = [first + timedelta(days=number) for number in range((today - first).days + 1)]
    found = [(day, cut_off(day, due, zone)) for day in days]
    return [(day, moment) for day, moment in found if moment + settle <= at]


def to_remind(at: datetime, moment: datetime, before: Sequence[int]) -> int | None:
    """Which reminder is due now, in minutes before the cut-off: the latest whose time has come. Those that an outage
    swallowed are not sent on top of it; after the cut-off nobody is reminded."""
    if at >= moment:
        return None
    due = [minutes for minutes in before if at >= moment - timedelta(minutes=minutes)]
    return min(due, default=None)


def is_of(day: date, at: datetime, zone: tzinfo) -> bool:
    """Whether a moment lies on a day. A roll that is made up for after an outage calls no meeting."""
    return at.astimezone(zone).date() == day
