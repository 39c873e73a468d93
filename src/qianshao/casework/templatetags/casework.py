from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from qianshao.casework import wording
from qianshao.casework.models import (
    CommitmentState,
    EntryKind,
    Letter,
    LetterState,
    NeedState,
    ProposalState,
    ShipmentState,
    StepOutcome,
)
from qianshao.core import clock
from qianshao.intake import fields
from qianshao.intake.models import DailyReport
from qianshao.policy.words import told
from qianshao.registry.models import TieKind

register = template.Library()

SOON = 3600
"""Seconds before a deadline from which it stands out."""

COLOURS = {
    EntryKind.MOVED_UP: "bad",
    EntryKind.REMINDED: "bad",
    EntryKind.PASSED: "warn",
    EntryKind.PROMISED: "warn",
    EntryKind.ASKED: "warn",
    EntryKind.OPENED: "warn",
    EntryKind.REOPENED: "warn",
    EntryKind.RESOLVED: "good",
    EntryKind.ACTED: "good",
    EntryKind.WROTE: "good",
    EntryKind.REFERRED: "good",
    EntryKind.REPLIED: "good",
    EntryKind.PROPOSED: "warn",
    EntryKind.UNANSWERED: "bad",
    EntryKind.UNSEALED: "warn",
    StepOutcome.SILENT: "bad",
    StepOutcome.UNFINISHED: "warn",
    CommitmentState.KEPT: "good",
    CommitmentState.BROKEN: "bad",
    ProposalState.ACCEPTED: "good",
    ProposalState.DECLINED: "bad",
    ProposalState.PROPOSED: "warn",
    LetterState.ANSWERED: "good",
    LetterState.UNANSWERED: "bad",
    LetterState.DRAFT: "warn",
    LetterState.APPROVED: "warn",
    EntryKind.NEEDED: "warn",
    EntryKind.SHIPPED: "good",
    EntryKind.ARRIVED: "good",
    NeedState.MET: "good",
    ShipmentState.LOST: "bad",
}


@register.simple_tag
def time_left(deadline: datetime) -> SafeString:
    """How long a body still has, in words; the exact time is in the element."""
    now = clock.now()
    colour = "bad" if deadline < now else "warn" if (deadline - now).total_seconds() < SOON else ""
    words = wording.time_left(deadline, now)
    return format_html('<time class="{}" datetime="{}">{}</time>', colour, deadline.isoformat(), words)


@register.simple_tag
def moment(at: datetime, unnamed: frozenset[datetime] = frozenset()) -> SafeString:
    """A point in time, to the hour where it is when somebody wrote who gave no name."""
    if at in unnamed:
        return format_html('<time datetime="{}">{}</time>', wording.to_the_hour(at).isoformat(), wording.hour(at))
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="minutes"), wording.minute(at))


@register.filter
def hour(at: datetime) -> str:
    return wording.hour(at)


@register.filter
def colour(kind: str) -> str:
    return COLOURS.get(kind, "")  # type: ignore[call-overload, no-any-return]


@register.simple_tag
def tie_name(tie: str) -> str:
    return str(TieKind(tie).label)


@register.filter
def stated(report: DailyReport) -> list[tuple[fields.Text, object]]:
    """Labels and figures."""
    return fields.stated(report)


@register.simple_tag
def measure_name(kind: str, what: str) -> str:
    """What the ladder calls for."""
    return wording.measure_name(kind, what)


@register.simple_tag
def reply_term(letter: Letter) -> str:
    """How long the recipient of a letter has."""
    return wording.term(letter.term)


@register.filter
def in_language(texts: dict[str, str]) -> str:
    """Of a text in several languages the reader's, else the Chinese; "" where there is none."""
    return told(texts, get_language())


@register.simple_tag
def item_name(code: str) -> str:
    """Masks"""
    return wording.item_name(code)


@register.simple_tag
def units(code: str, quantity: int) -> str:
    """900 pieces"""
    return wording.units(code, quantity)


@register.simple_tag
def distance_name(distance: int) -> str:
    return wording.distance_name(distance)


@register.filter
def spoken(time: timedelta) -> str:
    """2 h 10 min"""
    return wording.span(time)
