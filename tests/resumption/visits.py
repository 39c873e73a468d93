"""What tests about inspections begin with: a visit that is planned, and results of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image

from qianshao.core.actor import Actor, person
from qianshao.policy import checkreading
from qianshao.policy.checklists import Checklist, Limit
from qianshao.registry.models import Workplace
from qianshao.resumption import actions
from qianshao.resumption.models import Inspection
from qianshao.resumption.rules.answers import Answers
from tests.cast import DAY, MORNING, Cast

HOUR = timedelta(hours=1)
MASKS, BUS, TEMPERATURE = "stock", "bus", "entry_temperature"


def resumption() -> Checklist:
    return checkreading.in_force()["resumption"]


def good(changed: Mapping[str, Mapping[str, Any]] | None = None, absent: frozenset[str] = frozenset()) -> Answers:
    """Everything is as it should be, but for what is ``changed``."""
    values: dict[str, dict[str, Any]] = {}
    for item in resumption().items.values():
        if item.code not in absent:
            values[item.code] = {one.code: _good(one.limit, one.threshold) for one in item.measures}
    return Answers({**values, **(changed or {})}, absent)


def _good(limit: Limit, threshold: float) -> Any:
    return threshold - 1 if limit is Limit.BELOW else threshold


BAD = {TEMPERATURE: {"share": 40}, "leader_on_site": {"leaders": 0}}
"""One critical item and one other."""


@cache
def picture(shade: int = 0, kind: str = "PNG", exif: bool = False) -> bytes:
    out = BytesIO()
    image = Image.new("RGB", (40, 20), (shade, shade, shade))
    meta = Image.Exif()
    if exif:
        meta[0x010F] = "a telephone"
        meta[0x8825] = {1: "N", 2: (29.0, 24.0, 0.0)}
    image.save(out, kind, exif=meta)
    return out.getvalue()


def actor(cast: Cast, who: str = "officer of district") -> Actor:
    return person(cast.person(who).pk)


def planned(cast: Cast, place: Workplace | None = None, day: date = DAY, at: datetime = MORNING) -> Inspection:
    return actions.plan(
        place or cast.plant,
        cast.district,
        resumption(),
        day,
        basis="territorial",
        lead_id=cast.person("officer of district").pk,
        actor=actor(cast),
        via="web",
        at=at,
    )


def result(answers: Answers | None = None, **more: Any) -> actions.Result:
    whole: dict[str, Any] = {
        "answers": answers or good(),
        "version": resumption().version,
        "inspectors": ["检查员甲", "检查员乙"],
        "done_at": MORNING + HOUR,
        "key": "a-key",
        "signatures": {"inspector": picture(10), "employer": picture(20)},
    }
    return actions.Result(**{**whole, **more})


def done(cast: Cast, answers: Answers | None = None, place: Workplace | None = None, **more: Any) -> Inspection:
    """A visit of today with its result."""
    at = more.pop("at", MORNING + HOUR)
    more = {"key": f"k{Inspection.objects.count()}", **more}
    row = planned(cast, place)
    return actions.submit(row, result(answers, **more), actor=actor(cast), via="web", at=at).inspection
