"""What reporting costs, and the limit on paid messages."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.accounts.doors import actor_of, membership_of, page
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem
from qianshao.intake import queries as intake
from qianshao.notices import actions as notices
from qianshao.notices import queries as spending
from qianshao.policy import costs as policy
from qianshao.registry.models import Body, BodyKind
from qianshao.registry.scope import Ability, Scope

MOST_YUAN = 1_000_000


@page(Ability.SEE_BOARD)
def costs(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Of a month: reports, minutes and money by channel; and how much of the limit is left."""
    first = _month(request.GET.get("month", ""))
    rows = intake.costs_of(scope, first=first, last=first.replace(day=monthrange(first.year, first.month)[1]))
    body = _body(request)
    spent, limit = spending.spending(body, first), spending.limit_of(body)
    context = {
        "rows": rows,
        "month": first,
        "reports": sum(row.reports for row in rows),
        "minutes": sum(row.minutes for row in rows),
        "yuan": sum(row.fen for row in rows) / 100,
        "spent": spent,
        "spent_yuan": spent.fen / 100,
        "limit_yuan": limit / 100,
        "share": min(1.0, spent.fen / limit) if limit else 1.0,
        "warn": spent.fen >= limit * policy.in_force().warn_at / 100,
        "may_set": body.kind == BodyKind.FEDERATION and scope.may(Ability.CHANGE_REGISTRY),
    }
    return render(request, "briefing/costs.html", context)


@require_POST
@page(Ability.CHANGE_REGISTRY)
def set_limit(request: HttpRequest, scope: Scope) -> HttpResponse:
    text = request.POST.get("yuan", "").strip()
    if not (text.isascii() and text.isdigit()) or int(text[:12]) > MOST_YUAN:
        raise Problem("field.invalid.number", field="yuan", value=text)
    body = _body(request)
    if body.kind != BodyKind.FEDERATION:
        raise Problem("access.none")
    notices.set_limit(body, int(text) * 100, actor=actor_of(request), via=Via.WEB, at=clock.now())
    messages.success(request, _("The limit holds from now on."))
    return redirect("briefing:costs")


def _body(request: HttpRequest) -> Body:
    membership = membership_of(request)
    if membership is None:
        raise Problem("login.needed")
    return membership.body


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01") if text else clock.today().replace(day=1)
    except ValueError:
        raise Problem("field.invalid.date", field="month", value=text) from None
