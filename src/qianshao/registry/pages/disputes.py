"""Sources that disagree, and how somebody settled it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem
from qianshao.registry import actions, queries
from qianshao.registry.actions.disputes import recorded_places
from qianshao.registry.actions.reach import reaches_territory
from qianshao.registry.doors import asker_of, page
from qianshao.registry.forms import Settlement
from qianshao.registry.models import Claim, Dispute
from qianshao.registry.scope import Ability, Scope

PAGE = 50


@page(Ability.SEE_REGISTRY)
def disputes(request: HttpRequest, scope: Scope) -> HttpResponse:
    every = request.GET.get("state") == "all"
    rows = Paginator(queries.disputes(scope, open=None if every else True), PAGE).get_page(request.GET.get("page"))
    tabs = [("?", _("open"), not every), ("?state=all", _("all"), every)]
    return render(request, "registry/disputes.html", {"rows": rows, "tabs": tabs, "every": every})


@page(Ability.SEE_REGISTRY)
def dispute(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    row = queries.dispute(scope, pk)
    return _show(request, scope, row, Settlement(claims=_claims(row)))


@require_POST
@page(Ability.CHANGE_REGISTRY)
def settle(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    row = queries.dispute(scope, pk)
    if not _reaches(scope, row):
        raise Problem("access.none")
    claims = _claims(row)
    form = Settlement(request.POST, claims=claims)
    if not form.is_valid():
        return _show(request, scope, row, form, 422)
    claim = next(one for one in claims if str(one.pk) == form.cleaned_data["claim"])
    common: dict[str, Any] = {"actor": asker_of(request).actor, "via": Via.WEB, "at": clock.now()}
    try:
        actions.settle_dispute(dispute=row, claim=claim, reason=form.cleaned_data["reason"], **common)
    except Problem as problem:
        form.say(problem)
        return _show(request, scope, row, form, problem.status)
    messages.success(request, _("Settled. The other claims stay on record."))
    return redirect("registry:dispute", pk)


def _reaches(scope: Scope, row: Dispute) -> bool:
    """Settled by who answers for the ground where the subject is on record; others who see it only read."""
    codes = recorded_places(subject) if (subject := row.workplace or row.area) else []
    return bool(codes) and all(reaches_territory(scope, code) for code in codes)


def _claims(row: Dispute) -> list[Claim]:
    return list(row.claims.select_related("territory", "body").order_by("id"))


def _show(request: HttpRequest, scope: Scope, row: Dispute, form: Settlement, status: int = 200) -> HttpResponse:
    context = {
        "dispute": row,
        "subject": row.workplace or row.area,
        "claims": _claims(row),
        "may_settle": scope.may(Ability.CHANGE_REGISTRY) and row.settled_at is None and _reaches(scope, row),
        "form": form,
    }
    return render(request, "registry/dispute.html", context, status=status)
