"""Shared transport and lodging: the list, one of them, the seat register, and who sat near."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.paging import page_of
from qianshao.core.problems import Problem
from qianshao.intake import parsing
from qianshao.policy import coverage as policy
from qianshao.registry import queries as registry
from qianshao.registry.doors import asker_of, page
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Ability, Scope
from qianshao.resumption import actions
from qianshao.resumption.models import SharedKind, SharedPlace
from qianshao.resumption.queries import transport as queries

PAGE = 50
LARGEST = 2 * 1024 * 1024
MOST_SEATS = 200


def _common(request: HttpRequest) -> dict[str, Any]:
    return {"actor": asker_of(request).actor, "via": Via.WEB, "at": clock.now()}


@page(Ability.SEE_BOARD)
def shared(request: HttpRequest, scope: Scope) -> HttpResponse:
    return _shared(request, scope)


def _shared(request: HttpRequest, scope: Scope, problem: Problem | None = None, **more: Any) -> HttpResponse:
    kind = request.GET.get("kind", "")
    kind = kind if kind in SharedKind.values else ""
    rows = page_of(queries.shared_places(scope, kind=kind), request.GET.get("page"), size=PAGE)
    context = {
        "page": rows,
        "kind": kind,
        "kinds": SharedKind.choices,
        "may_import": scope.may(Ability.CHANGE_REGISTRY) and bool(scope.territories),
        "territory": next(iter(scope.territories), ""),
        "problems": [problem] if problem else [],
        **more,
    }
    return render(request, "resumption/shared.html", context, status=problem.status if problem else 200)


@require_POST
@page(Ability.CHANGE_REGISTRY)
def import_shared(request: HttpRequest, scope: Scope) -> HttpResponse:
    file, territory = request.FILES.get("file"), next(iter(scope.territories), "")
    try:
        if file is None or not territory:
            raise Problem("field.missing", field="file", label=_("File"))
        if (file.size or 0) > LARGEST:
            raise Problem("body.too_large", limit=f"{LARGEST // 1024 // 1024} MB")
        done = actions.import_shared(scope, file.read(), territory, source=(file.name or "")[:200], **_common(request))
    except Problem as problem:
        return _shared(request, scope, problem)
    return _shared(request, scope, done=done, faults=done.faults[:PAGE])


@page(Ability.SEE_BOARD)
def shared_place(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    one, on = queries.shared_place(scope, pk), clock.today()
    seen = queries.users(scope, one, on)
    context = {
        "shared": one,
        "users": seen,
        "others": queries.others(one, on, len(seen)),
        "register": queries.register(one),
    }
    return render(request, "resumption/shared_place.html", context)


# --- seats ------------------------------------------------------------------------------------------------


@page(Ability.FILE_REPORTS)
def seats(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Which shift group or alias sat where: a line for each seat, its number first."""
    place = registry.workplace(scope, pk)
    buses = list(SharedPlace.objects.filter(kind=SharedKind.BUS, sharings__workplace=place).distinct().order_by("name"))
    problem = None
    if request.method == "POST":
        try:
            count = _seat(request, place, buses)
        except Problem as caught:
            problem = caught
        else:
            said = ngettext("{count} seat is noted.", "{count} seats are noted.", count).format(count=count)
            messages.success(request, said)
            return redirect("resumption:seats", pk)
    context = {
        "workplace": place,
        "buses": buses,
        "typed": request.POST,
        "today": clock.today(),
        "kept": policy.in_force().seats,
        "problems": [problem] if problem else [],
    }
    return render(request, "resumption/seats.html", context, status=problem.status if problem else 200)


def _seat(request: HttpRequest, place: Workplace, buses: list[SharedPlace]) -> int:
    given = request.POST
    bus = next((one for one in buses if str(one.pk) == given.get("bus")), None)
    if bus is None:
        raise Problem("bus.none", field="bus")
    day = parsing.date_of(given.get("day", ""))
    return actions.seat(
        bus, place, day, given.get("ride", "").strip(), _lines(given.get("seats", "")), **_common(request)
    )


def _lines(text: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for line in text.replace("\0", "").splitlines()[:MOST_SEATS]:
        number, _space, rider = line.strip().partition(" ")
        if not line.strip():
            continue
        if not (number.isascii() and number.isdigit() and len(number) < 4):
            raise Problem("bus.seat", field="seats", value=number[:20])
        found[int(number)] = rider
    return found


@page(Ability.SEE_CASES)
def near(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Around one rider: how many sat near, by workplace, on the rides of some days."""
    place, today = registry.workplace(scope, pk), clock.today()
    rider = request.GET.get("rider", "").strip().replace("\0", "")[:40]
    first, last, problem = today, today, None
    found: list[Any] = []
    try:
        first, last = _day(request, "first", today), _day(request, "last", today)
        found = queries.sat_near(scope, place.pk, rider, first, last) if rider else []
    except Problem as caught:
        problem = caught
    context = {
        "workplace": place,
        "rider": rider,
        "first": first,
        "last": last,
        "found": found,
        "problems": [problem] if problem else [],
    }
    return render(request, "resumption/near.html", context, status=problem.status if problem else 200)


def _day(request: HttpRequest, name: str, otherwise: date) -> date:
    text = request.GET.get(name, "")
    return parsing.date_of(text) if text else otherwise
