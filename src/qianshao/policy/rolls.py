"""The policy on the roll and the daily meeting."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import time
from functools import cache
from typing import Any

from qianshao.policy.faults import PolicyError, raise_first, read_toml
from qianshao.policy.loading import SHIPPED
from qianshao.policy.places import Places
from qianshao.policy.whole import in_force

ROLLS = "rolls.toml"


@dataclass(frozen=True, slots=True)
class Rolls:
    """The values of ``shipped/rolls.toml``, where each is explained."""

    remind_before: tuple[int, ...]
    settle_minutes: int
    meeting: time
    serious: int
    shown: int


@cache
def shipped() -> Rolls:
    return parse((SHIPPED / ROLLS).read_text(encoding="utf-8"), source=ROLLS)


def current() -> Rolls:
    return in_force(ROLLS, parse, shipped)


def parse(text: str, *, source: str) -> Rolls:
    """:class:`PolicyError` with all that does not hold."""
    given, places = read_toml(text, source), Places(text)
    known = [item.name for item in fields(Rolls)]
    found = [(key, "is missing") for key in known if key not in given]
    found += [(key, f"is not a key here; there are {', '.join(known)}") for key in given if key not in known]
    found += [(key, wrong) for key in known if key in given and (wrong := _misfit(key, given[key]))]
    raise_first([PolicyError(source, places.line("", key), key, what) for key, what in found])
    read = {
        "remind_before": tuple(sorted(set(given["remind_before"]), reverse=True)),
        "meeting": time_of(given["meeting"]),
    }
    return Rolls(**{**given, **read})


def _misfit(key: str, value: Any) -> str:
    if key == "meeting":
        return "" if time_of(value) is not None else 'must be a time of the day, for example "10:30"'
    if key == "remind_before":
        right = isinstance(value, list) and all(map(_whole, value))
        return "" if right else "must be a list of whole numbers above 0"
    return "" if _whole(value) else "must be a whole number above 0"


def _whole(value: Any) -> bool:
    return type(value) is int and 0 < value < 1440


def time_of(value: Any) -> time | None:
    """A text, or TOML's own time."""
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(value)
    except (TypeError, ValueError):
        return None
