"""The policy on dangers: categories, their severity, and the ladder that each climbs."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from qianshao.policy.words import told


class Who(StrEnum):
    """Whose turn a rung is, told by the kind of duty and not by name."""

    AFFILIATED = "affiliated"  # the union bodies in the workplace's own line, above the enterprise
    TOWNSHIP = "township"
    DISTRICT = "district"
    CITY = "city"
    PROVINCE = "province"
    NATIONAL = "national"


class Instrument(StrEnum):
    """A letter that goes out at a step, by its purpose; which paper that is in a place and year, letters decide."""

    REMINDER = "reminder"  # 提示函, to the employer
    OPINION = "opinion"  # 意见书, to the employer
    RECTIFICATION = "rectification"  # 限期整改意见, to the employer, with a date
    RECOMMENDATION = "recommendation"  # 建议书, to the authority


class Asked(StrEnum):
    """Who outside the unions is asked to act, by its tie to the workplace."""

    AUTHORITY = "authority"  # 主管部门
    COMMAND = "command"  # 防控指挥部


class Proposal(StrEnum):
    HOLD_RESTART = "hold_restart"
    EVACUATION = "evacuation"


@dataclass(frozen=True, slots=True)
class Term:
    """How long a body has. Exactly one of the three is set.

    ``hours`` run through nights and holidays; ``days`` and ``working_days`` end at the end of the last day.
    """

    hours: float = 0
    working_days: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder. ``otherwise`` stands in for a line of affiliation that is not known.

    ``letters``, ``refer`` and ``propose`` are called for when a case comes here; ``duty`` says what must be done, in
    each language.
    """

    who: Who
    term: Term
    otherwise: Who | None = None
    duty: dict[str, str] = field(default_factory=dict)
    letters: tuple[Instrument, ...] = ()
    refer: tuple[Asked, ...] = ()
    propose: tuple[Proposal, ...] = ()

    @property
    def stands_in(self) -> Who | None:
        return self.otherwise or (Who.TOWNSHIP if self.who is Who.AFFILIATED else None)

    def must(self, language: str | None) -> str:
        """What must be done, in the reader's language, else in Chinese; "" where the file does not say."""
        return told(self.duty, language)


@dataclass(frozen=True, slots=True)
class UnderOrder:
    """What an EmergencyOrder changes: whether the body that it names comes ``first``, and to how many per cent the
    terms are shortened where the order itself does not say."""

    first: bool = True
    percent: int = 100


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of danger. ``severity`` 1 is the gravest, 3 the least.

    A body that has acted gets ``follow_up`` from then, once in its turn, to bring the case to an end. ``demand`` is
    what a letter asks of the employer, in each language, until an officer writes it better.
    """

    code: str
    names: dict[str, str]
    severity: int
    ladder: tuple[Rung, ...]
    follow_up: Term
    basis: str
    workers_may_report: bool = True
    under_order: UnderOrder = UnderOrder()
    demand: dict[str, str] = field(default_factory=dict)

    def name(self, language: str | None) -> str:
        """In the reader's language, else in Chinese."""
        return told(self.names, language)


OTHER = "other"
"""The category that every policy has."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A set of categories under the version that cases keep. The texts are what it was read from: the shipped file,
    and the federation's own where there is one."""

    version: str
    categories: dict[str, Category]
    text: str = ""
    own_text: str = ""

    def of(self, code: str) -> Category:
        """A kind of danger that the policy no longer names is one of the others, and somebody deals with it."""
        return self.categories.get(code) or self.categories[OTHER]
