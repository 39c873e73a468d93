"""The phone desk: whoever calls those who have not reported works down the board's list, and types while listening."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.accounts.doors import actor_of, membership_of, page
from qianshao.accounts.models import Person
from qianshao.briefing import queries
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem, Problems
from qianshao.intake import actions, fields
from qianshao.intake import queries as intake
from qianshao.intake.models import Call, CallOutcome, Channel, DailyReport
from qianshao.intake.rules import daily, receipts
from qianshao.policy import loading, reporting
from qianshao.registry import queries as registry
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Ability, Scope

TRIES = 20
"""Workplaces that others may be calling right now, before one gives up."""

WITHOUT_REPORT = (CallOutcome.NO_ANSWER, CallOutcome.WRONG_NUMBER, CallOutcome.LATER)


@page(Ability.FILE_REPORTS)
def desk(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The next one to call, and everything that can be said of the call on one page."""
    call = _next(request, scope)
    return _show(request, scope, call) if call else _done(request, scope)


@require_POST
@page(Ability.FILE_REPORTS)
def end(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """What came of the call; then the next one."""
    place = registry.workplace(scope, pk)
    call = actions.start_call(place, day=clock.today(), caller=_me(request), at=clock.now())
    if call is None:
        raise Problem("call.taken")
    outcome = request.POST.get("outcome", "")
    if outcome in WITHOUT_REPORT:
        return _end(request, call, outcome, _("%(name)s: noted.") % {"name": place.name})
    try:
        report = _file(request, place, well=outcome == "well")
    except (Problem, Problems) as trouble:
        return _show(request, scope, call, trouble)
    said = {"name": place.name, "receipt": receipts.of_daily_report(report.day, report.pk)}
    return _end(request, call, CallOutcome.REACHED, _("%(name)s: reported, %(receipt)s.") % said, report)


@require_POST
@page(Ability.FILE_REPORTS)
def leave(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Somebody else may call what one had on the page."""
    actions.let_go(_me(request), day=clock.today())
    return redirect("briefing:board")


def _next(request: HttpRequest, scope: Scope) -> Call | None:
    me, now = _me(request), clock.now()
    mine = intake.open_call(scope, me, day=clock.today())
    if mine and queries.to_call(scope, day=clock.today(), at=now, caller=me).filter(pk=mine.workplace_id).exists():
        return mine
    actions.let_go(me, day=clock.today())
    for place in queries.to_call(scope, day=clock.today(), at=now, caller=me)[:TRIES]:
        if call := actions.start_call(place, day=clock.today(), caller=me, at=now):
            return call
    return None


def _file(request: HttpRequest, place: Workplace, *, well: bool) -> DailyReport:
    """In the federation's name: it states what it heard, and never speaks for the enterprise union."""
    membership = membership_of(request)
    if membership is None:
        raise Problem("login.needed")
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in daily.STATED}
    named = {"named": request.POST.getlist("named")}
    given = {"headcount": typed["headcount"], "all_clear": True} if well else typed | named
    submission = actions.Submission(
        workplace=place,
        day=clock.today(),
        source=intake.sources_of(membership)[0],
        numbers=daily.read(given, reporting.in_force(), frozenset(loading.in_force().categories)),
        channel=Channel.PHONE,
        person_id=membership.person_id,
    )
    return actions.file_daily_report(submission, actor=actor_of(request), via=Via.WEB, at=clock.now()).report


def _end(request: HttpRequest, call: Call, outcome: str, said: str, report: DailyReport | None = None) -> HttpResponse:
    actions.end_call(call, outcome, report=report, actor=actor_of(request), via=Via.WEB, at=clock.now())
    messages.success(request, said)
    return redirect("briefing:desk")


def _show(request: HttpRequest, scope: Scope, call: Call, trouble: Problem | Problems | None = None) -> HttpResponse:
    place, day, at = call.workplace, clock.today(), clock.now()
    last = intake.last_known(scope, place, before=day)
    proposed = {"headcount": last.headcount if last else place.headcount, **dict.fromkeys(daily.ZERO_WHEN_WELL, 0)}
    form = fields.Form(request.POST if trouble else proposed, trouble)
    context = {
        "place": place,
        "last": last,
        "form": form,
        "headcount": form.row("headcount"),
        "calls": intake.calls_of(scope, place)[:5],
        "left": queries.to_call(scope, day=day, at=at, caller=_me(request)).count(),
        "zeros": [fields.label(name) for name in fields.STATED_WHEN_WELL],
        "action": reverse("briefing:end_call", args=[place.pk]),
        "open": trouble is not None,
    }
    return render(request, "briefing/desk.html", context, status=form.status)


def _done(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Nobody to call now; some may be called again in half an hour."""
    waiting = queries.silent(scope, queries.own_territory(scope) or "", day=clock.today()).count()
    again = clock.now() + intake.AGAIN_AFTER if waiting else None
    return render(request, "briefing/desk_done.html", {"waiting": waiting, "again": again})


def _me(request: HttpRequest) -> Person:
    return cast(Person, request.user)
