"""Shared transport and lodging of the demo week: what joins the plant to others, and who sat where. Generated.

The rule
    day 0    a table of what is shared comes in: the commuter bus, a dormitory, a canteen, a labour contractor, each
             used by the plant and by others of its township, or, where it has too few, of the district
    day 0–3  the users of the bus enter its seats each evening, an early and a late ride; the one who is reported ill on
             the day after rode it on all four days, as one case did in 2020
    day 4    the officer asks who sat near
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qianshao.core.models import Event
from qianshao.demo import morning
from qianshao.demo.course import OFFICER, Line, Moment, said, said_by, scope
from qianshao.demo.morning import midnight
from qianshao.registry.models import Workplace
from qianshao.resumption import actions as resumption
from qianshao.resumption.models import Seat, SharedKind, SharedPlace
from qianshao.resumption.queries.transport import sat_near

SOURCE = "共用设施登记表（演示）"
BUS, DORMITORY, CANTEEN = "沿江片区通勤班车1号（演示）", "沿江职工公寓（演示）", "沿江片区职工食堂（演示）"
CONTRACTOR = "沿江劳务派遣队（演示）"
USERS = {BUS: ("班车", 2), DORMITORY: ("宿舍", 2), CANTEEN: ("食堂", 5), CONTRACTOR: ("劳务公司", 3)}
"""Of what kind each is, and how many beside the plant use it."""

RIDES = ("早班", "晚班")
GROUPS = (("电解甲班", 18), ("一组", 8), ("二组", 5))
"""Who rides, the plant first: a shift group and a number in it, which its own workplace alone can resolve."""

RIDER = "电解甲班15"
RIDING = 4
"""Days of the register."""


class Sharing:
    """The plant's delegate and those of its neighbours keep the register; the officer asks."""

    def __init__(self, places: Sequence[Workplace], day: date, plant: Workplace) -> None:
        near = [one for one in places if one.township_code == plant.township_code]
        others = [*near, *(one for one in places if one.township_code != plant.township_code)]
        self.day, self.plant = day, plant
        self.others = [one for one in others if one.pk != plant.pk]

    def course(self) -> list[Moment]:
        seats: list[Moment] = [(day, 18.5, self.seat) for day in range(RIDING)]
        return [(0, 16.0, self.enter), *seats]

    def users(self, name: str) -> list[Workplace]:
        """Neighbours in turn, so that one is joined to the plant by several."""
        start = list(USERS).index(name)
        return [self.plant, *self.others[start : start + USERS[name][1]]]

    def enter(self, at: datetime) -> None:
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(["单位名称", "统一社会信用代码", "类型", "共用设施", "开始日期"])
        since = (self.day - timedelta(days=30)).isoformat()
        for name, (kind, _count) in USERS.items():
            writer.writerows((one.name, one.credit_code, kind, name, since) for one in self.users(name))
        done = resumption.import_shared(
            scope(OFFICER, at),
            out.getvalue().encode(),
            self.plant.district_code,
            source=SOURCE,
            generated=True,
            **said_by(OFFICER, at),
        )
        if done.faults:
            raise AssertionError(done.faults[:3])

    def seat(self, at: datetime) -> None:
        bus, today = SharedPlace.objects.get(name=BUS), at.astimezone(morning.ZONE).date()
        for ride in RIDES:
            first = 1
            for place, (group, count) in zip(self.users(BUS), GROUPS, strict=True):
                riders = {first + number: f"{group}{number + 1:02d}" for number in range(count)}
                resumption.seat(bus, place, today, ride, riders, **said(at))
                first += count


def lines(day: date) -> list[Line]:
    found: list[Line] = []
    plant = Workplace.objects.get(name=morning.PLANT)
    shared = SharedPlace.objects.filter(generated=True)
    if entered := Event.objects.filter(action="shared.entered").order_by("id").first():
        joined = plant.sharings.model.objects.filter(shared__in=shared).values("workplace").distinct().count()
        table = _("A table of what is shared comes in: {shared} places join {joined} workplaces, the plant among them.")
        found.append((entered.at, table.format(shared=shared.count(), joined=joined)))
    first, last = day, day + timedelta(days=RIDING - 1)
    rows = sat_near(scope(OFFICER, midnight(last)), plant.pk, RIDER, first, last)
    days = Seat.objects.filter(rider=RIDER, bus__kind=SharedKind.BUS, bus__in=shared).values("day").distinct().count()
    if rows:
        near, aboard = sum(one.near for _place, one in rows), sum(one.aboard for _place, one in rows)
        told = ngettext(
            "One who is ill rode the bus on {days} day: {near} sat near, {aboard} more were aboard, of {places} "
            "workplaces.",
            "One who is ill rode the bus on {days} days: {near} sat near, {aboard} more were aboard, of {places} "
            "workplaces.",
            days,
        )
        asked = midnight(day, RIDING) + timedelta(hours=11, minutes=30)
        found.append((asked, told.format(days=days, near=near, aboard=aboard, places=len(rows))))
    return found
