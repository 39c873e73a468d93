from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from qianshao.casework import actions, deeds, live, queries
from qianshao.casework.budget import Budget
from qianshao.casework.models import Case
from qianshao.core import clock
from qianshao.core.actor import ANONYMOUS, Via
from qianshao.core.problems import Problem
from qianshao.intake import queries as intake
from qianshao.policy import loading
from qianshao.registry.doors import anybody, asker_of, page
from qianshao.registry.scope import Ability, Scope

PAGE = 50


@page(Ability.HANDLE_CASES)
def inbox(request: HttpRequest, scope: Scope) -> HttpResponse:
    rows = Paginator(queries.inbox(scope), PAGE).get_page(request.GET.get("page"))
    return render(
        request, "casework/inbox.html", {"cases": rows, "mark": queries.inbox_mark(scope), "now": clock.now()}
    )


@page(Ability.HANDLE_CASES)
def inbox_events(request: HttpRequest, scope: Scope) -> StreamingHttpResponse:
    stream = live.changes(scope, request.GET.get("mark", ""))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(stream, content_type="text/event-stream", headers=headers)


@page(Ability.SEE_CASES)
def cases(request: HttpRequest, scope: Scope) -> HttpResponse:
    asked = request.GET
    wanted = queries.Wanted(
        state=asked.get("state", "open"),
        category=asked.get("category", ""),
        territory="".join(filter(str.isdigit, asked.get("territory", "")))[:12],
        text=asked.get("text", "").strip()[:100],
    )
    rows = Paginator(queries.find(scope, wanted, clock.now()), PAGE).get_page(asked.get("page"))
    context = {"cases": rows, "wanted": wanted, "categories": list(loading.shipped().categories)}
    return render(request, "casework/cases.html", context)


@page(Ability.SEE_CASES)
def case(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    return _show(request, scope, queries.case(scope, number))


def _show(
    request: HttpRequest, scope: Scope, row: Case, *, problem: Problem | None = None, deed: str = ""
) -> HttpResponse:
    now = clock.now()
    mine = row.owner_id in scope.bodies and scope.may(Ability.HANDLE_CASES)
    context = {
        "case": row,
        "mine": mine,
        "steps": queries.steps_of(row),
        "entries": queries.entries_of(row),
        "reports": queries.reports_of(row),
        "next": queries.next_of(row, now),
        "others": queries.may_take_over(row, now) if mine and not row.closed_at else [],
        "now": now,
        "problems": [problem] if problem else [],
        "deed": deed,
        "typed": request.POST,
    }
    return render(request, "casework/case.html", context, status=problem.status if problem else 200)


@require_POST
@page(Ability.HANDLE_CASES)
def do(request: HttpRequest, scope: Scope, number: str, deed: str) -> HttpResponse:
    """One of the owner's deeds. What was typed stays on the page when it cannot be done."""
    row = queries.case(scope, number)
    try:
        deeds.do(
            deed,
            queries.own_case(scope, number),
            request.POST,
            actor=asker_of(request).actor,
            via=Via.WEB,
            at=clock.now(),
        )
    except Problem as problem:
        return _show(request, scope, row, problem=problem, deed=deed)
    messages.success(request, _("Noted. It stands in the course of the case below."))
    return redirect("casework:case", number)


# --- the reporter's side ------------------------------------------------------------------------------------

WRONG_RECEIPTS = Budget(per_minute=30, burst=120)
"""Of this process, for everybody together: so nobody's address has to be known, and 10^16 receipts stay out of
reach. Right receipts cost nothing."""


@csrf_exempt  # whoever holds the receipt is the reporter: there is no session that could be misused
@anybody
def follow(request: HttpRequest) -> HttpResponse:
    """What became of a report. The receipt travels in the body of the request only, never in an address."""
    typed = request.POST.get("receipt", "").strip()
    if request.method != "POST" or not typed:
        return _private(render(request, "casework/receipt.html"))
    try:
        return _private(_follow(request, typed))
    except Problem as problem:
        context = {"problems": [problem], "typed": typed}
        return _private(render(request, "casework/receipt.html", context, status=problem.status))


def _follow(request: HttpRequest, typed: str) -> HttpResponse:
    try:
        WRONG_RECEIPTS.check()
        observation = intake.observation_of_receipt(typed)
    except Problem as problem:
        if problem.code == "receipt.unknown":
            WRONG_RECEIPTS.spend()
        raise
    row = queries.case_of_observation(observation)
    answered = False
    if row and (text := request.POST.get("text", "").strip()):
        actions.answer(row, observation, text, actor=ANONYMOUS, via=Via.WEB, at=clock.now())
        answered = True
    context = {
        "receipt": typed,
        "observation": observation,
        "case": row,
        "entries": queries.entries_for_reporter(row, observation) if row else [],
        "next": queries.next_of(row, clock.now()) if row else None,
        "answered": answered,
    }
    return render(request, "casework/follow.html", context)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
