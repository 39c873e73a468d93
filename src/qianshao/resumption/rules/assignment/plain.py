"""The plain values of an assignment: people, places, and on what terms."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

MINUTES = 60
WEEKS = 4
"""A plan is made in round numbers of four weeks."""


@dataclass(frozen=True, slots=True)
class Size:
    """Workplaces with at least so many people are visited so often in four weeks, for so long, the way included."""

    people: int
    visits: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Terms:
    """``shipped/coverage.toml``, where each key is explained. Distances in hundreds of metres."""

    sizes: tuple[Size, ...]
    change: int = 150
    stranger: int = 50
    tongue: int = 80
    nobody: int = 2_000
    nearest: int = 40

    def size(self, people: int) -> Size:
        fitting = [size for size in self.sizes if people >= size.people]
        return max(fitting, key=lambda size: size.people) if fitting else self.sizes[0]


@dataclass(frozen=True, slots=True)
class Place:
    """``employers``: what tells whose workplace it is: its own key, the credit code, the group. ``languages``: those
    that are spoken there beside Chinese. ``x`` and ``y`` in hundreds of metres."""

    key: int
    x: float
    y: float
    territory: str
    people: int = 0
    industry: str = ""
    languages: frozenset[str] = frozenset()
    employers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who comes from outside. ``reach``: the division within which they go; ``minutes``: in four weeks."""

    key: int
    x: float
    y: float
    reach: str
    minutes: int
    expertise: tuple[str, ...] = ()
    languages: frozenset[str] = frozenset()
    employers: frozenset[str] = frozenset()

    def knows(self, industry: str) -> bool:
        return bool(industry) and any(industry.startswith(known) for known in self.expertise)


@dataclass(frozen=True, slots=True)
class Plan:
    """``holder``: the helper of each place that has one. ``cost`` of it, and the ``bound`` below which no plan gets."""

    holder: dict[int, int] = field(default_factory=dict)
    cost: int = 0
    bound: int = 0

    @property
    def gap(self) -> float:
        """How far the plan may be from the best, as a share of the bound."""
        if self.cost <= self.bound:
            return 0.0
        return (self.cost - self.bound) / self.bound if self.bound else inf


def conflicts(helper: Helper, place: Place) -> bool:
    """Nobody inspects a workplace of their own employer, or of its group, as an outsider."""
    return not helper.employers.isdisjoint(place.employers)


def may_go(helper: Helper, place: Place) -> bool:
    return place.territory.startswith(helper.reach) and not conflicts(helper, place)
