"""The policy on the roll and the daily meeting."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import time
from functools import cache
from typing import Any

from qianshao.policy import flat, own
from qianshao.policy.flat import time_of
from qianshao.policy.loading import SHIPPED

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


def in_force() -> Rolls:
    """The shipped file, or the federation's own in its place."""
    return own.whole(ROLLS, parse, shipped)


def parse(text: str, *, source: str) -> Rolls:
    """:class:`PolicyError` with all that does not hold."""
    given = flat.values(text, source, [item.name for item in fields(Rolls)], _misfit)
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
