"""Whom a call addresses, and what it counts for. Sending is not doing: the first figure is what was verified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qianshao.resumption.rules.checklists import Standing

DONE, ABSENT = "done", "absent"


@dataclass(frozen=True, slots=True)
class Filter:
    """Beginnings of codes and paths; "" and 0 filter nothing."""

    territory: str = ""
    affiliation: str = ""
    industry: str = ""
    size_least: int = 0
    size_most: int = 0

    def fits(self, *, township: str, affiliation: str, industry: str, headcount: int) -> bool:
        return (
            township.startswith(self.territory)
            and affiliation.startswith(self.affiliation)
            and self.industry in ("", industry)
            and headcount >= self.size_least
            and (not self.size_most or headcount <= self.size_most)
        )


@dataclass(frozen=True, slots=True)
class Rates:
    """Of one place: workplaces that are addressed, and how many of them have come how far. ``refuted``: an inspection
    found that it is not carried out."""

    addressed: int = 0
    acknowledged: int = 0
    reported: int = 0
    verified: int = 0
    refuted: int = 0

    def __add__(self, other: Rates) -> Rates:
        return Rates(
            self.addressed + other.addressed,
            self.acknowledged + other.acknowledged,
            self.reported + other.reported,
            self.verified + other.verified,
            self.refuted + other.refuted,
        )

    def share(self, count: int) -> int:
        """In per cent, rounded down: 100 means all of them."""
        return 100 * count // self.addressed if self.addressed else 0

    @property
    def verified_share(self) -> int:
        return self.share(self.verified)

    @property
    def reported_share(self) -> int:
        return self.share(self.reported)

    @property
    def acknowledged_share(self) -> int:
        return self.share(self.acknowledged)

    @property
    def silent(self) -> int:
        return self.addressed - self.acknowledged


def is_complete(items: Iterable[str], carried: Mapping[str, str]) -> bool:
    """Everything that the call asks for is carried out, or there is nothing of the kind."""
    return all(carried.get(item) in (DONE, ABSENT) for item in items)


def verdict(items: Iterable[str], standings: Mapping[str, Standing]) -> bool | None:
    """What an inspection says about a call: one item that fails refutes it; None where it did not look at all."""
    found = [standings.get(item, Standing.OPEN) for item in items]
    if Standing.FAILED in found:
        return False
    return None if Standing.OPEN in found else True
