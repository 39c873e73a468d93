"""Workplaces, one by one."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.registry.models import Body, Workplace


def set_union(workplace: Workplace, union: Body, *, actor: Actor, via: str, at: datetime) -> None:
    """Name the workplace's own union. It stands in the line that is on record for the workplace, below it."""
    with transaction.atomic():
        workplace.union, workplace.affiliation_path = union, union.path
        workplace.save(update_fields=["union", "affiliation_path"])
        record(
            "workplace.union_named",
            actor=actor,
            via=via,
            at=at,
            subject=("workplace", workplace.pk),
            territory=workplace.township_code,
            data={"body": union.pk},
        )


def close_workplace(*, workplace: Workplace, on: date, source: str, actor: Actor, via: str, at: datetime) -> Workplace:
    """From ``on`` nobody works there any more. Reports and cases stay."""
    if on > timezone.localdate(at):
        raise Problem("day.future", field="on", day=on)
    if workplace.opened_on and on < workplace.opened_on:
        raise Problem("date.order", field="on")
    with transaction.atomic():
        if not Workplace.objects.filter(pk=workplace.pk, closed_on=None).update(closed_on=on):
            raise Problem("workplace.closed", name=workplace.name, day=workplace.closed_on or on)
        _record_closing("workplace.closed", workplace, [None, on.isoformat()], source, actor, via, at)
    workplace.closed_on = on
    return workplace


def reopen_workplace(*, workplace: Workplace, source: str, actor: Actor, via: str, at: datetime) -> Workplace:
    """People work there again, or it was closed by mistake."""
    with transaction.atomic():
        if not Workplace.objects.filter(pk=workplace.pk, closed_on__isnull=False).update(closed_on=None):
            raise Problem("workplace.open")
        before = workplace.closed_on.isoformat() if workplace.closed_on else None
        _record_closing("workplace.reopened", workplace, [before, None], source, actor, via, at)
    workplace.closed_on = None
    return workplace


def _record_closing(
    action: str, workplace: Workplace, change: list[str | None], source: str, actor: Actor, via: str, at: datetime
) -> None:
    record(
        action,
        actor=actor,
        via=via,
        at=at,
        subject=("workplace", workplace.pk),
        territory=workplace.township_code,
        data={"changes": {"closed_on": change}, "source": source},
        needs_work=True,
    )
