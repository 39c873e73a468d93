"""The policy on coverage: how often somebody comes to a workplace, what weighs how much, how long seats are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from qianshao.policy import own
from qianshao.policy.faults import PolicyError, read_toml
from qianshao.policy.loading import SHIPPED
from qianshao.policy.reading import Reader

COVERAGE = "coverage.toml"
WEIGHTS = ("change", "stranger", "tongue", "nobody")
NEEDED = (*WEIGHTS, "seats", "sizes")
KEYS = frozenset({*NEEDED, "spoken"})
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Size:
    people: int
    visits: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """``shipped/coverage.toml`` explains each key."""

    sizes: tuple[Size, ...]
    change: int
    stranger: int
    tongue: int
    nobody: int
    seats: int
    spoken: Mapping[str, tuple[str, ...]]

    def languages(self, territory: str) -> frozenset[str]:
        return frozenset(one for prefix, its in self.spoken.items() if territory.startswith(prefix) for one in its)


def in_force() -> Coverage:
    """A federation's own file stands in the place of the shipped one as a whole."""
    return own.whole(COVERAGE, parse, shipped)


@cache
def shipped() -> Coverage:
    return parse((SHIPPED / COVERAGE).read_text(encoding="utf-8"), source=COVERAGE)


@cache
def parse(text: str, *, source: str) -> Coverage:
    """:class:`PolicyError` with all that does not hold."""
    reader = _Coverage(text, source)
    found = reader.coverage(read_toml(text, source))
    reader.raise_all()
    return found


class _Coverage(Reader):
    def coverage(self, given: dict[str, Any]) -> Coverage:
        for key in sorted(set(given) - KEYS):
            self.fail("", key, f"is not a key here; there are {', '.join(sorted(KEYS))}")
        weights = {key: self.whole(key, given.get(key), 0) for key in WEIGHTS}
        return Coverage(
            sizes=self.sizes(given.get("sizes")),
            seats=self.whole("seats", given.get("seats"), 1),
            spoken=self.spoken(given.get("spoken", {})),
            **weights,
        )

    def whole(self, key: str, given: Any, least: int) -> int:
        if type(given) is int and least <= given <= MOST:
            return given
        self.fail("", key, f"is a whole number from {least} to {MOST}")
        return least

    def sizes(self, given: Any) -> tuple[Size, ...]:
        entries = given if isinstance(given, list) else []
        found = [self.size(entry, number) for number, entry in enumerate(entries)]
        bounds = [one.people for one in found]
        if not found or bounds[0] != 0 or bounds != sorted(set(bounds)):
            self.fail("", "sizes", "is a list of { people, visits, minutes }, by people, the first from 0")
        return tuple(found)

    def size(self, entry: Any, number: int) -> Size:
        keys = ("people", "visits", "minutes")
        values: list[Any] = [entry.get(key) for key in keys] if isinstance(entry, dict) else []
        right = len(values) == len(entry) == len(keys) and all(type(one) is int and 0 <= one <= MOST for one in values)
        if right and values[1] > 0 and values[2] > 0:
            return Size(*values)
        self.fail("", "sizes", "has people, visits and minutes, whole numbers; the last two above 0", item=number)
        return Size(number, 1, 1)

    def spoken(self, given: Any) -> dict[str, tuple[str, ...]]:
        entries = given if isinstance(given, dict) else {}
        for prefix, listed in entries.items():
            words = isinstance(listed, list) and listed and all(isinstance(one, str) and one for one in listed)
            if not (prefix.isascii() and prefix.isdigit()) or not words:
                self.fail("spoken", prefix, 'is the first digits of a division and its languages: 54 = ["bo"]')
                return {}
        return {prefix: tuple(listed) for prefix, listed in entries.items()}


__all__ = ["COVERAGE", "Coverage", "PolicyError", "Size", "in_force", "parse", "shipped"]
