"""The policy on daily reports."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import time
from functools import cache
from typing import Any

from qianshao.policy import flat, own
from qianshao.policy.flat import time_of
from qianshao.policy.loading import SHIPPED

REPORTING = "reporting.toml"


@dataclass(frozen=True, slots=True)
class Reporting:
    """The numbers of ``shipped/reporting.toml``, where each is explained."""

    due: time
    days_back: int
    largest_headcount: int
    absent_unexplained: int
    days_of_masks: int
    small_workplace: int
    below_hours: int
    flood_minutes: int
    flood_at_workplace: int
    flood_in_district: int
    flood_factor: int
    proof_bits: int
    quarantine_hours: int


def in_force() -> Reporting:
    """The shipped file, or the federation's own in its place."""
    return own.whole(REPORTING, parse, shipped)


@cache
def shipped() -> Reporting:
    return parse((SHIPPED / REPORTING).read_text(encoding="utf-8"), source=REPORTING)


def parse(text: str, *, source: str) -> Reporting:
    """:class:`PolicyError` with all that does not hold."""
    given = flat.values(text, source, [item.name for item in fields(Reporting)], _misfit)
    return Reporting(**{**given, "due": time_of(given["due"])})


def _misfit(key: str, value: Any) -> str:
    if key == "due":
        return "" if time_of(value) else 'must be a time of the day, for example "10:00"'
    return "" if type(value) is int and value > 0 else "must be a whole number above 0"
