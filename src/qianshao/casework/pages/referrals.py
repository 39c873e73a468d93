"""What an authority is asked: the pages of its liaison."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qianshao.casework import actions, queries
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.paging import page_of
from qianshao.core.problems import Problem
from qianshao.registry.doors import asker_of, page
from qianshao.registry.scope import Ability, Scope

PAGE = 50


@page(Ability.ANSWER_REFERRALS)
def referrals(request: HttpRequest, scope: Scope) -> HttpResponse:
    rows = page_of(queries.referrals_to(scope), request.GET.get("page"), size=PAGE)
    return render(request, "casework/referrals.html", {"referrals": rows, "now": clock.now()})


@page(Ability.ANSWER_REFERRALS)
def referral(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Opening it is noted; answering is done here as well."""
    row, now, actor = queries.referral_to(scope, pk), clock.now(), asker_of(request).actor
    problem = None
    if request.method == "POST":
        try:
            actions.answer_referral(row, request.POST.get("text", ""), actor=actor, via=Via.WEB, at=now)
        except Problem as found:
            problem = found
        else:
            messages.success(request, _("Your answer is with the trade union."))
            return redirect("casework:referral", pk)
    actions.open_referral(row, actor=actor, via=Via.WEB, at=now)
    context = {"referral": row, "now": now, "problems": [problem] if problem else [], "typed": request.POST}
    return render(request, "casework/referral.html", context, status=problem.status if problem else 200)
