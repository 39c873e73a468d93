"""Masks in the demo week: what was missing is sent, and counts once those who work there say that it came. Generated.

The rule
    the plant  day 0, in the evening: its worker and its delegate say that what the district sent came; day 2: the group
               sends the rest, and three by the poster say so
    others     the district states what it has on the first afternoon, and sends each day what somebody reported
               missing; next morning three by the poster say that it came
    last day   the officer notes what two that share something with the plant still lack: masks, which are sent and
               which nobody has confirmed yet, and disinfectant, which nobody has
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qianshao.casework import actions as casework
from qianshao.casework.models import Need, NeedState, Shipment, ShipmentState
from qianshao.casework.queries.supplies import missing_of
from qianshao.core.models import Event
from qianshao.demo import morning
from qianshao.demo.course import OFFICER, Line, Moment, said, said_by
from qianshao.intake.models import Observation
from qianshao.registry.models import Body, BodyKind, Workplace

STORE, STORE_OF_GROUP = 20_000, 5_000
"""Masks that the district gets in on the first afternoon, and those that the group has."""

DELEGATE = "demo-plant-delegate"
MOST_A_DAY = 20
LACKING = (("masks", 4, "box"), ("disinfectant", 2, "drum"))
APART = timedelta(minutes=3)


class Supplied:
    """Who sends, and who says that it came."""

    def __init__(self, days: int, district: Body, plant: Workplace, near: Sequence[Workplace]) -> None:
        self.days, self.district, self.plant, self.near = days, district, plant, near

    def course(self) -> list[Moment]:
        sending: list[Moment] = [(day, 14.8, self.send) for day in range(self.days)]
        confirming: list[Moment] = [(day, 8.0, self.confirm) for day in range(1, self.days)]
        return [
            (0, 14.5, self.state),
            *sending,
            *confirming,
            (0, 19.0, self.confirm_at_the_plant),
            (2, 8.3, self.send_the_rest),
            (2, 12.2, self.confirm_the_rest),
            (self.days - 1, 9.3, self.note),
        ]

    def state(self, at: datetime) -> None:
        common = {"stated_by": self.district, **said_by(OFFICER, at)}
        casework.state_stock(self.district, "masks", STORE, **common)
        casework.state_stock(self._group(), "masks", STORE_OF_GROUP, **common)

    def _group(self) -> Body:
        return Body.objects.filter(kind=BodyKind.GROUP_UNION).order_by("number")[0]

    def send(self, at: datetime) -> None:
        store = self.district.stocks.get(item="masks")
        needs = Need.objects.filter(state=NeedState.OPEN, item="masks").exclude(workplace=self.plant).order_by("pk")
        for need in needs[:MOST_A_DAY]:
            if (missing := missing_of(need)) and missing <= store.quantity:
                casework.send_supplies(need, missing, stock=store, by=self.district, **said_by(OFFICER, at))
                store.refresh_from_db()

    def confirm(self, at: datetime) -> None:
        for row in self._under_way().exclude(need__workplace=self.plant):
            self._three(row, at)

    def confirm_at_the_plant(self, at: datetime) -> None:
        worker = Observation.objects.filter(workplace=self.plant).order_by("pk").first()
        for row in self._under_way().filter(need__workplace=self.plant):
            if worker:
                casework.say_by_receipt(row, worker, True, **said(at))
            casework.say_as_delegate(row, True, **said_by(DELEGATE, at + APART))

    def send_the_rest(self, at: datetime) -> None:
        group = self._group()
        for need in Need.objects.filter(workplace=self.plant, state=NeedState.OPEN, item="masks"):
            store, missing = group.stocks.get(item="masks"), missing_of(need)
            if missing:
                casework.send_supplies(need, missing, stock=store, by=group, **said(at))

    def confirm_the_rest(self, at: datetime) -> None:
        for row in self._under_way().filter(need__workplace=self.plant):
            self._three(row, at)

    def note(self, at: datetime) -> None:
        for place, (item, quantity, pack) in zip(self.near, LACKING, strict=False):
            if not Need.objects.filter(workplace=place, item=item, state=NeedState.OPEN).exists():
                common = {"raised_by": self.district, **said_by(OFFICER, at)}
                casework.raise_need(place, item, quantity, pack=pack, **common)

    def _under_way(self) -> QuerySet[Shipment]:
        return Shipment.objects.filter(state=ShipmentState.SENT).select_related("need").order_by("pk")

    def _three(self, row: Shipment, at: datetime) -> None:
        for number in range(3):
            casework.say_by_poster(row, f"demo{row.pk:06d}{number}", True, **said(at + number * APART))


def lines() -> list[Line]:
    """What came to the plant, in the words of those who work there; and how many needs were met in all."""
    found: list[Line] = []
    for row in Shipment.objects.filter(need__workplace__name=morning.PLANT, state=ShipmentState.ARRIVED).order_by("pk"):
        if row.ended_at:
            told = _("Workers at {plant} confirm that {quantity} masks came from {body}.")
            said_of = told.format(plant=morning.PLANT, quantity=f"{row.quantity:,}", body=row.sent_by.name)
            found.append((row.ended_at, said_of))
    met = list(Event.objects.filter(action="need.met").order_by("id"))
    if met:
        count = len(met)
        told = ngettext(
            "By the word of workers {count} shortage is over by now.",
            "By the word of workers {count} shortages are over by now.",
            count,
        )
        found.append((met[-1].at, told.format(count=count)))
    return found
