from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from qianshao.accounts.doors import page
from qianshao.briefing import queries
from qianshao.casework import queries as casework
from qianshao.core import clock
from qianshao.core.paging import page_of
from qianshao.core.problems import Problem
from qianshao.intake import queries as intake
from qianshao.policy import reporting
from qianshao.registry import queries as registry
from qianshao.registry.scope import Ability, Scope

LISTS = {"silent": queries.silent, "wrong": queries.wrong, "reported": queries.reported}


def day_of(request: HttpRequest) -> date:
    """The day asked for; today when none is, and a Problem when it is no day."""
    return read_day(request.GET.get("day", ""))


def read_day(text: str) -> date:
    given = text.strip()
    if not given:
        return clock.today()
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise Problem("field.invalid.date", field="day", value=given) from None


@page(Ability.SEE_BOARD)
def own_board(request: HttpRequest, scope: Scope) -> HttpResponse:
    code = queries.own_territory(scope)
    return redirect("briefing:board_of", code) if code else _board(request, scope, "")


@page(Ability.SEE_BOARD)
def board(request: HttpRequest, scope: Scope, code: str) -> HttpResponse:
    return _board(request, scope, code)


def _board(request: HttpRequest, scope: Scope, code: str) -> HttpResponse:
    day, view = day_of(request), request.GET.get("list", "silent")
    if view not in LISTS:
        raise Problem("field.invalid.choice", field="list", value=view, choices=", ".join(LISTS))
    shown = queries.board(scope, code, day=day, at=clock.now())
    rows = page_of(LISTS[view](scope, code, day=day), request.GET.get("page"), size=queries.PAGE)
    context = {
        "board": shown,
        "breadcrumbs": registry.ancestors(code),
        "view": view,
        "rows": rows,
        "statements": [] if view == "silent" else queries.statements(scope, rows.object_list, day=day),
        "proposals": queries.proposals(scope, code)[: queries.PAGE],
        "day": day,
        "yesterday": day - timedelta(days=1),
        "tomorrow": day + timedelta(days=1) if day < clock.today() else None,
        "today": clock.today(),
        "may_file": scope.may(Ability.FILE_REPORTS) and _may_still_be_filed(day),
        "due": reporting.in_force().due,
    }
    return render(request, "briefing/board.html", context)


def _may_still_be_filed(day: date) -> bool:
    return timedelta() <= clock.today() - day <= timedelta(days=reporting.in_force().days_back)


@page(Ability.SEE_BOARD)
def workplace(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """One workplace over time: what it reported, and what was wrong there."""
    place = registry.workplace(scope, pk)
    context = {
        "workplace": place,
        "breadcrumbs": registry.ancestors(place.township_code),
        "reports": queries.history(scope, place),
        "calls": intake.calls_of(scope, place)[:20],
        "cases": casework.cases(scope).filter(workplace=place).select_related("owner").order_by("-opened_at")[:50],
    }
    return render(request, "briefing/workplace.html", context)
