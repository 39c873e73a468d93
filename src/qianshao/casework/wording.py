"""Time in words, for deadlines and for what somebody wrote who gave no name; and the names of what a ladder calls
for."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from qianshao.policy import supplies
from qianshao.policy.ladder import Term

MEASURES = {
    ("letter", "reminder"): gettext_lazy("letter to the employer: reminder (提示函)"),
    ("letter", "opinion"): gettext_lazy("letter to the employer: opinion (意见书)"),
    ("letter", "rectification"): gettext_lazy("letter to the employer: correction by a date (限期整改意见)"),
    ("letter", "recommendation"): gettext_lazy("letter to the authority: recommendation (建议书)"),
    ("referral", "authority"): gettext_lazy("ask the supervising authority to act"),
    ("referral", "command"): gettext_lazy("ask the epidemic command to act"),
    ("proposal", "evacuation"): gettext_lazy("propose evacuation"),
    ("proposal", "hold_restart"): gettext_lazy("propose to hold the restart"),
}


def measure_name(kind: str, what: str) -> str:
    """What the ladder calls for, in words."""
    return str(MEASURES.get((kind, what), what))


DISTANCES = (
    gettext_lazy("same township"),
    gettext_lazy("same district"),
    gettext_lazy("same city"),
    gettext_lazy("same province"),
    gettext_lazy("beyond the province"),
)


def distance_name(distance: int) -> str:
    return str(DISTANCES[distance])


def item_name(code: str) -> str:
    item = supplies.in_force().items.get(code)
    return _of_reader(item.name) if item else code


def units(code: str, quantity: int) -> str:
    """900 pieces"""
    item = supplies.in_force().items.get(code)
    return f"{quantity:,} {_of_reader(item.unit)}" if item else f"{quantity:,}"


def _of_reader(texts: dict[str, str]) -> str:
    return texts.get(get_language() or "", texts["zh-hans"])


def time_left(deadline: datetime, now: datetime) -> str:
    """ "2 h 10 min left", or "overdue since 02-08 12:30"; days from two days on."""
    if now > deadline:
        return _("overdue since {time}").format(time=minute(deadline))
    return _("{time} left").format(time=span(deadline - now))


def span(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    if days >= 2:
        return ngettext("{days} day", "{days} days", days).format(days=days)
    hours += 24 * days
    if hours:
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes % 60)
    return _("{minutes} min").format(minutes=minutes)


def term(time: Term) -> str:
    if time.hours:
        return _("{hours:g} hours from the day it is sent").format(hours=time.hours)
    if time.working_days:
        return _("{days} working days from the day it is sent").format(days=time.working_days)
    return _("{days} days from the day it is sent").format(days=time.days)


def minute(moment: datetime) -> str:
    """02-08 12:30"""
    return formats.date_format(localtime(moment), "m-d H:i")


def hour(moment: datetime) -> str:
    """02-08, 12 h: when somebody wrote who gave no name is nobody's business to the minute."""
    local = localtime(moment)
    return _("{day}, {hour} h").format(day=formats.date_format(local, "m-d"), hour=local.hour)


def to_the_hour(moment: datetime) -> datetime:
    """The same for programs."""
    return moment.replace(minute=0, second=0, microsecond=0)
