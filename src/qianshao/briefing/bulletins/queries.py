"""Bulletins: one's own, and what was sent from below."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from qianshao.briefing.models import Bulletin
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem, or_not_found
from qianshao.registry.scope import ALL, Ability, Scope


def bulletins(scope: Scope) -> QuerySet[Bulletin]:
    """One's own, those sent to one's body, and those sent by bodies on one's territory; the last first."""
    if not scope.may(Ability.SEE_CASES):
        return Bulletin.objects.none()
    sent = Q(to__in=scope.bodies)
    for prefix in scope.territories:
        sent |= starts_with("body__territory", prefix) if prefix else ALL
    seen = Q(body__in=scope.bodies) | (Q(sent_at__isnull=False) & sent)
    return Bulletin.objects.filter(seen).select_related("body", "to").order_by("-last", "body__number", "period")


def bulletin(scope: Scope, pk: int) -> Bulletin:
    return or_not_found(bulletins(scope).select_related("docx", "pdf").filter(pk=pk).first())


def own_bulletin(scope: Scope, pk: int) -> Bulletin:
    """One that the asker's own body writes."""
    found = bulletin(scope, pk)
    if not scope.may(Ability.HANDLE_CASES) or found.body_id not in scope.bodies:
        raise Problem("bulletin.not_yours", body=found.body.name)
    return found
