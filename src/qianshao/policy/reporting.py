"""The policy on daily reports."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import time
from functools import cache
from typing import Any

from qianshao.policy.faults import PolicyError, raise_first, read_toml
from qianshao.policy.loading import SHIPPED
from qianshao.policy.places import Places

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


@cache
def shipped() -> Reporting:
    return parse((SHIPPED / REPORTING).read_text(encoding="utf-8"), source=REPORTING)


def parse(text: str, *, source: str) -> Reporting:
    """:class:`PolicyError` with all that does not hold."""
    given, places = read_toml(text, source), Places(text)
    known = [item.name for item in fields(Reporting)]
    found = [(key, "is missing") for key in known if key not in given]
    found += [(key, f"is not a key here; there are {', '.join(known)}") for key in given if key not in known]
    found += [(key, wrong) for key in known if key in given and (wrong := _misfit(key, given[key]))]
    raise_first([PolicyError(source, places.line("", key), key, what) for key, what in found])
    return Reporting(**{**given, "due": _time(given["due"])})


def _misfit(key: str, value: Any) -> str:
    if key == "due":
        return "" if _time(value) else 'must be a time of the day, for example "10:00"'
    return "" if type(value) is int and value > 0 else "must be a whole number above 0"


def _time(value: Any) -> time | None:
    """A text, or TOML's own time."""
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(value)
    except (TypeError, ValueError):
        return None
