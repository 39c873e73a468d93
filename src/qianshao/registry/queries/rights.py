"""Orders as rights: which run for somebody at a moment, and what was seen and done by them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from qianshao.core.models import Event
from qianshao.core.prefixes import starts_with
from qianshao.registry.models import EmergencyOrder
from qianshao.registry.scope import Scope

LOOKED, ACTED = "order.looked", "order.acted"


def running(scope: Scope, at: datetime) -> QuerySet[EmergencyOrder]:
    """The orders that name the asker's bodies and are in force at this moment, to the minute and below."""
    found = EmergencyOrder.objects.filter(body__in=scope.bodies, starts_at__lte=at, ends_at__gt=at)
    return found.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=at))


def still_holds(scope: Scope, at: datetime) -> bool:
    """Whether every order that a Scope rests on is still in force. Whoever keeps one for longer than a request asks."""
    if not scope.ordered:
        return True
    return set(scope.ordered) <= set(running(scope, at).values_list("territory_id", flat=True))


def looks(order: EmergencyOrder) -> QuerySet[Event]:
    """Who looked at what, or sent something, where the order alone let them in; the newest first."""
    rows = Event.objects.filter(subject_type="order", subject_id=str(order.pk), action__in=(LOOKED, ACTED))
    return rows.order_by("-id")


def deeds(order: EmergencyOrder, actors: set[str]) -> QuerySet[Event]:
    """What these people did on its territory while it ran, the newest first."""
    end = min(filter(None, (order.ends_at, order.withdrawn_at)))
    rows = Event.objects.filter(starts_with("territory", order.territory_id), actor__in=actors)
    return rows.filter(at__gte=order.starts_at, at__lt=end).exclude(action__in=(LOOKED, ACTED)).order_by("-id")
