"""Time in words, for deadlines."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def time_left(deadline: datetime, now: datetime) -> str:
    """ "2 h 10 min left", or "overdue for 3 h 5 min"; days from two days on."""
    late = now > deadline
    words = _span(abs(deadline - now))
    return (_("overdue for {time}") if late else _("{time} left")).format(time=words)


def _span(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    if days >= 2:
        return ngettext("{days} day", "{days} days", days).format(days=days)
    hours += 24 * days
    if hours:
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes % 60)
    return _("{minutes} min").format(minutes=minutes)
