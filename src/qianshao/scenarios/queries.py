"""Which workplaces a simulation is about, and the runs that are kept."""

from __future__ import annotations

from django.db import DatabaseError

from qianshao.core.models import Installation
from qianshao.core.prefixes import starts_with
from qianshao.registry.models import Workplace
from qianshao.registry.scope import EVERYTHING, Scope, visible_workplaces

DEMO_DISTRICT = "500113"


def sizes(scope: Scope, territory: str) -> tuple[int, ...]:
    """Workers of each workplace of a division that is open and has any, in the order of the register."""
    places = Workplace.objects.filter(visible_workplaces(scope), starts_with("township_code", territory[:9]))
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
