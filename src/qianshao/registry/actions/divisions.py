"""Divisions come in sets. What vanishes from a set is closed, never deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from qianshao.core.actor import Actor
from qianshao.core.batches import batches
from qianshao.core.events import record
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem
from qianshao.registry.actions.reach import require_reach
from qianshao.registry.models import Area, Body, EmergencyOrder, Territory, Workplace
from qianshao.registry.rules.divisions import Dates, Division, Plan
from qianshao.registry.scope import Scope

BATCH = 2000
Watch = Callable[[Sequence[Sequence[Division]]], Iterable[Sequence[Division]]]
"""Something that hands on batches one by one, and may show how far it is."""


def apply_divisions(
    *,
    plan: Plan,
    source: str,
    fingerprint: str,
    on: date | None,
    dates: Sequence[Dates] = (),
    actor: Actor,
    via: str,
    at: datetime,
    watch: Watch = iter,
) -> None:
    """Make the registry agree with a set. ``on`` is the day from which it holds; None for the first set of all,
    of which nobody knows since when.

    Workplaces, bodies and orders follow a division that has moved to another code; those in a division that
    vanished without a successor stay where they were entered.
    """
    with transaction.atomic():
        _add([*plan.added, *(new for _, new in plan.moved)], source, on, watch)
        _reopen(plan.reopened, source)
        _rename(plan.renamed)
        _close([*(one.code for one in plan.vanished), *(old for old, _ in plan.moved)], on)
        for old, new in sorted(plan.moved, key=lambda move: -len(move[0])):
            _follow(old, new.code, actor=actor, via=via, at=at)
        _date(dates)
        record(
            "divisions.applied",
            actor=actor,
            via=via,
            at=at,
            subject=("divisions", fingerprint),
            data=_summary(plan, source, on),
        )


def _summary(plan: Plan, source: str, on: date | None) -> dict[str, object]:
    return {
        "source": source,
        "on": on.isoformat() if on else None,
        "added": len(plan.added),
        "reopened": [one.code for one in plan.reopened],
        "renamed": [list(one) for one in plan.renamed],
        "moved": [[old, new.code] for old, new in plan.moved],
        "vanished": [one.code for one in plan.vanished],
    }


def _add(divisions: list[Division], source: str, on: date | None, watch: Watch) -> None:
    """Parents first. Batches, so that a bar can move."""
    divisions.sort(key=lambda one: (len(one.code), one.code))
    for batch in watch(list(batches(divisions, BATCH))):
        Territory.objects.bulk_create(
            Territory(
                code=one.code,
                name=one.name,
                level=one.level,
                parent_id=one.parent or None,
                valid_from=on,
                source=source,
            )
            for one in batch
        )


def _reopen(divisions: Sequence[Division], source: str) -> None:
    Territory.objects.filter(code__in=[one.code for one in divisions]).update(valid_until=None, source=source)


def _rename(renamed: Sequence[tuple[str, str, str]]) -> None:
    rows = [Territory(code=code, name=name) for code, _, name in renamed]
    Territory.objects.bulk_update(rows, ["name"], batch_size=200)


def _close(codes: list[str], on: date | None) -> None:
    for some in batches(codes):
        Territory.objects.filter(code__in=some, valid_until=None).update(valid_until=on)


def _follow(old: str, new: str, *, actor: Actor, via: str, at: datetime) -> None:
    """Deeper divisions have moved before: what is left below the old code goes to the new one itself."""
    count = _move_workplaces(Workplace.objects.filter(starts_with("territory_id", old)), new)
    Body.objects.filter(territory=old).update(territory=new)
    EmergencyOrder.objects.filter(territory=old).update(territory=new)
    Area.territories.through.objects.filter(territory_id=old).update(territory_id=new)
    what = {"subject": ("territory", new), "territory": new, "data": {"from": old, "workplaces": count}}
    record("territory.moved", needs_work=count > 0, actor=actor, via=via, at=at, **what)


def _move_workplaces(workplaces: QuerySet[Workplace], code: str) -> int:
    """Where two without a credit code would become the same, the second stays behind."""
    place = {"territory_id": code, "township_code": code[:9], "district_code": code[:6]}
    try:
        with transaction.atomic():
            return workplaces.update(**place)
    except IntegrityError:
        return sum(_move_one(pk, place) for pk in list(workplaces.values_list("pk", flat=True)))


def _move_one(pk: int, place: dict[str, str]) -> int:
    try:
        with transaction.atomic():
            return Workplace.objects.filter(pk=pk).update(**place)
    except IntegrityError:
        return 0


def _date(dates: Sequence[Dates]) -> None:
    """A division cannot be older than the one it lies in."""
    for known in dates:
        below = Territory.objects.filter(starts_with("code", known.code))
        below.filter(valid_from=None).update(valid_from=known.valid_from)
        if known.valid_until:
            below.filter(Q(valid_until=None)).update(valid_until=known.valid_until)


def add_area(
    *,
    scope: Scope,
    name: str,
    territories: Sequence[str],
    source: str,
    kind: str = "industrial_park",
    since: date | None = None,
    actor: Actor,
    via: str,
    at: datetime,
) -> Area:
    """Enter a place that is no division, such as an industrial park. It may overlap several divisions."""
    if not (name := name.strip()):
        raise Problem("field.missing", field="name", label="name")
    known = {one.pk: one for one in Territory.objects.filter(pk__in=territories)}
    for code in territories:
        if code not in known:
            raise Problem("territory.unknown", field="territories", value=code, day=timezone.localdate(at))
        require_reach(scope, code, field="territories")
    if not known:
        raise Problem("field.missing", field="territories", label="territories")
    with transaction.atomic():
        area, new = Area.objects.get_or_create(name=name, defaults={"kind": kind, "source": source, "since": since})
        if not new:
            raise Problem("area.exists", field="name", name=name)
        area.territories.set(known.values())
        data = {"territories": sorted(known), "source": source}
        record("area.added", actor=actor, via=via, at=at, subject=("area", area.pk), territory=min(known), data=data)
    return area
