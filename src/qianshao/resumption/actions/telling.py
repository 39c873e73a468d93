"""Who hears of calls and of visits. Rows only, in the transaction of what happens; they go out afterwards."""

from __future__ import annotations

from datetime import datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from qianshao.core.actor import Actor, system
from qianshao.core.batches import batches
from qianshao.notices import actions as notices
from qianshao.notices.actions import About
from qianshao.registry.models import Workplace
from qianshao.registry.scope import EVERYTHING
from qianshao.resumption.models import Initiative, Inspection
from qianshao.resumption.queries.initiatives import addressed, silent

BATCH = 1000
CLOCK = system("resumption")
SEVERITY = 2


# --- calls ------------------------------------------------------------------------------------------------


def initiative_sent(row: Initiative, at: datetime) -> None:
    """The unions of the workplaces that it addresses."""
    _unions("initiative_sent", row, "", addressed(row, EVERYTHING, timezone.localdate(at)), at)


def initiative_reminded(row: Initiative, at: datetime) -> None:
    """Those that have not even acknowledged it. Each reminder is told once."""
    places = silent(row, EVERYTHING, timezone.localdate(at))
    _unions("initiative_reminded", row, f"{at:%Y%m%d%H%M}", places, at)


def initiative_overdue(row: Initiative, at: datetime) -> None:
    """Whoever sent it: some are silent."""
    initiative_over(row, at)
    known = About("initiative", row.pk, severity=SEVERITY, place=row.territory_code, path=f"/initiatives/{row.pk}/")
    notices.notify("initiative_overdue", known, at=at, body=row.body_id)


def initiative_over(row: Initiative, at: datetime, *, union: int | None = None) -> None:
    """It was withdrawn; or this union has acknowledged it."""
    notices.over("initiative", [row.pk], at=at, body=union)


def _unions(kind: str, row: Initiative, step: str, places: QuerySet[Workplace], at: datetime) -> None:
    known = About(
        "initiative", row.pk, step=step, severity=SEVERITY, place=row.territory_code, due_at=row.due_at, path="/calls/"
    )
    unions = places.order_by("union").filter(union__isnull=False).values_list("union", flat=True)
    bodies = [body for body in dict.fromkeys(unions) if body is not None]
    for some in batches(bodies, BATCH):
        notices.write([notices.notice(kind, known, at=at, body=body) for body in some])


# --- visits -----------------------------------------------------------------------------------------------


def visit_planned(row: Inspection, actor: Actor, at: datetime) -> None:
    _who_goes("visit_planned", row, "", actor, at)


def visit_again(row: Inspection, at: datetime) -> None:
    """A follow-up was planned by itself."""
    _who_goes("visit_again", row, "", CLOCK, at)


def visit_tomorrow(row: Inspection, at: datetime) -> None:
    _who_goes("visit_tomorrow", row, f"{row.planned_for:%Y%m%d}", CLOCK, at)


def visit_changed(row: Inspection, actor: Actor, at: datetime) -> None:
    """What was said of the day before is over."""
    visit_over(row, at)
    _who_goes("visit_changed", row, f"{row.planned_for:%Y%m%d}", actor, at)


def visit_called_off(row: Inspection, actor: Actor, at: datetime) -> None:
    """What was said of it and has not gone out yet is over."""
    visit_over(row, at)
    _who_goes("visit_called_off", row, "", actor, at)


def visit_over(row: Inspection, at: datetime) -> None:
    notices.over("visit", [row.pk], at=at)


def _who_goes(kind: str, row: Inspection, step: str, actor: Actor, at: datetime) -> None:
    """The one who leads it, unless they did it themselves; where nobody leads it, the body that has to go."""
    if row.lead_id is not None and row.lead_id == actor.person_id:
        return
    called_off = kind == "visit_called_off"
    day = timezone.make_aware(datetime.combine(row.planned_for, time(23, 59)))
    known = About(
        "visit",
        row.pk,
        step=step,
        severity=SEVERITY,
        place=row.township_code,
        due_at=None if called_off else day,
        path=f"/inspections/{row.pk}/" if called_off else f"/visit/{row.pk}/",
    )
    if row.lead_id is not None:
        notices.notify(kind, known, at=at, person=row.lead_id)
    else:
        notices.notify(kind, known, at=at, body=row.body_id)
