"""Which workplaces somebody looks after, from outside or from inside, and which nobody does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When

from qianshao.core.prefixes import starts_with
from qianshao.core.problems import or_not_found
from qianshao.policy.coverage import Coverage
from qianshao.registry import queries as registry
from qianshao.registry.models import Territory, Workplace
from qianshao.registry.scope import Scope
from qianshao.resumption.models import INSIDE, Assignment, Helper
from qianshao.resumption.queries.people import people, serving
from qianshao.resumption.queries.positions import Plane, person, place, terms
from qianshao.resumption.rules import assignment as rules

OFFERED = 12
"""People who are offered for a workplace when somebody decides by hand."""


@dataclass(frozen=True, slots=True)
class Covered:
    """``outside``: somebody comes; ``inside``: only somebody who is employed there; ``gap``: nobody at all, and how
    many people work there."""

    code: str
    name: str
    workplaces: int
    outside: int
    inside: int
    gap: int
    people_in_gap: int

    @property
    def share(self) -> int:
        return 100 * self.outside // self.workplaces if self.workplaces else 0

    def as_dict(self) -> dict[str, object]:
        names = ("code", "name", "workplaces", "outside", "inside", "gap", "people_in_gap")
        return {name: getattr(self, name) for name in names}


def places(scope: Scope, territory: str, on: date) -> QuerySet[Workplace]:
    """The open workplaces of a division, each with whether somebody covers it from outside or from inside."""
    assigned = Assignment.objects.filter(workplace=OuterRef("pk"), until=None, helper__in=_serving(on))
    within = Helper.objects.filter(serving(on), employer=OuterRef("pk"), grade__in=INSIDE)
    rows = registry.workplaces(scope).filter(registry.existed_on(on))
    rows = rows.filter(starts_with("township_code", territory[:9])) if territory else rows
    return rows.annotate(outside=Exists(assigned), inside=Exists(within))


def _serving(on: date) -> QuerySet[Helper]:
    return Helper.objects.filter(serving(on))


def gaps(scope: Scope, territory: str, on: date) -> QuerySet[Workplace]:
    """Those that nobody looks after, the largest first."""
    rows = places(scope, territory, on).filter(outside=False, inside=False)  # type: ignore[misc]
    return rows.select_related("territory", "union").order_by("-headcount", "pk")


def coverage(scope: Scope, territory: str, on: date) -> list[Covered]:
    """By township, the one with the most people whom nobody looks after first."""
    rows = places(scope, territory, on).order_by().values("township_code")
    nobody = Q(outside=False, inside=False)
    heads = Case(When(nobody, then=F("headcount")), default=Value(0), output_field=IntegerField())
    counted = rows.annotate(
        workplaces=Count("pk"),
        with_outside=Count("pk", filter=Q(outside=True)),
        with_inside=Count("pk", filter=Q(outside=False, inside=True)),
        without=Count("pk", filter=nobody),
        heads=Sum(heads),
    )
    found = list(counted)
    names = dict(Territory.objects.filter(code__in=[row["township_code"] for row in found]).values_list("code", "name"))
    covered = [
        Covered(
            code=row["township_code"],
            name=names.get(row["township_code"], row["township_code"]),
            workplaces=row["workplaces"],
            outside=row["with_outside"],
            inside=row["with_inside"],
            gap=row["without"],
            people_in_gap=row["heads"],
        )
        for row in found
    ]
    return sorted(covered, key=lambda one: (-one.people_in_gap, -one.gap, one.code))


def total(rows: list[Covered], territory: str = "") -> Covered:
    counts = ("workplaces", "outside", "inside", "gap", "people_in_gap")
    sums = {name: sum(getattr(one, name) for one in rows) for name in counts}
    return Covered(code=territory, name="", **sums)


def need(scope: Scope, territory: str, on: date, policy: Coverage) -> list[tuple[int, int]]:
    """Of each size of the policy: workplaces, and minutes in four weeks that each of them needs."""
    sizes = sorted(policy.sizes, key=lambda size: size.people)
    found = []
    for number, size in enumerate(sizes):
        rows = places(scope, territory, on).filter(headcount__gte=size.people)
        if number + 1 < len(sizes):
            rows = rows.filter(headcount__lt=sizes[number + 1].people)
        found.append((rows.count(), size.visits * size.minutes))
    return found


# --- assignments ------------------------------------------------------------------------------------------


def assignments(scope: Scope, territory: str) -> QuerySet[Assignment]:
    """Those in force whose workplace the asker sees. Whose alias may be shown is asked of ``known_to``."""
    seen = registry.workplaces(scope).order_by()
    rows = Assignment.objects.filter(until=None, workplace__in=seen.values("pk"))
    rows = rows.filter(starts_with("township_code", territory[:9])) if territory else rows
    return rows.select_related("workplace", "helper__body").order_by("township_code", "-workplace__headcount", "pk")


def known_to(scope: Scope, on: date) -> set[int]:
    """The people whose alias the asker may read; of the others only the body is named."""
    return set(people(scope, on).order_by().values_list("pk", flat=True))


def assignment_of(workplace: Workplace) -> Assignment | None:
    found = Assignment.objects.filter(workplace=workplace, until=None)
    return found.select_related("helper__body", "helper__employer").first()


@dataclass(frozen=True, slots=True)
class Offer:
    helper: Helper
    kilometres: float
    placed: bool
    minutes_left: int
    knows: bool


def offers(scope: Scope, workplace: Workplace, on: date, policy: Coverage) -> list[Offer]:
    """Who may cover a workplace from outside, the nearest first, with the time that each has left."""
    plane = Plane(workplace.district_code)
    here, size = place(workplace, plane, policy), terms(policy)
    found = []
    used = used_minutes(on, size)
    for helper in people(scope, on).exclude(grade__in=INSIDE):
        one = person(helper, plane)
        if rules.may_go(one, here):
            away = ((one.x - here.x) ** 2 + (one.y - here.y) ** 2) ** 0.5 / 10
            left = one.minutes - used.get(helper.pk, 0)
            found.append(Offer(helper, round(away, 1), plane.placed, left, one.knows(here.industry)))
    found.sort(key=lambda offer: (offer.minutes_left <= 0, offer.kilometres, offer.helper.pk))
    return found[:OFFERED]


def used_minutes(on: date, size: rules.Terms) -> dict[int, int]:
    """In four weeks, of each person who covers something."""
    found: dict[int, int] = {}
    rows = Assignment.objects.filter(until=None, helper__in=_serving(on)).order_by()
    grouped = rows.values_list("helper_id", "workplace__headcount").annotate(count=Count("pk"))
    for helper, headcount, count in grouped:
        its = size.size(headcount)
        found[helper] = found.get(helper, 0) + count * its.visits * its.minutes
    return found


def require_division(territory: str) -> Territory:
    return or_not_found(Territory.objects.filter(pk=territory).first())
