"""The policy on notices: what goes out at once, what waits, and when nobody is disturbed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import time
from functools import cache
from typing import Any

from qianshao.policy import flat, own
from qianshao.policy.flat import time_of
from qianshao.policy.loading import SHIPPED

NOTICES = "notices.toml"
KINDS = (
    "arrived",
    "near",
    "overdue",
    "moved_away",
    "referred",
    "reporter",
    "letter_approved",
    "letter_answered",
    "letter_unanswered",
    "referral_answered",
    "referral_unanswered",
    "commitment_due",
    "proposal",
    "report_due",
    "minutes",
    "ordered",
    "bulletin",
    "need_raised",
    "need_late",
    "shipment_sent",
    "shipment_lost",
    "need_met",
    "watch_asked",
    "watch_unanswered",
    "initiative_sent",
    "initiative_reminded",
    "initiative_overdue",
    "visit_planned",
    "visit_again",
    "visit_tomorrow",
    "visit_changed",
    "visit_called_off",
)
"""What a notice can be about."""


@dataclass(frozen=True, slots=True)
class Notices:
    """The values of ``shipped/notices.toml``, where each is explained."""

    gather_minutes: int
    urgent_minutes: int
    gap_minutes: int
    urgent: int
    quiet: tuple[time, time]
    digest: tuple[time, ...]
    near_minutes: int
    retry_minutes: tuple[int, ...]
    keep_days: int
    soon: frozenset[str]


def in_force() -> Notices:
    """The shipped file, or the federation's own in its place."""
    return own.whole(NOTICES, parse, shipped)


@cache
def shipped() -> Notices:
    return parse((SHIPPED / NOTICES).read_text(encoding="utf-8"), source=NOTICES)


def parse(text: str, *, source: str) -> Notices:
    """:class:`PolicyError` with all that does not hold."""
    given = flat.values(text, source, [item.name for item in fields(Notices)], _misfit)
    first, last = (time_of(one) or time() for one in given["quiet"])
    read = {
        "quiet": (first, last),
        "digest": tuple(sorted(time_of(one) or time() for one in given["digest"])),
        "retry_minutes": tuple(given["retry_minutes"]),
        "soon": frozenset(given["soon"]),
    }
    return Notices(**{**given, **read})


def _misfit(key: str, value: Any) -> str:
    listed = value if isinstance(value, list) else []
    if key in ("quiet", "digest"):
        count = len(listed) == 2 if key == "quiet" else bool(listed)
        right = count and all(time_of(one) is not None for one in listed)
        return "" if right else 'must be a list of times of the day, for example ["21:00", "07:30"]'
    if key == "retry_minutes":
        return "" if listed and all(map(_whole, listed)) else "must be a list of whole numbers above 0"
    if key == "soon":
        wrong = [one for one in listed if one not in KINDS]
        right = isinstance(value, list) and not wrong
        return "" if right else f"must be a list of some of {', '.join(KINDS)}"
    return "" if _whole(value) else "must be a whole number above 0"


def _whole(value: Any) -> bool:
    return type(value) is int and 0 < value < 100_000
