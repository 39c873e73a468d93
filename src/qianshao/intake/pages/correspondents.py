"""From where one reports by SMS or WeChat: binding with a one-time code, and ending it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.accounts.doors import actor_of, membership_of, page
from qianshao.accounts.models import Membership
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem, or_not_found
from qianshao.intake import actions, queries
from qianshao.registry.scope import Ability, Scope

LISTED = 30
"""Workplaces whose numbers are shown."""


@page(Ability.FILE_REPORTS)
def own(request: HttpRequest, scope: Scope) -> HttpResponse:
    return _show(request, scope)


@require_POST
@page(Ability.FILE_REPORTS)
def draw(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Shown at once and not on a page of its own: a code must not stand in an address."""
    code = actions.draw_sender_code(_me(request), actor=actor_of(request), via=Via.WEB, at=clock.now())
    return _show(request, scope, code)


@require_POST
@page(Ability.FILE_REPORTS)
def end(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    known = or_not_found(queries.correspondents(_me(request)).filter(pk=pk).first())
    actions.unbind_sender(known, actor=actor_of(request), via=Via.WEB, at=clock.now())
    messages.success(request, _("Nothing more can be reported from there."))
    return redirect("intake:messages")


def _show(request: HttpRequest, scope: Scope, code: str = "") -> HttpResponse:
    context = {
        "code": code,
        "minutes": int(actions.CODE_LASTS.total_seconds() // 60),
        "places": queries.workplaces_to_report(scope)[:LISTED],
        "senders": queries.correspondents(_me(request)),
        "sms": bool(settings.SMS_SECRET),
        "wechat": bool(settings.WECHAT_TOKEN),
    }
    return render(request, "intake/messages.html", context)


def _me(request: HttpRequest) -> Membership:
    membership = membership_of(request)
    if membership is None:
        raise Problem("login.needed")
    return membership
