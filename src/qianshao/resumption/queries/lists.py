"""Lists that were taken in, and the rows that wait for a person."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from qianshao.core.prefixes import starts_with
from qianshao.core.problems import or_not_found
from qianshao.registry import queries as registry
from qianshao.registry.models import Workplace
from qianshao.registry.scope import NONE, Scope
from qianshao.resumption.models import ListRow, RestartList

OPEN = Q(state__in=[ListRow.State.UNCERTAIN, ListRow.State.NOT_FOUND])


def _on_territory(scope: Scope, path: str = "") -> Q:
    """Lists are for those who answer for the whole territory that they were matched against."""
    condition = NONE
    for prefix in scope.territories:
        condition |= starts_with(f"{path}within", prefix) if prefix else Q(pk__gt=0)
    return condition


def sheets(scope: Scope) -> QuerySet[RestartList]:
    """The newest first, each with how many of its rows wait."""
    waiting = Count("entries", filter=Q(entries__state__in=[ListRow.State.UNCERTAIN, ListRow.State.NOT_FOUND]))
    return RestartList.objects.filter(_on_territory(scope)).annotate(waiting=waiting).order_by("-received_at", "-pk")


def sheet(scope: Scope, pk: int) -> RestartList:
    return or_not_found(sheets(scope).filter(pk=pk).first())


def row(scope: Scope, pk: int) -> ListRow:
    return or_not_found(
        ListRow.objects.filter(_on_territory(scope, "sheet__"), pk=pk).select_related("sheet", "statement").first()
    )


def rows(of: RestartList, *, open: bool) -> QuerySet[ListRow]:
    """Those that wait, or those that a person decided; of a list that the asker was shown."""
    decided = Q(state__in=[ListRow.State.ACCEPTED, ListRow.State.REJECTED, ListRow.State.NEW])
    found = of.entries.filter(OPEN if open else decided).select_related("workplace", "decided_by")
    return found.order_by("line") if open else found.order_by("-decided_at", "-pk")


@dataclass(frozen=True, slots=True)
class Pair:
    """A row beside the workplaces that it may be, each with how well it fits, in per cent."""

    row: ListRow
    candidates: list[tuple[Workplace, int]]


def pairs(scope: Scope, found: list[ListRow]) -> list[Pair]:
    keys = {key for one in found for key, _ in one.candidates}
    places = {place.pk: place for place in registry.workplaces(scope).filter(pk__in=keys).select_related("territory")}
    return [
        Pair(one, [(places[key], round(100 * fit)) for key, fit in one.candidates if key in places]) for one in found
    ]
