"""The policy on the watch for retaliation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from qianshao.policy import own
from qianshao.policy.faults import PolicyError, raise_first, read_toml
from qianshao.policy.loading import SHIPPED
from qianshao.policy.loading import shipped as ladders
from qianshao.policy.places import Places

RETALIATION = "retaliation.toml"
ASKED = ("reporter", "officer", "delegate")
LONGEST = 1000
KEYS = ("days", "ask", "wait_days", "category", "except")


@dataclass(frozen=True, slots=True)
class Watching:
    """The keys of ``shipped/retaliation.toml``, where each is explained."""

    days: tuple[int, ...]
    ask: tuple[str, ...]
    wait_days: int
    category: str
    but: frozenset[str]


def in_force() -> Watching:
    """The shipped file, or the federation's own in its place."""
    return own.whole(RETALIATION, parse, shipped)


@cache
def shipped() -> Watching:
    return parse((SHIPPED / RETALIATION).read_text(encoding="utf-8"), source=RETALIATION)


def parse(text: str, *, source: str) -> Watching:
    """:class:`PolicyError` with all that does not hold."""
    given, places = read_toml(text, source), Places(text)
    raise_first([PolicyError(source, places.line("", key), key, what) for key, what in _faults(given)])
    return Watching(
        days=tuple(given["days"]),
        ask=tuple(given["ask"]),
        wait_days=given["wait_days"],
        category=given["category"],
        but=frozenset(given.get("except", ())),
    )


def _faults(given: dict[str, Any]) -> list[tuple[str, str]]:
    days, ask, known = given.get("days", []), given.get("ask", []), ladders().categories
    found = [(key, f"is not a key here; there are {', '.join(KEYS)}") for key in given if key not in KEYS]
    if not _list_of(days, lambda one: _whole(one)) or days != sorted(set(days)):
        found.append(("days", f"is a list of days from 1 to {LONGEST}, each once, the nearest first"))
    if not _list_of(ask, lambda one: one in ASKED) or len(set(ask)) != len(ask):
        found.append(("ask", f"is a list of {', '.join(ASKED)}, each at most once"))
    if not _whole(given.get("wait_days")):
        found.append(("wait_days", f"must be a whole number from 1 to {LONGEST}"))
    if given.get("category") not in known:
        found.append(("category", f"must be a kind of danger: {', '.join(known)}"))
    left_out = given.get("except", [])
    if not isinstance(left_out, list) or any(one not in known for one in left_out):
        found.append(("except", f"is a list of kinds of danger: {', '.join(known)}"))
    return found


def _list_of(value: Any, fits: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(fits(one) for one in value)


def _whole(value: Any) -> bool:
    return type(value) is int and 0 < value <= LONGEST
