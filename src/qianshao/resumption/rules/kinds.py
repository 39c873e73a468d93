"""The kinds by which workplaces are counted. Plain values.

Sizes are those of industry by head-count (large from 1,000, medium from 300, small from 20): income, which the rule
asks for too, is not known here, and other trades have other limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

LARGE, MEDIUM, SMALL, MICRO, UNSIZED = "large", "medium", "small", "micro", "unknown"
SIZES = (LARGE, MEDIUM, SMALL, MICRO, UNSIZED)
LIMITS = ((1000, LARGE), (300, MEDIUM), (20, SMALL), (1, MICRO))
LEVELS = (0, 2, 4, 6, 9)
"""Digits of the divisions for which sums are kept: the nation, provinces, cities, districts, townships."""


def size_of(headcount: int) -> str:
    return next((size for least, size in LIMITS if headcount >= least), UNSIZED)


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """Under what a workplace is counted."""

    township: str
    industry: str
    ownership: str
    size: str


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A standing from a day on, to the day before ``until``; None is open. Counted under ``kind``."""

    since: date
    until: date | None
    standing: str
    kind: Kind


def spans(course: list[tuple[date, str]], kind: Kind, closed_on: date | None) -> list[Span]:
    """What a course comes to. From the day on which a workplace closes it has no standing."""
    ends = [*(day for day, _ in course[1:]), None]
    found = []
    for (since, standing), until in zip(course, ends, strict=False):
        if closed_on is not None:
            until = closed_on if until is None else min(until, closed_on)
        if standing and (until is None or since < until):
            found.append(Span(since, until, standing, kind))
    return found


Delta = tuple[int, str, str, str, str, str, date]
"""Level, territory, standing, industry, ownership, size, day."""


def deltas(before: set[Span], after: set[Span]) -> dict[Delta, int]:
    """What changes in the sums when one set of spans takes the place of another."""
    found: dict[Delta, int] = {}
    for sign, moved in ((-1, before - after), (1, after - before)):
        for span in moved:
            for day, step in ((span.since, sign), (span.until, -sign)):
                if day is not None:
                    _add(found, span, day, step)
    return {key: delta for key, delta in found.items() if delta}


def _add(found: dict[Delta, int], span: Span, day: date, step: int) -> None:
    kind = span.kind
    for level in LEVELS:
        key = (level, kind.township[:level], span.standing, kind.industry, kind.ownership, kind.size, day)
        found[key] = found.get(key, 0) + step


def limits_of(size: str) -> tuple[int, int | None]:
    """The least head-count of a size, and the one from which it is the next; None where there is none."""
    most: int | None = None
    for least, name in (*LIMITS, (0, UNSIZED)):
        if name == size:
            return least, most
        most = least
    raise ValueError(size)
