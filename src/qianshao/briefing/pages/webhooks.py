"""The log of what other programs were told."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qianshao.briefing.exchange.webhooks import queries
from qianshao.core.paging import page_of
from qianshao.core.wording import sentence
from qianshao.registry.doors import page
from qianshao.registry.scope import Ability, Scope

PAGE = 50


@page(Ability.MANAGE_PEOPLE)
def log(request: HttpRequest, scope: Scope) -> HttpResponse:
    shown = page_of(queries.deliveries(scope), request.GET.get("page"), size=PAGE)
    told = [(row, sentence(row.event.action)) for row in shown.object_list]
    return render(request, "briefing/webhooks.html", {"hooks": queries.hooks(scope), "page": shown, "told": told})
