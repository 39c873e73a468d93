"""When somebody looks again."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil

from qianshao.policy.calendar import Calendar
from qianshao.policy.ladder import Term


def visit_day(done: date, term: Term, calendar: Calendar) -> date:
    """The day of a follow-up, never the day of the visit itself. Hours are rounded up to days."""
    if term.working_days:
        return calendar.add_working_days(done, term.working_days)
    return done + timedelta(days=term.days or max(1, ceil(term.hours / 24)))
