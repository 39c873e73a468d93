from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet

from qianshao.core.models import Event
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import or_not_found
from qianshao.registry.models import Area, Body, Dispute, EmergencyOrder, Workplace
from qianshao.registry.queries.existing import not_closed_on
from qianshao.registry.rules import search
from qianshao.registry.scope import Scope, visible_workplaces


def workplaces(scope: Scope) -> QuerySet[Workplace]:
    return Workplace.objects.filter(visible_workplaces(scope))


def narrowed(
    scope: Scope, *, text: str = "", territory: str = "", ownership: str = "", industry: str = ""
) -> QuerySet[Workplace]:
    """The workplaces that fit all that is given, the largest first."""
    rows = workplaces(scope)
    if text:
        rows = rows.filter(search_text__contains=search.fold(text))
    if territory.isdecimal():
        rows = rows.filter(starts_with("township_code", territory[:9]))
    if ownership:
        rows = rows.filter(ownership=ownership)
    if industry:
        rows = rows.filter(industry_section=industry)
    return rows.select_related("territory").order_by("-headcount", "pk")


def workplace(scope: Scope, pk: int) -> Workplace:
    return or_not_found(workplaces(scope).select_related("territory", "area", "union", "group").filter(pk=pk).first())


def history(workplace: Workplace) -> QuerySet[Event]:
    """What was changed about a workplace that the asker was shown, the newest first."""
    return Event.objects.filter(subject_type="workplace", subject_id=str(workplace.pk)).order_by("-id")


# --- bodies -----------------------------------------------------------------------------------------------


def bodies(scope: Scope, *, kind: str = "", territory: str = "", on: date | None = None) -> QuerySet[Body]:
    """The bodies on the asker's territory, in and above its line; ``on`` leaves out those closed by then."""
    seen = Q(pk__in=scope.bodies)
    for prefix in (*scope.territories, *scope.ordered):
        seen |= starts_with("territory_id", prefix) if prefix else Q(pk__gt=0)
    for prefix in scope.affiliations:
        seen |= starts_with("path", prefix) if prefix else Q(pk__gt=0)
        seen |= Q(path__in=[prefix[:end] for end in range(8, len(prefix), 8)])
    found = Body.objects.filter(seen)
    if kind:
        found = found.filter(kind=kind)
    if territory:
        found = found.filter(starts_with("territory_id", territory))
    if on:
        found = found.filter(not_closed_on(on))
    return found.select_related("territory", "parent").order_by("level", "path")


def body(scope: Scope, number: int) -> Body:
    return or_not_found(bodies(scope).filter(number=number).first())


# --- areas, disputes, orders ------------------------------------------------------------------------------


def _on_territory(scope: Scope, path: str) -> Q:
    """The asker's own territory and that of its orders; ``path`` leads to a division's code."""
    condition = Q(pk__in=())
    for prefix in (*scope.territories, *scope.ordered):
        condition |= starts_with(path, prefix) if prefix else Q(pk__gt=0)
    return condition


def areas(scope: Scope) -> QuerySet[Area]:
    """Areas that reach into the asker's territory."""
    return Area.objects.filter(_on_territory(scope, "territories__code")).distinct().order_by("name")


def disputes(scope: Scope, *, open: bool | None = True) -> QuerySet[Dispute]:
    """What sources disagree about: of workplaces that the asker sees, and of areas on its territory or that some
    source puts there. ``open`` None gives the settled ones too."""
    of_areas = _on_territory(scope, "area__territories__code") | _on_territory(scope, "claims__territory__code")
    seen = visible_workplaces(scope, "workplace__") & Q(workplace__isnull=False)
    found = Dispute.objects.filter(seen | (of_areas & Q(area__isnull=False)))
    if open is not None:
        found = found.filter(settled_at__isnull=open)
    related = found.select_related("workplace", "area", "settled_for__territory", "settled_for__body")
    return related.prefetch_related("claims__territory", "claims__body").distinct().order_by("-opened_at", "-id")


def dispute(scope: Scope, pk: int) -> Dispute:
    return or_not_found(disputes(scope, open=None).filter(pk=pk).first())


def orders(scope: Scope, *, at: datetime | None = None) -> QuerySet[EmergencyOrder]:
    """Orders that name the asker's bodies or lie on its territory; ``at`` leaves those in force at a moment."""
    found = EmergencyOrder.objects.filter(_on_territory(scope, "territory_id") | Q(body__in=scope.bodies))
    if at:
        found = found.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=at), starts_at__lte=at, ends_at__gt=at)
    return found.select_related("body", "territory").order_by("-starts_at", "-id")


def order(scope: Scope, pk: int) -> EmergencyOrder:
    return or_not_found(orders(scope).filter(pk=pk).first())
