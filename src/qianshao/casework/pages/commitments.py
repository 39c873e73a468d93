"""What was undertaken: the list, and what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.casework import actions, queries
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem
from qianshao.registry.doors import asker_of, page
from qianshao.registry.scope import Ability, Scope

PAGE = 50


@page(Ability.SEE_CASES)
def commitments(request: HttpRequest, scope: Scope) -> HttpResponse:
    return _show(request, scope)


@require_POST
@page(Ability.HANDLE_CASES)
def settle(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Kept, broken or withdrawn. What was typed stays on the page when it cannot be done."""
    row = queries.commitment(scope, pk)
    asker = asker_of(request)
    given = request.POST
    try:
        state, text = given.get("state", ""), given.get("text", "")
        actions.settle(row, state, text, actor=asker.actor, via=Via.WEB, at=clock.now())
    except Problem as problem:
        return _show(request, scope, problem, pk)
    messages.success(request, _("Noted: what came of it is on record."))
    return redirect("casework:case", row.case.number) if row.case else redirect("casework:commitments")


def _show(request: HttpRequest, scope: Scope, problem: Problem | None = None, tried: int = 0) -> HttpResponse:
    rows = Paginator(queries.commitments(scope), PAGE).get_page(request.GET.get("page"))
    context = {
        "commitments": rows,
        "own": scope.bodies if scope.may(Ability.HANDLE_CASES) else (),
        "now": clock.now(),
        "problems": [problem] if problem else [],
        "tried": tried,
        "typed": request.POST,
    }
    return render(request, "casework/commitments.html", context, status=problem.status if problem else 200)
