"""Workplaces and people as the computation wants them: with a place on a plane, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

from django.db.models import Avg

from qianshao.core.prefixes import starts_with
from qianshao.policy.coverage import Coverage
from qianshao.registry.models import Workplace
from qianshao.resumption.models import Helper
from qianshao.resumption.rules import assignment as rules

HUNDREDS = 1113.2
"""Of metres in one degree of latitude."""

APART = 100.0
"""Townships of which no position is known are taken to lie so far from each other, in hundreds of metres."""


@dataclass(frozen=True, slots=True)
class Spot:
    x: float
    y: float


class Plane:
    """Where things lie. A workplace without coordinates, and a home, stand at the centre of their township."""

    def __init__(self, district: str) -> None:
        within = Workplace.objects.filter(starts_with("township_code", district), closed_on=None)
        placed = within.filter(longitude__isnull=False, latitude__isnull=False).order_by()
        means = placed.values("township_code").annotate(x=Avg("longitude"), y=Avg("latitude"))
        found = {row["township_code"]: (row["x"], row["y"]) for row in means}
        self.placed = bool(found)  # else ways are compared, and no length of one may be told
        self.shrink = cos(radians(next(iter(found.values()))[1])) if found else 1.0
        self.centres = {code: self.spot(*where) for code, where in found.items()}
        beside = self.middle()
        codes = sorted(set(within.order_by().values_list("township_code", flat=True)) - set(found))
        for number, code in enumerate(codes):
            self.centres[code] = Spot(beside.x + APART * (number + 1), beside.y)

    def spot(self, longitude: float, latitude: float) -> Spot:
        return Spot(longitude * HUNDREDS * self.shrink, latitude * HUNDREDS)

    def of(self, township: str, longitude: float | None = None, latitude: float | None = None) -> Spot:
        if longitude is not None and latitude is not None:
            return self.spot(longitude, latitude)
        return self.centres.get(township[:9]) or self.middle()

    def middle(self) -> Spot:
        known = list(self.centres.values())
        count = len(known) or 1
        return Spot(sum(one.x for one in known) / count, sum(one.y for one in known) / count)


def employers(workplace: Workplace) -> frozenset[str]:
    """What tells whose it is: itself, the enterprise by its code, and the group."""
    found = {f"w{workplace.pk}"}
    if workplace.credit_code:
        found.add(f"c{workplace.credit_code}")
    if workplace.group_id:
        found.add(f"g{workplace.group_id}")
    return frozenset(found)


def place(workplace: Workplace, plane: Plane, policy: Coverage) -> rules.Place:
    spot = plane.of(workplace.township_code, workplace.longitude, workplace.latitude)
    return rules.Place(
        key=workplace.pk,
        x=spot.x,
        y=spot.y,
        territory=workplace.township_code,
        people=workplace.headcount,
        industry=workplace.industry_section + workplace.industry_division,
        languages=policy.languages(workplace.township_code),
        employers=employers(workplace),
    )


def person(helper: Helper, plane: Plane, minutes: int | None = None) -> rules.Helper:
    spot = plane.of(helper.home_id or helper.reach)
    hours = helper.hours_per_week * rules.MINUTES * rules.WEEKS
    return rules.Helper(
        key=helper.pk,
        x=spot.x,
        y=spot.y,
        reach=helper.reach,
        minutes=hours if minutes is None else minutes,
        expertise=tuple(helper.expertise),
        languages=frozenset(helper.languages),
        employers=employers(helper.employer) if helper.employer else frozenset(),
    )


def people_of(helpers: Iterable[Helper], plane: Plane) -> list[rules.Helper]:
    return [person(helper, plane) for helper in helpers]


def terms(policy: Coverage) -> rules.Terms:
    """The policy speaks in kilometres of a way there; costs count hundreds of metres."""
    return rules.Terms(
        sizes=tuple(rules.Size(one.people, one.visits, one.minutes) for one in policy.sizes),
        change=policy.change * 10,
        stranger=policy.stranger * 10,
        tongue=policy.tongue * 10,
        nobody=policy.nobody * 10,
    )
