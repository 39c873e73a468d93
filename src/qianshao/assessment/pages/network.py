"""Who refers to whom, as a picture with its table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qianshao.assessment import queries
from qianshao.assessment.queries import network as networks
from qianshao.assessment.rules import network as drawn
from qianshao.registry.doors import page
from qianshao.registry.scope import Ability, Scope


@page(Ability.SEE_ASSESSMENT)
def network(request: HttpRequest, scope: Scope) -> HttpResponse:
    number = request.GET.get("interview", "").strip()
    found = networks.network(scope, number)
    context = {
        "interview": queries.interview(scope, number) if number else None,
        "references": found,
        "drawing": drawn.drawing(found),
        "newest": networks.NEWEST,
        "drawn": drawn.MOST_DRAWN,
        "width": drawn.WIDTH,
        "left": drawn.LEFT,
        "right": drawn.RIGHT,
    }
    return render(request, "assessment/network.html", context)
