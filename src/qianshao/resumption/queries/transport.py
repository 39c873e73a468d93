"""What workplaces share: seen by who sees one of them; the sets for detection; who sat near, without names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem, or_not_found
from qianshao.registry import queries as registry
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Scope
from qianshao.resumption.models import Seat, SharedKind, SharedPlace, Sharing
from qianshao.resumption.rules.riding import Near, Ride, near

MOST_DAYS = 31
MOST_RIDES = 60


@dataclass(frozen=True, slots=True)
class Link:
    """One set of the set system: the workplaces that a shared place joins on a day."""

    shared: int
    kind: str
    workplaces: frozenset[int]


def in_use(on: date) -> Q:
    return Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))


def shared_links(scope: Scope, day: date) -> list[Link]:
    """For detection: what joins at least two workplaces that the asker sees, in the order of its number."""
    seen = registry.workplaces(scope).order_by().values("pk")
    rows = Sharing.objects.filter(in_use(day), workplace__in=seen).order_by("shared_id", "workplace_id")
    found: dict[tuple[int, str], set[int]] = {}
    for shared, kind, workplace in rows.values_list("shared_id", "shared__kind", "workplace_id"):
        found.setdefault((shared, kind), set()).add(workplace)
    return [Link(shared, kind, frozenset(its)) for (shared, kind), its in found.items() if len(its) > 1]


def shared_places(scope: Scope, *, kind: str = "", text: str = "") -> QuerySet[SharedPlace]:
    """Those on the asker's territory, and those that a workplace of theirs uses."""
    seen = registry.workplaces(scope).order_by().values("pk")
    condition = Q(pk__in=Sharing.objects.filter(workplace__in=seen).values("shared"))
    for prefix in (*scope.territories, *scope.ordered):
        condition |= starts_with("territory_id", prefix) if prefix else Q(pk__gt=0)
    rows = SharedPlace.objects.filter(condition, closed_on=None)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(name__contains=text) if text else rows
    users = Count("sharings", filter=Q(sharings__until=None))
    return rows.select_related("territory").annotate(users=users).order_by("-users", "kind", "name")


def shared_place(scope: Scope, pk: int) -> SharedPlace:
    return or_not_found(shared_places(scope).filter(pk=pk).first())


def users(scope: Scope, shared: SharedPlace, on: date) -> list[Workplace]:
    """The workplaces that use it and that the asker sees."""
    using = Sharing.objects.filter(in_use(on), shared=shared).values("workplace")
    return list(registry.workplaces(scope).filter(pk__in=using).select_related("territory").order_by("-headcount"))


def others(shared: SharedPlace, on: date, shown: int) -> int:
    """How many more use it that the asker does not see."""
    return Sharing.objects.filter(in_use(on), shared=shared).count() - shown


def register(shared: SharedPlace) -> list[Mapping[str, Any]]:
    """Of a bus: the rides that are on record, the newest first, each with its seats and the workplaces they are of.
    Takes one that the asker was shown; no rider stands in it."""
    rows = Seat.objects.filter(bus=shared).order_by().values("day", "ride")
    counted = rows.annotate(seats=Count("pk"), workplaces=Count("workplace", distinct=True))
    return list(counted.order_by("-day", "ride")[:MOST_RIDES])


def sat_near(scope: Scope, workplace: int, rider: str, first: date, last: date) -> list[tuple[Workplace | None, Near]]:
    """Around one rider of a workplace that the asker sees, on the rides of these days. Workplaces that the asker does
    not see are counted without a name."""
    if last < first or last - first > timedelta(days=MOST_DAYS):
        raise Problem("bus.days", field="last", most=MOST_DAYS)
    mine = registry.workplace(scope, workplace)
    own = Seat.objects.filter(workplace=mine, rider=rider, day__range=(first, last))
    rides = Seat.objects.filter(bus__in=own.values("bus"), day__in=own.values("day")).order_by("pk")
    columns = ("bus_id", "day", "ride", "seat", "workplace_id", "rider")
    listed = [Ride(bus, str(day), *rest) for bus, day, *rest in rides.values_list(*columns)]
    widths = dict(SharedPlace.objects.filter(kind=SharedKind.BUS).values_list("pk", "per_row"))
    found = near(listed, rider, mine.pk, widths)
    seen = {one.pk: one for one in registry.workplaces(scope).filter(pk__in=[one.workplace for one in found])}
    return [(seen.get(one.workplace), one) for one in found]
