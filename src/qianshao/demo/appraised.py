"""A sheet of appraisal in the demo week: opened on its last day for the union of the plant's township. Generated.

What was counted stands on it at once; the marks are left to whoever tries the demo, as nobody's judgement is made up.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from qianshao.assessment import actions
from qianshao.assessment.models import Appraisal
from qianshao.demo import morning
from qianshao.demo.course import OFFICER, Line, Moment, said_by
from qianshao.registry.models import Body, BodyKind, Workplace


class Appraised:
    """The district's officer opens it."""

    def __init__(self, day: date, plant: Workplace) -> None:
        self.day, self.plant = day, plant

    def course(self) -> list[Moment]:
        return [(6, 15.7, self.open)]

    def open(self, at: datetime) -> None:
        township = Body.objects.get(kind=BodyKind.FEDERATION, territory=self.plant.township_code)
        today = at.astimezone(morning.ZONE).date()
        actions.open_appraisal(township, self.day, today, **said_by(OFFICER, at))


def lines() -> list[Line]:
    told = _("A sheet of appraisal is opened for {body}; what was counted stands on it, the marks are open.")
    rows = Appraisal.objects.select_related("body").order_by("pk")
    return [(row.opened_at, told.format(body=row.body.name)) for row in rows]
