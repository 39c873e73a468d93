"""Those who work there: the delegate's page, and the page behind the poster on what was sent."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from qianshao.casework import actions, queries
from qianshao.casework.models import Shipment
from qianshao.casework.pages.supplies import raise_from
from qianshao.core import clock
from qianshao.core.actor import ANONYMOUS, Via
from qianshao.core.problems import Problem
from qianshao.intake import queries as intake
from qianshao.policy import supplies as policy
from qianshao.registry.doors import anybody, asker_of, page
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Ability, Scope

YES_OR_NO = {"yes": True, "no": False}


@page(Ability.FILE_REPORTS)
def at_work(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The workplaces whose union somebody is a delegate of: what was sent there, what is missing, and the question
    whether anybody suffers for speaking up, which is always there."""
    return _at_work(request, scope)


@require_POST
@page(Ability.FILE_REPORTS)
def do_at_work(request: HttpRequest, scope: Scope, pk: int, deed: str) -> HttpResponse:
    """At one's own workplace: "arrived", "missing" or "suffered"."""
    place = queries.own_workplace(scope, pk)
    deeds: dict[str, Callable[[HttpRequest, Scope, Workplace], None]] = {
        "arrived": _arrived,
        "missing": _missing,
        "suffered": _suffered,
    }
    if deed not in deeds:
        raise Problem("not_found")
    try:
        deeds[deed](request, scope, place)
    except Problem as problem:
        if problem.code == "not_found":
            raise
        return _at_work(request, scope, problem, place)
    messages.success(request, _("Noted. Thank you."))
    return redirect("casework:at_work")


def _arrived(request: HttpRequest, scope: Scope, place: Workplace) -> None:
    shipment = _shipment(place, request.POST.get("shipment", ""))
    said = choice(request.POST.get("arrived", ""))
    actions.say_as_delegate(shipment, said, actor=asker_of(request).actor, via=Via.WEB, at=clock.now())


def _missing(request: HttpRequest, scope: Scope, place: Workplace) -> None:
    raise_from(request, place, queries.own_union(place))


def _suffered(request: HttpRequest, scope: Scope, place: Workplace) -> None:
    actions.answer_standing(
        place,
        choice(request.POST.get("suffered", "")),
        request.POST.get("text", ""),
        by=queries.own_union(place),
        actor=asker_of(request).actor,
        via=Via.WEB,
        at=clock.now(),
    )


def _at_work(
    request: HttpRequest, scope: Scope, problem: Problem | None = None, tried: Workplace | None = None
) -> HttpResponse:
    shipments = list(queries.shipments_to_own(scope))
    places = [
        (place, [one for one in shipments if one.need.workplace_id == place.pk])
        for place in queries.own_workplaces(scope)[:50]
    ]
    context = {
        "places": places,
        "items": list(policy.in_force().items.values()),
        "problems": [problem] if problem else [],
        "tried": tried,
        "typed": request.POST,
    }
    return render(request, "casework/at_work.html", context, status=problem.status if problem else 200)


@csrf_exempt  # as all pages behind the poster: there is no session that could be misused
@anybody
def arrived(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the poster's address says whether what was sent has been handed out. Nothing about them is kept."""
    place = intake.workplace_of_link(token)
    problem, done = None, False
    if request.method == "POST":
        try:
            said = choice(request.POST.get("arrived", ""))
            shipment = _shipment(place, request.POST.get("shipment", ""))
            key = request.POST.get("key", "")
            actions.say_by_poster(shipment, key, said, actor=ANONYMOUS, via=Via.WEB, at=clock.now())
            done = True
        except Problem as found:
            problem = found
    context = {
        "place": place,
        "token": token,
        "shipments": queries.shipments_to(place),
        "key": secrets.token_hex(12),
        "done": done,
        "problems": [problem] if problem else [],
    }
    response = render(request, "casework/arrived.html", context, status=problem.status if problem else 200)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _shipment(place: Workplace, pk: str) -> Shipment:
    found = queries.shipments_to(place).filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 18 else None
    if found is None:
        raise Problem("shipment.ended")
    return found


def choice(text: str) -> bool:
    if text not in YES_OR_NO:
        raise Problem("watch.choose")
    return YES_OR_NO[text]
