"""The officers' pages about cases."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.casework import actions, deeds, live, queries
from qianshao.casework.models import Case, ProposalKind, Purpose
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.paging import page_of
from qianshao.core.problems import Problem
from qianshao.policy import loading
from qianshao.registry.doors import asker_of, page
from qianshao.registry.scope import Ability, Scope

PAGE = 50


@page(Ability.HANDLE_CASES)
def inbox(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The mark is read before the list: what changes between the two is then told once too often, never missed."""
    count = queries.waiting(scope)
    mark = queries.inbox_mark(scope, count)
    rows = page_of(queries.inbox(scope), request.GET.get("page"), size=PAGE)
    due = queries.to_ask(scope, clock.now())[:PAGE]
    context = {
        "cases": rows,
        "mark": mark,
        "count": count,
        "many": count >= queries.MANY,
        "due": due,
        "own": scope.bodies,
        "to_answer": queries.checks_to_answer(scope, clock.now()),
    }
    return render(request, "casework/inbox.html", context)


@page(Ability.HANDLE_CASES)
def inbox_events(request: HttpRequest, scope: Scope) -> StreamingHttpResponse:
    stream = live.changes(scope, request.GET.get("mark", ""))
    live.let_go()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(stream, content_type="text/event-stream", headers=headers)


@page(Ability.SEE_CASES)
def cases(request: HttpRequest, scope: Scope) -> HttpResponse:
    wanted, now = _wanted(request), clock.now()
    context = {
        "cases": Paginator(queries.find(scope, wanted, now), PAGE).get_page(request.GET.get("page")),
        "wanted": wanted,
        "counts": queries.counts(scope, wanted, now),
        "categories": list(loading.in_force().categories),
        "places": queries.places(scope),
    }
    return render(request, "casework/cases.html", context)


def _wanted(request: HttpRequest) -> queries.Wanted:
    """What makes no sense narrows nothing."""
    asked = request.GET
    state, category, territory = (asked.get(name, "") for name in ("state", "category", "territory"))
    return queries.Wanted(
        state=state if state in queries.STATES else "open",
        category=category if category in loading.in_force().categories else "",
        territory=territory if territory.isascii() and territory.isdigit() else "",
        text=asked.get("text", "").strip().replace("\0", "")[:100],
    )


@page(Ability.SEE_CASES)
def case(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    return show_case(request, scope, queries.case(scope, number))


@require_POST
@page(Ability.HANDLE_CASES)
def do(request: HttpRequest, scope: Scope, number: str, deed: str) -> HttpResponse:
    """One of the owner's deeds. What was typed stays on the page when it cannot be done."""
    row = queries.case(scope, number)
    try:
        own = queries.own_case(scope, number)
        _check_nothing_happened_since(own, request.POST.get("seen", ""))
        deeds.do(deed, own, request.POST, actor=asker_of(request).actor, via=Via.WEB, at=clock.now())
    except Problem as problem:
        if problem.code == "not_found":
            raise
        return show_case(request, scope, queries.case(scope, row.number), problem=problem, deed=deed)
    messages.success(request, _("Noted. It stands in the course of the case below."))
    return redirect("casework:case", number)


@require_POST
@page(Ability.HANDLE_CASES)
def decide(request: HttpRequest, scope: Scope, number: str, pk: int) -> HttpResponse:
    """A proposal is approved, and what came of it is noted."""
    row = queries.own_proposal(scope, number, pk)
    verdict, text, actor = request.POST.get("verdict", ""), request.POST.get("text", ""), asker_of(request).actor
    try:
        actions.decide_proposal(row, verdict, text, actor=actor, via=Via.WEB, at=clock.now())
    except Problem as problem:
        return show_case(request, scope, queries.case(scope, number), problem=problem, deed=f"proposal-{pk}")
    messages.success(request, _("Noted. It stands in the course of the case below."))
    return redirect("casework:case", number)


def _check_nothing_happened_since(row: Case, seen: str) -> None:
    """``seen`` is the newest entry on the page that was sent back: somebody else of the same body may have acted."""
    if seen.isdecimal() and row.entries.filter(pk__gt=int(seen)).exists():
        raise Problem("case.changed")


def show_case(
    request: HttpRequest, scope: Scope, row: Case, *, problem: Problem | None = None, deed: str = ""
) -> HttpResponse:
    now = clock.now()
    mine = row.owner_id in scope.bodies and scope.may(Ability.HANDLE_CASES)
    entries, steps = list(queries.entries_of(row)), list(queries.steps_of(row))
    context = {
        "case": row,
        "mine": mine,
        "steps": steps,
        "step": next((step for step in steps if step.ended_at is None), None),
        "silent": [step for step in steps if step.outcome == "silent"],
        "entries": entries,
        "seen": entries[-1].pk if entries else 0,
        "unnamed": queries.unnamed_moments(row),
        "withheld": queries.is_coarse_for(scope, row),
        "reports": queries.reports_of(row),
        "duties": queries.duties_of(row, now),
        "next": queries.next_of(row),
        "ahead": queries.ahead_of(row),
        "timeline": queries.timeline_of(row, now),
        "must": queries.must_of(row),
        "measures": queries.measures_of(row),
        "commitments": queries.commitments_of(row),
        "needs": queries.needs_of_case(row),
        "checks": queries.checks_of(row),
        "followed_from": queries.followed_from(scope, row),
        "letters": queries.letters_of(row),
        "writers": queries.writers(row, scope),
        "purposes": Purpose.choices,
        "identities": [(one, queries.may_pass_on(row, one)) for one in queries.identities_of(row)],
        "referrals": queries.referrals_of(row),
        "may_be_asked": queries.may_be_asked(row, now) if mine and not row.closed_at else [],
        "proposals": queries.proposals_of(row),
        "kinds_of_proposals": ProposalKind.choices,
        "own": scope.bodies if scope.may(Ability.HANDLE_CASES) else (),
        "promisers": queries.may_commit(row, now) if mine and not row.closed_at else [],
        "others": queries.may_take_over(row, now) if mine and not row.closed_at else [],
        "may_reopen": mine and row.closed_at and now - row.closed_at <= actions.REOPEN_WITHIN,
        "now": now,
        "problems": [problem] if problem else [],
        "deed": deed,
        "typed": request.POST,
    }
    return render(request, "casework/case.html", context, status=problem.status if problem else 200)
