"""How I hear of things; and the log of what went out."""

from __future__ import annotations

import json
from datetime import time
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.accounts.doors import membership_of
from qianshao.accounts.models import Person
from qianshao.core import actor as actors
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem
from qianshao.notices import actions, channels, queries, vapid
from qianshao.notices.models import Channel, MessageState
from qianshao.policy import notices as policy
from qianshao.registry.doors import anybody, page
from qianshao.registry.scope import Ability, Scope

ROWS = 50


def _me(request: HttpRequest) -> Person:
    return cast(Person, request.user)


def _common(request: HttpRequest) -> dict[str, Any]:
    return {"actor": actors.person(_me(request).pk), "via": Via.WEB, "at": clock.now()}


def _body(request: HttpRequest) -> int | None:
    """Whose money it is, where a message costs some."""
    membership = membership_of(request)
    return membership.body_id if membership else None


@page()
def own(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Shown, and a new address taken."""
    if request.method != "POST":
        return _own(request)
    channel, text = request.POST.get("channel", ""), request.POST.get("address", "")
    try:
        actions.add_address(_me(request), channel, text, body=_body(request), **_common(request))
    except Problem as problem:
        return _own(request, problem, channel=channel, text=text)
    messages.success(request, _("A code is on its way there. Type it in below."))
    return redirect("notices:own")


def _own(request: HttpRequest, problem: Problem | None = None, **typed: str) -> HttpResponse:
    given = policy.in_force()
    offered = [(code, Channel(code).label) for code in channels.offered() if code != "push"]
    context = {
        "own": queries.own(_me(request)),
        "offered": offered,
        "languages": settings.LANGUAGES,
        "quiet": given.quiet,
        "digest": given.digest,
        "key": vapid.public_key(),
        "problems": [problem] if problem else [],
        "now": clock.now(),
        **typed,
    }
    return render(request, "notices/own.html", context, status=problem.status if problem else 200)


@require_POST
@page()
def choose(request: HttpRequest, scope: Scope) -> HttpResponse:
    language = request.POST.get("language", "")
    known = language in dict(settings.LANGUAGES)
    try:
        quiet = _hours(request.POST.get("quiet_from", ""), request.POST.get("quiet_until", ""))
    except Problem as problem:
        return _own(request, problem)
    actions.choose(
        _me(request),
        language=language if known else get_language() or settings.LANGUAGE_CODE,
        quiet=quiet,
        only_digest=bool(request.POST.get("only_digest")),
        at=clock.now(),
    )
    messages.success(request, _("Saved."))
    return redirect("notices:own")


def _hours(first: str, last: str) -> tuple[time, time] | None:
    if not first and not last:
        return None
    try:
        return time.fromisoformat(first), time.fromisoformat(last)
    except ValueError:
        raise Problem("notice.quiet", field="quiet_from") from None


@require_POST
@page()
def add_browser(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What the push service of this browser gave it."""
    try:
        given = json.loads(request.body)
    except ValueError:
        raise Problem("notice.push", field="subscription") from None
    actions.add_browser(_me(request), given if isinstance(given, dict) else {}, **_common(request))
    return JsonResponse({"ok": True})


@require_POST
@page()
def change(request: HttpRequest, scope: Scope, pk: int, deed: str) -> HttpResponse:
    row = queries.own_address(_me(request), pk)
    try:
        if deed == "confirm":
            actions.confirm_address(row, request.POST.get("code", ""), **_common(request))
            messages.success(request, _("Confirmed: notices go there from now on."))
        elif deed == "try":
            actions.try_address(row, body=_body(request), at=clock.now())
            messages.success(request, _("A test is on its way."))
        elif deed == "remove":
            actions.remove_address(row, **_common(request))
            messages.success(request, _("Removed."))
        else:
            raise Problem("not_found")
    except Problem as problem:
        if problem.status == 404:
            raise
        return _own(request, problem)
    return redirect("notices:own")


# --- the log ------------------------------------------------------------------------------------------------


@page(Ability.SEE_NOTICES)
def log(request: HttpRequest, scope: Scope) -> HttpResponse:
    state = request.GET.get("state", "")
    shown = [("", _("all")), *MessageState.choices]
    context = {
        "rows": Paginator(queries.log(scope, state), ROWS).get_page(request.GET.get("page")),
        "tabs": [(f"?state={code}" if code else "?", label, code == state) for code, label in shown],
    }
    return render(request, "notices/log.html", context)


@require_POST
@page(Ability.SEE_NOTICES)
def resend(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    actions.resend(queries.in_log(scope, pk), **_common(request))
    messages.success(request, _("It goes out again."))
    return redirect("notices:log")


@anybody
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker for notices. Its scope is /notices/, where it changes no page: it only shows what arrives."""
    path = finders.find("notices/worker.js")
    with open(str(path), encoding="utf-8") as file:
        answer = HttpResponse(file.read(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
