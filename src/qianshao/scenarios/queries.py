"""Which workplaces a simulation is about, and the runs that are kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DatabaseError
from django.db.models import Q, QuerySet

from qianshao.core.models import Installation
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import or_not_found
from qianshao.registry.models import Body, BodyKind, Workplace
from qianshao.registry.scope import EVERYTHING, Scope, visible_within
from qianshao.scenarios.models import KeptRun

DEMO_DISTRICT = "500113"


def sizes(scope: Scope, territory: str) -> tuple[int, ...]:
    """Workers of each workplace of a division that is open and has any, in the order of the register."""
    places = Workplace.objects.filter(visible_within(scope, territory[:9]))
    open_ones = places.filter(closed_on=None, headcount__gt=0).order_by("pk")
    return tuple(open_ones.values_list("headcount", flat=True))


def demo_sizes() -> tuple[int, ...] | None:
    """Of the demo district if this installation has it; None without it, or without a database."""
    try:
        if not Installation.objects.filter(generated=True).exists():
            return None
        return sizes(EVERYTHING, DEMO_DISTRICT) or None
    except DatabaseError:
        return None


@dataclass(frozen=True, slots=True)
class Place:
    """What a question is about: all open workplaces that somebody sees, under the name of their body's place."""

    name: str
    territory: str
    sizes: tuple[int, ...]
    generated: bool


def place_of(scope: Scope, body: Body) -> Place:
    """A federation asks about its division; a group's union about its line."""
    territory = body.territory_id if body.kind == BodyKind.FEDERATION and body.territory_id else ""
    territory = territory if scope.covers_territory(territory) else ""
    name = body.territory.name if territory and body.territory else body.name
    generated = Installation.objects.filter(generated=True).exists()
    return Place(name, territory, sizes(scope, territory), generated)


def kept(scope: Scope) -> QuerySet[KeptRun]:
    """Those of one's own bodies, and those about a division that is seen as a whole."""
    seen = Q(body__in=scope.bodies)
    for prefix in (*scope.territories, *scope.ordered):
        seen |= Q(territory__gt="") & starts_with("territory", prefix)
    return KeptRun.objects.filter(seen).order_by("-asked_at", "-pk")


def kept_run(scope: Scope, pk: int) -> KeptRun:
    return or_not_found(kept(scope).filter(pk=pk).first())
