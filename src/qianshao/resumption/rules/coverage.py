"""What more people would yield: how much is covered, and how often somebody comes, against people and their hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qianshao.resumption.rules.assignment import MINUTES, WEEKS

DAYS = 7 * WEEKS
STEPS = 10
USED = 90
"""Per cent of the hours that a plan can use: people do not live where the work is."""


@dataclass(frozen=True, slots=True)
class Point:
    """With so many people: the share of workplaces that somebody comes to as often as the policy says, the largest
    first; and, if all were visited instead, the days between two visits to a workplace of the smallest size."""

    people: int
    share: float
    interval: float | None


def answering(members: int, one_in: int) -> int:
    """How many of the membership would come, at one in so many."""
    return members // one_in if one_in > 0 else 0


def point(people: int, hours: float, need: Sequence[tuple[int, int]]) -> Point:
    """``need``: of each size its workplaces and what one of them takes, in minutes of four weeks, small ones first."""
    minutes = people * hours * MINUTES * WEEKS * USED / 100
    places, wanted = sum(count for count, _ in need), sum(count * each for count, each in need)
    left, covered = minutes, 0.0
    for count, each in reversed(need):
        reached = min(count, left // each) if each else count
        covered += reached
        left -= reached * each
    interval = DAYS * max(wanted / minutes, 1.0) if minutes and wanted else None
    return Point(people, covered / places if places else 1.0, interval)


def curve(most: int, hours: float, need: Sequence[tuple[int, int]]) -> list[Point]:
    """From nobody to ``most``, in equal steps."""
    steps = sorted({round(most * step / STEPS) for step in range(STEPS + 1)})
    return [point(people, hours, need) for people in steps]
