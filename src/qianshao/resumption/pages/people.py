"""People who look after labour protection: the list, and who is entered, changed or gone."""

from __future__ import annotations

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
from qianshao.core.problems import Problem, Problems
from qianshao.registry import queries as registry
from qianshao.registry.doors import asker_of, page
from qianshao.registry.models import Body, Level, Territory
from qianshao.registry.scope import Ability, Scope
from qianshao.resumption import actions
from qianshao.resumption.actions import Particulars
from qianshao.resumption.helper_forms import NewHelper
from qianshao.resumption.queries import people as queries

PAGE = 50
CHOICES = 300


def _common(request: HttpRequest) -> dict[str, Any]:
    return {"actor": asker_of(request).actor, "via": Via.WEB, "at": clock.now()}


@page(Ability.SEE_CASES)
def people(request: HttpRequest, scope: Scope) -> HttpResponse:
    text = request.GET.get("q", "").strip().replace("\0", "")[:40]
    rows = page_of(queries.people(scope, clock.today(), text), request.GET.get("page"), size=PAGE)
    context = {"page": rows, "text": text, "may_enter": scope.may(Ability.HANDLE_CASES)}
    return render(request, "resumption/people.html", context)


@page(Ability.HANDLE_CASES)
def new(request: HttpRequest, scope: Scope) -> HttpResponse:
    bodies = {str(one.pk): one for one in queries.senders(scope)[:CHOICES]}
    form = NewHelper(request.POST if request.method == "POST" else None, bodies=bodies.values(), homes=_homes(scope))
    if form.is_bound and form.is_valid():
        try:
            _enter(request, scope, form.cleaned_data, bodies)
        except (Problem, Problems) as trouble:
            form.say(trouble)
        else:
            messages.success(request, _("Entered. The next plan counts on them."))
            return redirect("resumption:people")
    return render(request, "resumption/new_helper.html", {"form": form}, status=422 if form.is_bound else 200)


def _enter(request: HttpRequest, scope: Scope, given: dict[str, Any], bodies: dict[str, Body]) -> None:
    body, employer = bodies[given["body"]], None
    if given["employer"]:
        employer = registry.workplaces(scope).filter(credit_code=given["employer"]).order_by("pk").first()
        employer = employer or registry.workplaces(scope).filter(name=given["employer"]).order_by("pk").first()
        if employer is None:
            raise Problem("helper.employer", field="employer")
    reach = body.territory_id or (employer.district_code if employer else "")
    particulars = Particulars(
        alias=given["alias"],
        grade=given["grade"],
        home=given["home"],
        reach=reach[:9],
        hours_per_week=given["hours_per_week"],
        expertise=given["expertise"].upper().replace("，", " ").replace(",", " ").split(),
        languages=given["languages"].lower().replace("，", " ").replace(",", " ").split(),
        employer=employer,
    )
    actions.enter_helper(body, particulars, **_common(request))


def _homes(scope: Scope) -> list[Territory]:
    on, found = clock.today(), []
    for code in filter(None, (*scope.territories, *scope.ordered)):
        own = registry.ancestors(code)[-1]
        found += [own] if own.level == Level.TOWNSHIP else registry.children(code, on)
    return found


@require_POST
@page(Ability.HANDLE_CASES)
def change(request: HttpRequest, scope: Scope, pk: int, deed: str) -> HttpResponse:
    one = queries.helper(scope, pk, clock.today())
    if deed == "leave":
        left = actions.leave(one, **_common(request))
        said = ngettext("{count} workplace is left without them.", "{count} workplaces are left without them.", left)
        messages.success(request, said.format(count=left))
    elif deed == "hours":
        text = request.POST.get("hours", "")
        hours = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1
        actions.set_hours(one, hours, **_common(request))
        messages.success(request, _("Changed. The next plan goes by it."))
    else:
        raise Problem("not_found")
    return redirect("resumption:people")
