"""People who look after labour protection in the demo week, and the plan of who covers what. Generated.

The rule
    outside  of a hundred workplaces 1.3 inspectors appointed by the district, and one more, who go anywhere in it,
             and 2.5 volunteers of the townships, two at least, who go about their own and never where they are employed
    inside   a delegate in each of the largest workplaces, 1.2 of a hundred; at the plant a member of the committee and
             two inspectors of union groups as well
    day 1    they are entered, and the plan is made
    day 4    at the plant the officer decides by hand
    day 5    a volunteer leaves, the plan is made anew, and few change hands; what nobody has time for stays a gap
Nobody has a name: an alias says "演示" (for showing) and a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qianshao.core.models import Event
from qianshao.demo.course import OFFICER, Line, Moment, said_by, scope
from qianshao.policy import coverage as policy
from qianshao.registry.models import Body, BodyKind, Workplace
from qianshao.resumption import actions as resumption
from qianshao.resumption.actions import Particulars
from qianshao.resumption.models import Grade, Helper
from qianshao.resumption.queries import coverage as queries
from qianshao.resumption.queries.positions import terms

SEED = 20220209
APPOINTED, VOLUNTEERS, DELEGATES = 0.013, 0.025, 0.012
"""For each workplace."""
FEWEST = 2
INSPECTS, HELPS = (10, 12, 14), (4, 6, 8)
"""Hours in a week that they have."""
KNOWS = (("C26", "B"), ("C",), ("E",), ("F", "H"), ("G",), ("C36", "C34"))


class Mobilised:
    """The district enters its people; the computation assigns them."""

    def __init__(self, places: Sequence[Workplace], district: Body, plant: Workplace) -> None:
        self.places, self.district, self.plant = places, district, plant
        self.dice = Random(SEED)  # noqa: S311 - repeatable, not secret

    def course(self) -> list[Moment]:
        return [
            (1, 8.5, self.enter),
            (1, 13.5, self.assign),
            (4, 13.0, self.decide_by_hand),
            (5, 16.5, self.one_leaves),
            (5, 17.5, self.assign),
        ]

    def enter(self, at: datetime) -> None:
        for body, given in [*self._appointed(), *self._volunteers(), *self._inside()]:
            resumption.enter_helper(body, given, **said_by(OFFICER, at))

    def _count(self, share: float) -> int:
        return max(FEWEST, round(share * len(self.places)))

    def _appointed(self) -> Iterator[tuple[Body, Particulars]]:
        homes = sorted({place.township_code for place in self.places})
        for number in range(round(APPOINTED * len(self.places)) + 1):
            yield (
                self.district,
                Particulars(
                    alias=f"演示巡查员{number + 1:03d}",
                    grade=Grade.APPOINTED,
                    home=self.dice.choice(homes),
                    reach=self.plant.district_code,
                    hours_per_week=INSPECTS[number % len(INSPECTS)],
                    expertise=KNOWS[number % len(KNOWS)],
                    generated=True,
                ),
            )

    def _volunteers(self) -> Iterator[tuple[Body, Particulars]]:
        """Most where most workplaces are."""
        federations = {body.territory_id: body for body in Body.objects.filter(kind=BodyKind.FEDERATION)}
        crowd = Counter(place.township_code for place in self.places if place.township_code in federations)
        for number in range(self._count(VOLUNTEERS)):
            home = self.dice.choices(sorted(crowd), [crowd[code] for code in sorted(crowd)])[0]
            employer = self.dice.choice([place for place in self.places if place.township_code == home])
            yield (
                federations[home],
                Particulars(
                    alias=f"演示志愿者{number + 1:03d}",
                    grade=Grade.VOLUNTEER,
                    home=home,
                    reach=home,
                    hours_per_week=HELPS[number % len(HELPS)],
                    employer=employer,
                    generated=True,
                ),
            )

    def _inside(self) -> Iterator[tuple[Body, Particulars]]:
        largest = sorted(self.places, key=lambda place: (-place.headcount, place.pk))[: self._count(DELEGATES)]
        posts = [(place, Grade.DELEGATE, "演示信息员") for place in largest]
        posts += [(self.plant, Grade.COMMITTEE, "演示劳保委员")] + [(self.plant, Grade.GROUP, "演示小组检查员")] * 2
        for number, (place, grade, called) in enumerate(posts):
            given = Particulars(
                alias=f"{called}{number + 1:03d}", grade=grade, hours_per_week=2, employer=place, generated=True
            )
            yield place.union or self.district, given

    # --- the plan -------------------------------------------------------------------------------------------

    def assign(self, at: datetime) -> None:
        resumption.assign(scope(OFFICER, at), self.plant.district_code, **said_by(OFFICER, at))

    def decide_by_hand(self, at: datetime) -> None:
        """Whoever covers the plant already stays with it whatever a later plan says; else the nearest with time."""
        now, on = queries.assignment_of(self.plant), at.date()
        if now is None:
            found = queries.offers(scope(OFFICER, at), self.plant, on, policy.in_force())
            size = terms(policy.in_force()).size(self.plant.headcount)
            free = [one.helper for one in found if one.minutes_left >= size.visits * size.minutes]
        else:
            free = [now.helper]
        for one in free[:1]:
            resumption.pin(self.plant, one, **said_by(OFFICER, at))

    def one_leaves(self, at: datetime) -> None:
        first = Helper.objects.filter(grade=Grade.VOLUNTEER, until=None).order_by("pk").first()
        if first:
            resumption.leave(first, **said_by(OFFICER, at))


def lines() -> list[Line]:
    found: list[Line] = []
    entered = Event.objects.filter(action="helper.entered").order_by("id")
    if entered:
        grades = Counter(entered.values_list("data__grade", flat=True))
        outside = grades[Grade.APPOINTED] + grades[Grade.VOLUNTEER]
        told = _("The district enters {people} people: {outside} who come from outside, {inside} inside workplaces.")
        people = entered.count()
        found.append((entered[0].at, told.format(people=people, outside=outside, inside=people - outside)))
    for row in Event.objects.filter(action="coverage.assigned").order_by("id"):
        told = _("The plan of who covers what: {covered} of {workplaces} workplaces, {moved} change hands.")
        found.append((row.at, told.format(**row.data)))
    for row in Event.objects.filter(action="helper.left").order_by("id"):
        left = ngettext(
            "A volunteer leaves; {count} workplace is a gap until the plan is made anew.",
            "A volunteer leaves; {count} workplaces are gaps until the plan is made anew.",
            row.data["left"],
        )
        found.append((row.at, left.format(count=row.data["left"])))
    return found
