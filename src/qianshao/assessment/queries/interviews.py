"""Interviews that the asker may see."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from qianshao.assessment.models import Interview
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import or_not_found
from qianshao.registry.scope import NONE, Scope


def interviews(scope: Scope) -> QuerySet[Interview]:
    """On the asker's territory, the newest first; those whose place nobody knows are for who sees the whole country."""
    rows = Interview.objects.filter(seen(scope)).annotate(turn_count=Count("turns"))
    return rows.select_related("place").order_by("-event_date", "-pk")


def seen(scope: Scope, through: str = "") -> Q:
    """The interviews that the asker may see, as a condition; ``through``: the way to them from another table."""
    found = NONE
    for prefix in (*scope.territories, *scope.ordered):
        found |= starts_with(f"{through}territory", prefix) if prefix else ~Q(pk=None)
    return found


def interview(scope: Scope, number: str) -> Interview:
    return or_not_found(interviews(scope).filter(number=number).first())
