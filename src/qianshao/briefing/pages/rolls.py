"""The roll of a day: who had answered by the hour, who had not, who was late; and any other moment of that day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.accounts.doors import actor_of, membership_of, page
from qianshao.briefing import queries as board
from qianshao.briefing.pages.board import day_of
from qianshao.briefing.rolls import actions, queries
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.paging import page_of
from qianshao.core.problems import Problem
from qianshao.registry import queries as registry
from qianshao.registry.scope import Ability, Scope

LATEST = 60


@page(Ability.SEE_BOARD)
def rolls(request: HttpRequest, scope: Scope) -> HttpResponse:
    """One's own roll; for those above, the last of each district."""
    code = board.own_territory(scope)
    if len(code) >= queries.DISTRICT:
        return redirect("briefing:roll", code)
    return render(request, "briefing/rolls.html", {"rows": queries.rolls(scope)[:LATEST]})


@page(Ability.SEE_BOARD)
def roll(request: HttpRequest, scope: Scope, code: str) -> HttpResponse:
    day = day_of(request)
    closed = queries.roll(scope, code, day)
    moment = _moment(request, day)
    if closed and moment is None:
        state = queries.called(scope, closed, code)
    else:
        state = queries.as_of(scope, code, day=day, moment=moment or min(clock.now(), _end(day)))
    silent = queries.silent(scope, code, day=day, moment=state.moment)
    body = queries.caller(code)
    hours = queries.hours_of(body) if body else None
    context = {
        "state": state,
        "closed": closed if moment is None else None,
        "breadcrumbs": registry.ancestors(code),
        "rows": page_of(silent, request.GET.get("page"), size=board.PAGE),
        "late": queries.late_reports(scope, code, day=day, moment=state.moment).select_related("workplace")[:LATEST],
        "reminders": queries.reminders(body, day) if body else [],
        "day": day,
        "at": timezone.localtime(state.moment),
        "yesterday": day - timedelta(days=1),
        "tomorrow": day + timedelta(days=1) if day < clock.today() else None,
        "hours": hours,
        "may_set": body is not None and body.pk in scope.bodies and scope.may(Ability.CHANGE_REGISTRY),
    }
    return render(request, "briefing/roll.html", context)


@require_POST
@page(Ability.CHANGE_REGISTRY)
def set_hours(request: HttpRequest, scope: Scope) -> HttpResponse:
    membership = membership_of(request)
    if membership is None:
        raise Problem("login.needed")
    due, meeting = _time(request, "due"), _time(request, "meeting")
    actions.set_hours(membership.body, due=due, meeting=meeting, actor=actor_of(request), via=Via.WEB, at=clock.now())
    messages.success(request, _("The hours hold from the next roll on."))
    return redirect("briefing:rolls")


def _moment(request: HttpRequest, day: date) -> datetime | None:
    given = request.GET.get("at", "").strip()
    if not given:
        return None
    return datetime.combine(day, _clock(given, "at"), tzinfo=timezone.get_default_timezone())


def _end(day: date) -> datetime:
    return datetime.combine(day, time.max, tzinfo=timezone.get_default_timezone())


def _time(request: HttpRequest, name: str) -> time:
    return _clock(request.POST.get(name, "").strip(), name)


def _clock(text: str, name: str) -> time:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise Problem("field.invalid.date", field=name, value=text) from None
