"""Releases as officers handle them: draft, second person, publish; and the alert view, each look of which is logged."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.briefing.models import Release, ReleaseState
from qianshao.briefing.releases import actions, queries
from qianshao.briefing.rules.releases import writing
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.paging import page_of
from qianshao.core.problems import Problem
from qianshao.policy import releases as policy
from qianshao.registry.doors import asker_of, page
from qianshao.registry.scope import Ability, Scope

PAGE = 30
WEEK = timedelta(days=6)
REMARKS = ("note", "note_en")
DEEDS = {"approve": actions.approve, "publish": actions.publish, "discard": actions.discard}
DONE = {
    "approve": lambda: _("Approved. It can be published now."),
    "publish": lambda: _("Published. Everybody can see it."),
    "discard": lambda: _("Discarded. Nothing of it went out."),
}


@page(Ability.SEE_CASES)
def releases(request: HttpRequest, scope: Scope) -> HttpResponse:
    return _list(request, scope)


def _list(request: HttpRequest, scope: Scope, problem: Problem | None = None) -> HttpResponse:
    given = request.POST if problem else {}
    context = {
        "releases": page_of(queries.releases(scope).defer("figures", "public"), request.GET.get("page"), size=PAGE),
        "body": queries.releasing_body(scope) if scope.may(Ability.RELEASE) else None,
        "first": given.get("first") or (clock.today() - WEEK).isoformat(),
        "last": given.get("last") or clock.today().isoformat(),
        **{name: given.get(name, "") for name in REMARKS},
        "longest": policy.in_force().longest_days,
        "problems": [problem] if problem else [],
    }
    return render(request, "briefing/releases.html", context, status=problem.status if problem else 200)


@require_POST
@page(Ability.RELEASE)
def draft(request: HttpRequest, scope: Scope) -> HttpResponse:
    try:
        body = queries.releasing_body(scope)
        if body is None:
            raise Problem("release.body", body="–")
        first, last = (_day(request, name) for name in ("first", "last"))
        remarks = [request.POST.get(name, "") for name in REMARKS]
        row = actions.draft(body, first, last, *remarks, actor=asker_of(request).actor, via=Via.WEB, at=clock.now())
    except Problem as problem:
        return _list(request, scope, problem)
    return redirect("briefing:release", row.pk)


def _day(request: HttpRequest, name: str) -> date:
    given = request.POST.get(name, "")
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise Problem("field.invalid.date", field=name, value=given) from None


@page(Ability.SEE_CASES)
def release(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """As everybody sees it, or will."""
    row = queries.release(scope, pk)
    actor = asker_of(request).actor
    context = _context(row) | {
        "may_approve": scope.may(Ability.RELEASE)
        and row.state == ReleaseState.DRAFT
        and actor.person_id != row.drafted_by_id,
        "may_publish": scope.may(Ability.RELEASE) and row.state == ReleaseState.APPROVED,
        "may_discard": scope.may(Ability.RELEASE) and row.state in (ReleaseState.DRAFT, ReleaseState.APPROVED),
        "sees_alerts": scope.may(Ability.SEE_ALERTS),
        "views": [(table, writing.views(table, _language())) for table in row.public["tables"]],
    }
    return render(request, "briefing/release.html", context)


@page(Ability.SEE_ALERTS)
def alert(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """All figures, small ones included."""
    row, least = queries.release(scope, pk), policy.in_force().alert_from
    actions.look(row, actor=asker_of(request).actor, via=Via.WEB, at=clock.now())
    whole = {table["code"]: table for table in row.figures["tables"]}
    views = [
        (table, writing.views(table, _language(), whole=whole[table["code"]], alert_from=least))
        for table in row.public["tables"]
    ]
    return render(request, "briefing/release_alert.html", _context(row) | {"views": views, "least": least})


@require_POST
@page(Ability.RELEASE)
def do_release(request: HttpRequest, scope: Scope, pk: int, deed: str) -> HttpResponse:
    row = queries.release(scope, pk)
    if deed not in DEEDS:
        raise Problem("not_found")
    DEEDS[deed](row, actor=asker_of(request).actor, via=Via.WEB, at=clock.now())
    messages.success(request, DONE[deed]())
    return redirect("briefing:release", row.pk)


def _context(row: Release) -> dict[str, Any]:
    return {"release": row, "threshold": row.public["threshold"]}


def _language() -> str:
    return get_language() or "zh-hans"
