"""The policy on dangers: categories, their severity, and the ladder that each climbs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    """Whose turn a rung is, told by the kind of duty and not by name."""

    AFFILIATED = "affiliated"  # the union bodies in the workplace's own line, above the enterprise
    TOWNSHIP = "township"
    DISTRICT = "district"
    CITY = "city"
    PROVINCE = "province"
    NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class Term:
    """How long a body has. Exactly one of the two is set.

    ``hours`` run through nights and holidays; ``working_days`` end at the end of the last working day.
    """

    hours: float = 0
    working_days: int = 0


@dataclass(frozen=True, slots=True)
class Rung:
    who: Who
    term: Term


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of danger. ``severity`` 1 is the gravest, 3 the least.

    A body that has acted gets ``follow_up`` from then, once in its turn, to bring the case to an end.
    """

    code: str
    names: dict[str, str]
    severity: int
    ladder: tuple[Rung, ...]
    follow_up: Term
    basis: str
    workers_may_report: bool = True

    def name(self, language: str | None) -> str:
        """In the reader's language, else in Chinese."""
        return self.names.get(language or "", self.names["zh-hans"])


OTHER = "other"
"""The category that every policy has."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A set of categories under the version that cases keep."""

    version: str
    categories: dict[str, Category]

    def of(self, code: str) -> Category:
        """A kind of danger that the policy no longer names is one of the others, and somebody deals with it."""
        return self.categories.get(code) or self.categories[OTHER]
