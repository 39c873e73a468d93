"""Working days by the State Council's yearly notices on public holidays, with their shifted working days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar


@dataclass(frozen=True, slots=True)
class Calendar:
    """Passed into rules as a value, like the time."""

    is_working_day: Callable[[date], bool]

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``; the day itself does not count."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day


def _by_notice(day: date) -> bool:
    """For years whose notice is not in the package yet, Monday to Friday are taken as working days.

    That errs toward an earlier deadline, never toward a later one, except for shifted week-ends.
    """
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


CHINA = Calendar(_by_notice)
