"""The policy on what reporting may cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from qianshao.policy import own
from qianshao.policy.loading import SHIPPED, PolicyError, read_toml
from qianshao.policy.places import Places

COSTS = "costs.toml"
NUMBERS = ("cap_fen", "warn_at", "sms_fen", "call_fen_per_minute")


@dataclass(frozen=True, slots=True)
class Costs:
    """The numbers of ``shipped/costs.toml``, where each is explained. Money in fen, time in minutes."""

    cap_fen: int
    warn_at: int
    sms_fen: int
    call_fen_per_minute: int
    minutes: dict[str, float]


def in_force() -> Costs:
    """The shipped file, or the federation's own in its place."""
    return own.whole(COSTS, parse, shipped)


@cache
def shipped() -> Costs:
    return parse((SHIPPED / COSTS).read_text(encoding="utf-8"), source=COSTS)


def parse(text: str, *, source: str) -> Costs:
    """:class:`PolicyError` with all that does not hold."""
    given, places = read_toml(text, source), Places(text)
    found = [(key, "must be a whole number from 0 on") for key in NUMBERS if not _whole(given.get(key))]
    if _whole(given.get("warn_at")) and given["warn_at"] > 100:
        found.append(("warn_at", "is a share in per cent, at most 100"))
    found += [
        (key, f"is not a key here; there are {', '.join(NUMBERS)} and [minutes]")
        for key in given
        if key not in (*NUMBERS, "minutes")
    ]
    minutes = given.get("minutes")
    if not isinstance(minutes, dict) or not all(_time(one) for one in minutes.values()):
        found.append(("minutes", "must be a table of minutes from 0 on, by channel"))
    if found:
        errors = [PolicyError(source, places.line("", key), key, what) for key, what in found]
        first, *others = sorted(errors, key=lambda one: one.line)
        raise PolicyError(source, first.line, first.key, first.what, tuple(others))
    return Costs(**given)


def _whole(value: Any) -> bool:
    return type(value) is int and value >= 0


def _time(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
