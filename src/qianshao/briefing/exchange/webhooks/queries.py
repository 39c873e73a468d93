from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from qianshao.briefing.models import Delivery, DeliveryState, Hook
from qianshao.registry.scope import Scope


@dataclass(frozen=True, slots=True)
class Told:
    """A hook, and how many messages wait for it, went, and were given up."""

    hook: Hook
    waiting: int
    sent: int
    failed: int


def hooks(scope: Scope) -> list[Told]:
    """Those that are told of what happens on the asker's territory alone, the newest first."""
    seen = [hook for hook in Hook.objects.order_by("-pk") if scope.covers_territory(hook.territory)]
    rows = Delivery.objects.filter(hook__in=seen).order_by().values_list("hook", "state").annotate(count=Count("pk"))
    counts = {(hook, state): count for hook, state, count in rows}
    return [Told(hook, *(counts.get((hook.pk, state), 0) for state in DeliveryState.values)) for hook in seen]


def deliveries(scope: Scope) -> QuerySet[Delivery]:
    """The log, the newest first."""
    mine = [told.hook.pk for told in hooks(scope)]
    return Delivery.objects.filter(hook__in=mine).select_related("hook", "event").order_by("-pk")
