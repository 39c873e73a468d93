"""Who hears of calls and visits. Rows only, in the transaction of what happens; they go out afterwards."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from qianshao.core.actor import Actor
from qianshao.notices import actions as notices
from qianshao.notices.actions import About
from qianshao.registry.models import Workplace
from qianshao.resumption.models import Initiative, Inspection

BATCH = 1000


def sent(call: Initiative, places: QuerySet[Workplace], at: datetime) -> None:
    """The unions of the workplaces that it addresses."""
    unions = list(places.filter(union__isnull=False).order_by("union").values_list("union", flat=True).distinct())
    about = About("initiative", call.pk, place=call.territory_code, due_at=call.due_at, path="/calls/")
    for start in range(0, len(unions), BATCH):
        some = unions[start : start + BATCH]
        notices.write([notices.notice("call_sent", about, at=at, body=union) for union in some])


def reminded(call: Initiative, silent: QuerySet[Workplace], at: datetime) -> None:
    """The unions of the workplaces that have not acknowledged it, each once however many workplaces are theirs."""
    unions = silent.filter(union__isnull=False).order_by("union").values_list("union", flat=True).distinct()
    about = About("initiative", call.pk, step=at.isoformat(), place=call.territory_code, path="/calls/")
    notices.write([notices.notice("call_reminded", about, at=at, body=union) for union in unions])


def overdue(call: Initiative, at: datetime) -> None:
    """Whoever sent it: some are silent."""
    over("initiative", call.pk, at)
    about = About("initiative", call.pk, place=call.territory_code, path=f"/initiatives/{call.pk}/")
    notices.notify("call_overdue", about, at=at, body=call.body_id)


def planned(visit: Inspection, actor: Actor, at: datetime) -> None:
    _goes("visit_planned", visit, at, by=actor)


def put_off(visit: Inspection, actor: Actor, at: datetime) -> None:
    _goes("visit_changed", visit, at, by=actor)


def called_off(visit: Inspection, actor: Actor, at: datetime) -> None:
    _goes("visit_called_off", visit, at, by=actor)


def tomorrow(visit: Inspection, at: datetime) -> None:
    _goes("visit_tomorrow", visit, at)


def again(visit: Inspection, at: datetime) -> None:
    """A follow-up was planned by itself."""
    _goes("visit_again", visit, at)


def over(subject: str, number: int, at: datetime, *, body: int | None = None) -> None:
    notices.over(subject, [number], at=at, body=body)


def _goes(kind: str, visit: Inspection, at: datetime, *, by: Actor | None = None) -> None:
    """Whoever leads the visit; where nobody does, the body that has planned it. Nobody is told what they did."""
    if by and visit.lead_id is not None and visit.lead_id == by.person_id:
        return
    step, path = visit.planned_for.isoformat(), f"/inspections/{visit.pk}/"
    about = About("inspection", visit.pk, step=step, place=visit.township_code, path=path)
    if visit.lead_id is None:
        notices.notify(kind, about, at=at, body=visit.body_id)
    else:
        notices.notify(kind, about, at=at, person=visit.lead_id)
