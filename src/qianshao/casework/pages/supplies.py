"""Supplies: what is missing, one need with those who could give, and the stock of one's own body."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.casework import actions, queries
from qianshao.casework.deeds import read_moment
from qianshao.casework.models import Need, NeedState, Shipment
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.paging import page_of
from qianshao.core.problems import Problem
from qianshao.policy import supplies as policy
from qianshao.registry import queries as registry
from qianshao.registry.doors import asker_of, page
from qianshao.registry.models import Body, Workplace
from qianshao.registry.scope import Ability, Scope

PAGE = 50


@page(Ability.SEE_CASES)
def needs(request: HttpRequest, scope: Scope) -> HttpResponse:
    state = request.GET.get("state", NeedState.OPEN)
    rows = queries.needs(scope)
    if state in NeedState.values:
        rows = rows.filter(state=state)
    context = {
        "needs": page_of(rows, request.GET.get("page"), size=PAGE),
        "states": NeedState.choices,
        "state": state,
        "now": clock.now(),
    }
    return render(request, "casework/needs.html", context)


@page(Ability.HANDLE_CASES)
def new_need(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Of a workplace that the asker sees. What was typed stays when it cannot be entered."""
    place = registry.workplace(scope, pk)
    problem = None
    if request.method == "POST":
        try:
            row = raise_from(request, place, queries.own_body(scope))
        except Problem as found:
            problem = found
        else:
            messages.success(request, _("Noted. Below stands who could give it."))
            return redirect("casework:need", row.pk)
    context = {
        "place": place,
        "items": list(policy.in_force().items.values()),
        "typed": request.POST,
        "problems": [problem] if problem else [],
    }
    return render(request, "casework/new_need.html", context, status=problem.status if problem else 200)


def raise_from(request: HttpRequest, place: Workplace, by: Body) -> Need:
    """From the fields of the form: for officers and delegates."""
    given = request.POST
    due = given.get("due", "")
    return actions.raise_need(
        place,
        given.get("item", ""),
        whole_number(given.get("quantity", "")),
        pack=given.get("pack", ""),
        due_at=read_moment(due) if due else None,
        raised_by=by,
        actor=asker_of(request).actor,
        via=Via.WEB,
        at=clock.now(),
    )


def whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Problem("field.invalid.number", field="quantity", value=text) from None


@page(Ability.SEE_CASES)
def need(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    return _show(request, scope, queries.need(scope, pk))


@require_POST
@page(Ability.HANDLE_CASES)
def do_need(request: HttpRequest, scope: Scope, pk: int, deed: str) -> HttpResponse:
    """Send, or withdraw."""
    row = queries.need(scope, pk)
    deeds: dict[str, Callable[[], object]] = {
        "send": lambda: _send(request, scope, row),
        "withdraw": lambda: actions.withdraw_need(
            row, request.POST.get("text", ""), by=queries.own_body(scope), **_said(request)
        ),
    }
    return _do(request, scope, row, deeds.get(deed))


@require_POST
@page(Ability.HANDLE_CASES)
def lose(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """What the asker's body sent did not arrive."""
    row: Shipment = queries.shipment(scope, pk)
    text = request.POST.get("text", "")
    return _do(
        request,
        scope,
        queries.need(scope, row.need_id),
        lambda: actions.give_up(row, text, by=row.sent_by, **_said(request)),
    )


def _do(request: HttpRequest, scope: Scope, row: Need, deed: Callable[[], object] | None) -> HttpResponse:
    if deed is None:
        raise Problem("not_found")
    try:
        deed()
    except Problem as problem:
        return _show(request, scope, queries.need(scope, row.pk), problem)
    messages.success(request, _("Noted."))
    return redirect("casework:need", row.pk)


def _send(request: HttpRequest, scope: Scope, row: Need) -> None:
    stock, place = queries.source(scope, request.POST.get("source", ""))
    actions.send_supplies(
        row,
        whole_number(request.POST.get("quantity", "")),
        pack=request.POST.get("pack", ""),
        stock=stock,
        from_workplace=place,
        by=queries.own_body(scope),
        **_said(request),
    )


def _said(request: HttpRequest) -> dict[str, Any]:
    return {"actor": asker_of(request).actor, "via": Via.WEB, "at": clock.now()}


def _show(request: HttpRequest, scope: Scope, row: Need, problem: Problem | None = None) -> HttpResponse:
    now, rule = clock.now(), policy.in_force()
    is_open = row.state == NeedState.OPEN
    shipments = list(queries.shipments_of(row))
    context = {
        "need": row,
        "missing": queries.missing_of(row),
        "offers": queries.offers(scope, row, now) if is_open else [],
        "shipments": [(one, queries.voice_counts(list(one.voices.all()))) for one in shipments],
        "packs": rule.items[row.item].packs if row.item in rule.items else (),
        "rule": rule.confirmed,
        "may": is_open and scope.may(Ability.HANDLE_CASES),
        "own": scope.bodies,
        "now": now,
        "problems": [problem] if problem else [],
        "typed": request.POST,
    }
    return render(request, "casework/need.html", context, status=problem.status if problem else 200)


@page(Ability.HANDLE_CASES)
def stock(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What the asker's body has, and what it has entered for authorities."""
    problem, holders = None, queries.holders(scope)
    if request.method == "POST":
        try:
            _state(request, scope, holders)
        except Problem as found:
            problem = found
        else:
            messages.success(request, _("Noted, with today's date."))
            return redirect("casework:stock")
    context = {
        "stocks": queries.stocks(scope),
        "holders": holders,
        "items": list(policy.in_force().items.values()),
        "oldest_days": policy.in_force().oldest_days,
        "typed": request.POST,
        "problems": [problem] if problem else [],
    }
    return render(request, "casework/stock.html", context, status=problem.status if problem else 200)


def _state(request: HttpRequest, scope: Scope, holders: list[Body]) -> None:
    given = request.POST
    body = next((one for one in holders if str(one.pk) == given.get("body")), None)
    if body is None:
        raise Problem("supplies.holder", field="body")
    actions.state_stock(
        body,
        given.get("item", ""),
        whole_number(given.get("quantity", "")),
        pack=given.get("pack", ""),
        stated_by=queries.own_body(scope),
        **_said(request),
    )
