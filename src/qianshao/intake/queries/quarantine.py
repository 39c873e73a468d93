"""Floods, and what waits because of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from qianshao.core.prefixes import starts_with
from qianshao.intake.models import Observation, Quarantine
from qianshao.intake.rules.flood import Pressure
from qianshao.policy import reporting
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Scope, visible_workplaces


def pressure(place: Workplace, at: datetime) -> Pressure:
    """How many reports without a name have come in the last minutes, from here and from the district."""
    since = at - timedelta(minutes=reporting.in_force().flood_minutes)
    recent = Observation.objects.filter(received_at__gte=since)
    return Pressure(
        at_workplace=recent.filter(workplace=place).count(),
        in_district=recent.filter(starts_with("township_code", place.district_code)).count(),
        people=place.headcount,
    )


def in_quarantine(scope: Scope) -> QuerySet[Quarantine]:
    """What waits for a person to look at it, and what was set aside, which can be taken back."""
    rows = Quarantine.objects.filter(visible_workplaces(scope, "observation__workplace__")).exclude(let_through=True)
    return rows.select_related("observation__workplace").order_by("observation__workplace", "pk")


def waiting_in_quarantine(scope: Scope) -> int:
    """Mostly nothing waits anywhere, which is quickly seen; a join with a table without rows is planned badly."""
    if not Quarantine.objects.filter(decided_at=None).exists():
        return 0
    return in_quarantine(scope).filter(decided_at=None).count()


def quarantine_of(observation: Observation) -> Quarantine | None:
    """For whoever holds its receipt."""
    return Quarantine.objects.filter(observation=observation).exclude(let_through=True).first()
