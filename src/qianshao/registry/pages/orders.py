"""For a time and a territory one body acts for every workplace."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem, Problems
from qianshao.registry import actions, queries
from qianshao.registry.actions.reach import reaches_territory
from qianshao.registry.doors import asker_of, page
from qianshao.registry.forms import NewOrder
from qianshao.registry.models import BodyKind, EmergencyOrder, Territory
from qianshao.registry.scope import Ability, Scope

LASTS = timedelta(days=14)
"""What the form proposes."""


@page(Ability.SEE_REGISTRY)
def orders(request: HttpRequest, scope: Scope) -> HttpResponse:
    begin = localtime(clock.now()).replace(second=0, microsecond=0)
    own = queries.bodies(scope).filter(pk__in=scope.bodies).values_list("number", flat=True).first()
    return _show(request, scope, _form(scope, None, {"starts_at": begin, "ends_at": begin + LASTS, "body": own}))


@require_POST
@page(Ability.CHANGE_REGISTRY)
def issue_order(request: HttpRequest, scope: Scope) -> HttpResponse:
    form = _form(scope, request.POST)
    if not form.is_valid():
        return _show(request, scope, form, 422)
    given = dict(form.cleaned_data)
    try:
        body = queries.body(scope, int(given.pop("body")))
        actions.issue_order(scope=scope, body=body, **given, **_common(request))
    except (Problem, Problems) as trouble:
        form.say(trouble)
        return _show(request, scope, form, trouble.status)
    messages.success(request, _("The order is on record."))
    return redirect("registry:orders")


@require_POST
@page(Ability.CHANGE_REGISTRY)
def withdraw_order(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """By who answers for the territory; a body from elsewhere that an order names cannot end it."""
    order = queries.order(scope, pk)
    if not reaches_territory(scope, order.territory_id):
        raise Problem("access.none")
    actions.withdraw_order(order=order, **_common(request))
    messages.success(request, _("The order is withdrawn."))
    return redirect("registry:orders")


def _common(request: HttpRequest) -> dict[str, Any]:
    return {"actor": asker_of(request).actor, "via": Via.WEB, "at": clock.now()}


def _form(scope: Scope, given: Any, initial: dict[str, Any] | None = None) -> NewOrder:
    """For the asker's own territory or one directly below it, and a body that may be charged with it."""
    bodies = queries.bodies(scope, on=clock.today()).filter(kind__in=(BodyKind.FEDERATION, BodyKind.GROUP_UNION))
    return NewOrder(given, initial=initial, bodies=bodies, places=_places(scope))


def _places(scope: Scope) -> list[Territory]:
    on = clock.today()
    own = [queries.ancestors(code)[-1] for code in scope.territories if code]
    return [*own, *(one for code in scope.territories for one in queries.children(code, on))]


def _show(request: HttpRequest, scope: Scope, form: NewOrder, status: int = 200) -> HttpResponse:
    context = {
        "rows": [
            {"order": order, "state": _state(order), "ending": reaches_territory(scope, order.territory_id)}
            for order in queries.orders(scope)[:200]
        ],
        "may_issue": scope.may(Ability.CHANGE_REGISTRY) and bool(scope.territories),
        "may_see_cases": scope.may(Ability.SEE_CASES),
        "form": form,
    }
    return render(request, "registry/orders.html", context, status=status)


def _state(order: EmergencyOrder) -> str:
    now = clock.now()
    if order.withdrawn_at and order.withdrawn_at <= now:
        return "withdrawn"
    if order.ends_at <= now:
        return "ended"
    return "in_force" if order.starts_at <= now else "coming"
