"""The poster of a workplace: by it anybody there can report a danger."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from qianshao.accounts.doors import actor_of, page
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.intake import actions, queries
from qianshao.registry import queries as registry
from qianshao.registry.scope import Ability, Scope


@page(Ability.CHANGE_REGISTRY)
def poster(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Looking makes no address: it is given when somebody asks for it, and anew when it was misused."""
    place = registry.workplace(scope, pk)
    if request.method == "POST":
        anew = request.POST.get("step") == "anew"
        actions.give_link(place, actor=actor_of(request), via=Via.WEB, at=clock.now(), anew=anew)
        return redirect("intake:poster", pk)
    link = queries.live_link(place)
    address = request.build_absolute_uri(reverse("intake:worker", args=[link.token])) if link else ""
    return render(request, "intake/poster.html", {"place": place, "link": link, "address": address})
