"""Who passes figures on from below, who is late, and how far what goes up has come."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qianshao.briefing.exchange.upward import queries
from qianshao.core import clock
from qianshao.registry.doors import page
from qianshao.registry.scope import Ability, Scope


@page(Ability.SEE_BOARD)
def links(request: HttpRequest, scope: Scope) -> HttpResponse:
    day = _day(request.GET.get("day", ""))
    below = queries.below(scope, day=day, at=clock.now())
    context = {
        "day": day,
        "below": below,
        "sums": queries.sums(below),
        "late": sum(one.days_late > 0 for one in below),
        "above": queries.above(scope),
    }
    return render(request, "briefing/upward.html", context)


@page(Ability.SEE_BOARD)
def link(request: HttpRequest, scope: Scope, code: str) -> HttpResponse:
    day = _day(request.GET.get("day", ""))
    found = queries.detail(scope, code, day=day, at=clock.now())
    return render(request, "briefing/upward_below.html", {"day": day, "found": found, "one": found.below})


def _day(given: str) -> date:
    try:
        return min(date.fromisoformat(given), clock.today())
    except ValueError:
        return clock.today()
