"""Who answers for a workplace, what is known of it, and the lists."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qianshao.core import clock
from qianshao.core.models import Event
from qianshao.core.wording import sentence
from qianshao.registry import queries
from qianshao.registry.doors import page
from qianshao.registry.forms import OfBodies, OfWorkplaces
from qianshao.registry.models import Territory
from qianshao.registry.rules.industry import SECTIONS
from qianshao.registry.scope import Ability, Scope

PAGE = 50
HISTORY = 20


@page(Ability.CHANGE_REGISTRY)
def home(request: HttpRequest, scope: Scope) -> HttpResponse:
    context = {
        "workplaces": queries.workplaces(scope).filter(closed_on=None).count(),
        "bodies": queries.bodies(scope, on=clock.today()).count(),
        "disputes": queries.disputes(scope).count(),
        "orders": queries.orders(scope, at=clock.now()).count(),
        "may_import": bool(scope.territories),
    }
    return render(request, "registry/home.html", context)


@page(Ability.SEE_REGISTRY)
def who(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Everybody who answers for a workplace, and why; the best match whole, the others as links."""
    text = request.GET.get("q", "").strip().replace("\0", "")[:100]
    found = queries.find(scope, text) if text else []
    context = {
        "q": text,
        "answer": queries.answer(found[0].workplace, clock.now()) if found else None,
        "others": found[1:],
    }
    return render(request, "registry/who.html", context)


@page(Ability.SEE_REGISTRY)
def workplace(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    place = queries.workplace(scope, pk)
    disputes = list(queries.disputes(scope, open=None).filter(workplace=place))
    context = {
        "workplace": place,
        "answer": queries.answer(place, clock.now()),
        "section": SECTIONS.get(place.industry_section, (0, 0, ""))[2],
        "disputes": disputes,
        "open_disputes": [one for one in disputes if one.settled_at is None],
        "history": [_told(row) for row in queries.history(place)[:HISTORY]] if _may_change(scope) else [],
        "may_change": _may_change(scope),
        "may_see_board": scope.may(Ability.SEE_BOARD),
        "may_manage_people": scope.may(Ability.MANAGE_PEOPLE),
    }
    return render(request, "registry/workplace.html", context)


def _may_change(scope: Scope) -> bool:
    return scope.may(Ability.CHANGE_REGISTRY)


def _told(row: Event) -> dict[str, Any]:
    return {"at": row.at, "sentence": sentence(row.action), "changes": row.data.get("changes", {})}


@page(Ability.SEE_REGISTRY)
def workplaces(request: HttpRequest, scope: Scope) -> HttpResponse:
    form = OfWorkplaces(request.GET, divisions=_divisions(scope))
    given = form.given()
    rows = Paginator(queries.narrowed(scope, **given), PAGE).get_page(request.GET.get("page"))
    return render(request, "registry/workplaces.html", {"rows": rows, "form": form, "narrowed": any(given.values())})


@page(Ability.SEE_REGISTRY)
def bodies(request: HttpRequest, scope: Scope) -> HttpResponse:
    form = OfBodies(request.GET, divisions=_divisions(scope))
    given = form.given()
    found = queries.bodies(scope, kind=given["kind"], territory=given["territory"])
    if given["text"]:
        found = found.filter(name__contains=given["text"])
    rows = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "registry/bodies.html", {"rows": rows, "form": form, "narrowed": any(given.values())})


def _divisions(scope: Scope) -> list[Territory]:
    """One level below each territory that is seen; for a group, which sees none, the provinces."""
    on = clock.today()
    return [one for code in (scope.territories or ("",)) for one in queries.children(code, on)]
