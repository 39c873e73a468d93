"""What somebody may see, as a plain value, and how it becomes a condition.

This is the one place where visibility is decided. ``accounts`` computes a Scope from a person's ties; every
query takes it first. A Scope that names nothing sees nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from qianshao.core.prefixes import starts_with


class Ability(StrEnum):
    """What a role may do with the things that it sees."""

    SEE_REGISTRY = "see_registry"
    SEE_BOARD = "see_board"
    SEE_CASES = "see_cases"
    SEE_TRAIL = "see_trail"
    FILE_REPORTS = "file_reports"
    HANDLE_CASES = "handle_cases"
    CHANGE_REGISTRY = "change_registry"
    MANAGE_PEOPLE = "manage_people"
    ANSWER_REFERRALS = "answer_referrals"
    SEE_NOTICES = "see_notices"
    SEE_INSPECTIONS = "see_inspections"
    INSPECT = "inspect"
    SEE_ASSESSMENT = "see_assessment"
    REVIEW = "review"
    SEE_ALERTS = "see_alerts"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Scope:
    """Subtrees, all of them prefixes of digits.

    ``territories``   codes of divisions whose workplaces are seen
    ``affiliations``  paths of bodies; workplaces whose union stands in that line are seen
    ``ordered``       codes of divisions seen for the time of an EmergencyOrder
    ``bodies``        the bodies that the person belongs to: whose inbox is theirs
    ``level``         of a federation: from what is with one above it, something may be withheld for a while. 0: nothing
    ``at``            the moment as of which it holds
    """

    territories: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    ordered: tuple[str, ...] = ()
    bodies: frozenset[int] = frozenset()
    abilities: frozenset[Ability] = field(default_factory=frozenset)
    level: int = 0
    at: datetime | None = field(default=None, compare=False)

    def may(self, ability: Ability) -> bool:
        return ability in self.abilities

    def covers_territory(self, prefix: str) -> bool:
        """Everything on this territory is seen, so that sums over it may be shown."""
        return any(prefix.startswith(seen) for seen in (*self.territories, *self.ordered))


EVERYTHING = Scope(territories=("",), affiliations=("",), abilities=frozenset(Ability))
"""For the program itself: the shell on the server, the worker, the demo. Never for a request."""


NONE = Q(pk__in=())
ALL = ~NONE
"""True of every row. An empty Q would be lost as soon as it is joined to another by "or"."""


def visible(scope: Scope, *, territory: str, affiliation: str) -> Q:
    """The condition on the two columns that hold a workplace's township code and its union's path."""
    if "" in scope.territories:
        return ALL
    condition = NONE
    for prefix in (*scope.territories, *scope.ordered):
        condition |= starts_with(territory, prefix)
    for prefix in scope.affiliations:
        condition |= Q(**{f"{affiliation}__gt": ""}) & starts_with(affiliation, prefix)
    return condition


def visible_workplaces(scope: Scope, path: str = "") -> Q:
    """The same for a model that reaches its workplace through ``path`` ("workplace__", or "" for Workplace)."""
    return visible(scope, territory=f"{path}township_code", affiliation=f"{path}affiliation_path")


def visible_within(scope: Scope, territory: str, path: str = "") -> Q:
    """What is seen of one territory. Where that is all of it, nothing but the territory is asked: a condition with "or"
    makes a database read each row that it could have counted in an index."""
    on = starts_with(f"{path}township_code", territory)
    return on if scope.covers_territory(territory) else visible_workplaces(scope, path) & on
