"""One's own account: for whom one acts, the password, the second factor, keys for programs."""

from __future__ import annotations

from base64 import b32encode
from io import BytesIO
from typing import Any, cast

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.accounts import actions, queries
from qianshao.accounts.doors import CHOSEN, membership_of
from qianshao.accounts.forms import ChangedPassword, NewPassword
from qianshao.accounts.models import Membership, Person
from qianshao.accounts.pages.entrance import provider_label
from qianshao.accounts.pages.provider import go_on
from qianshao.accounts.provider import actions as linking
from qianshao.accounts.provider import queries as links
from qianshao.core import actor as actors
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem, or_not_found
from qianshao.registry.doors import page
from qianshao.registry.scope import Scope


def _me(request: HttpRequest) -> Person:
    return cast(Person, request.user)


def _common(request: HttpRequest) -> dict[str, Any]:
    return {"actor": actors.person(_me(request).pk), "via": Via.WEB, "at": clock.now()}


def _done(request: HttpRequest, sentence: str, to: str = "accounts:self") -> HttpResponse:
    messages.success(request, sentence)
    return redirect(to)


@page()
def own(request: HttpRequest, scope: Scope) -> HttpResponse:
    return _own(request)


def _own(request: HttpRequest, **shown: Any) -> HttpResponse:
    """``shown`` are secrets that are seen this once: a page, not a redirect, so that they are stored nowhere."""
    membership = membership_of(request)
    context = {
        "memberships": queries.memberships(_me(request), clock.now()),
        "membership": membership,
        "second_factor": queries.has_second_factor(_me(request)),
        "provider": provider_label(),
        "provider_link": links.link_of(_me(request)),
        "tokens": queries.tokens(membership) if membership else [],
    }
    problem: Problem | None = shown.pop("problem", None)
    if problem:
        shown["problems"] = {shown.pop("form", problem.field): problem.sentence}
    return render(request, "accounts/self.html", context | shown, status=problem.status if problem else 200)


@require_POST
@page()
def act_as(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    mine = {membership.pk for membership in queries.memberships(_me(request), clock.now())}
    if pk not in mine:
        raise Problem("not_found")
    request.session[CHOSEN] = pk
    return redirect("home")


@page()
def password(request: HttpRequest, scope: Scope) -> HttpResponse:
    me = _me(request)
    forced, given = me.must_change_password, request.POST if request.method == "POST" else None
    form = NewPassword(me, given) if forced else ChangedPassword(me, given)
    if given is not None and form.is_valid():
        actions.change_password(me, form.cleaned_data["new_password1"], **_common(request))
        update_session_auth_hash(request, me)
        return _done(request, _("The new password holds from now on."), "home")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/password.html", {"form": form, "forced": forced}, status=status)


password.before_anything_else = True  # type: ignore[attr-defined]


# --- the second factor --------------------------------------------------------------------------------------


@page()
def second_factor(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Set it up: scan, type one code to prove it, keep the recovery codes."""
    me = _me(request)
    if queries.has_second_factor(me):
        return redirect("accounts:self")
    device, problems = actions.begin_second_factor(me), []
    if request.method == "POST":
        try:
            codes = actions.confirm_second_factor(me, device, request.POST.get("code", ""), **_common(request))
            return _own(request, codes=codes)
        except Problem as problem:
            problems = [problem]
    key = b32encode(device.bin_key).decode()
    context = {"problems": problems, "key": " ".join(key[start : start + 4] for start in range(0, len(key), 4))}
    return render(request, "accounts/second_factor.html", context, status=422 if problems else 200)


@page()
def second_factor_code(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The square code of the device that waits for its proof."""
    device = or_not_found(queries.waiting_device(_me(request)))
    picture = BytesIO()
    segno.make(device.config_url).save(picture, kind="svg", scale=4, border=2)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@require_POST
@page()
def remove_second_factor(request: HttpRequest, scope: Scope) -> HttpResponse:
    if not _password_is_right(request):
        return _own(request, problem=Problem("login.password", field="password"))
    actions.remove_second_factor(_me(request), **_common(request))
    return _done(request, _("The second factor is off."))


@require_POST
@page()
def renew_recovery_codes(request: HttpRequest, scope: Scope) -> HttpResponse:
    if not queries.has_second_factor(_me(request)):
        raise Problem("not_found")
    if not _password_is_right(request):
        return _own(request, problem=Problem("login.password", field="password"))
    return _own(request, codes=actions.renew_recovery_codes(_me(request), **_common(request)))


def _password_is_right(request: HttpRequest) -> bool:
    return _me(request).check_password(request.POST.get("password", ""))


# --- log-in by a provider -----------------------------------------------------------------------------------


@require_POST
@page()
def link_provider(request: HttpRequest, scope: Scope) -> HttpResponse:
    """With the password: a further way in is made for good, and a browser that was left open must not be enough."""
    if not provider_label() or links.link_of(_me(request)):
        raise Problem("not_found")
    if not _password_is_right(request):
        return _own(request, problem=Problem("login.password", field="password"), form="provider")
    return go_on(request, _me(request), "account")


@require_POST
@page()
def unlink_provider(request: HttpRequest, scope: Scope) -> HttpResponse:
    if not links.link_of(_me(request)):
        raise Problem("not_found")
    linking.unlink(_me(request), **_common(request))
    return _done(request, _("The link is ended. From now on the password alone opens this account."))


# --- keys for programs --------------------------------------------------------------------------------------


@require_POST
@page()
def make_token(request: HttpRequest, scope: Scope) -> HttpResponse:
    label = request.POST.get("label", "")
    try:
        secret = actions.create_token(_membership(request), label, **_common(request))
    except Problem as problem:
        if problem.field != "label":
            raise
        return _own(request, problem=problem)
    return _own(request, secret=secret)


@require_POST
@page()
def revoke_token(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    token = or_not_found(queries.tokens(_membership(request)).filter(pk=pk).first())
    actions.revoke_token(token, **_common(request))
    return _done(request, _("The key opens nothing any more."))


def _membership(request: HttpRequest) -> Membership:
    membership = membership_of(request)
    if membership is None:
        raise Problem("access.none")
    return membership
