from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from qianshao.casework import wording
from qianshao.casework.models import EntryKind, StepOutcome
from qianshao.core import clock

register = template.Library()

COLOURS = {
    EntryKind.MOVED_UP: "bad",
    EntryKind.REMINDED: "bad",
    EntryKind.ASKED: "warn",
    EntryKind.OPENED: "warn",
    EntryKind.REOPENED: "warn",
    EntryKind.RESOLVED: "good",
    EntryKind.ACTED: "good",
    StepOutcome.SILENT: "bad",
    StepOutcome.UNFINISHED: "warn",
}


@register.simple_tag
def time_left(deadline: datetime) -> SafeString:
    """How long a body still has, in words, with the exact time behind it."""
    now = clock.now()
    colour = "bad" if deadline < now else "warn" if (deadline - now).total_seconds() < 3600 else ""
    stamp = localtime(deadline).strftime("%Y-%m-%d %H:%M")
    return format_html(
        '<time class="{}" datetime="{}" title="{}">{}</time>',
        colour,
        deadline.isoformat(),
        stamp,
        wording.time_left(deadline, now),
    )


@register.filter
def colour(kind: str) -> str:
    return COLOURS.get(kind, "")  # type: ignore[call-overload, no-any-return]
