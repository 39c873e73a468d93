from __future__ import annotations

from io import BytesIO
from typing import Any, cast

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.forms import SetPasswordForm
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_otp import devices_for_user
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from qianshao.accounts import actions, queries
from qianshao.accounts.doors import CHOSEN, membership_of
from qianshao.accounts.forms import LogIn, NewPerson
from qianshao.accounts.models import Person
from qianshao.core import actor as actors
from qianshao.core import clock
from qianshao.core.actor import Actor, Via
from qianshao.core.problems import Problem, Problems
from qianshao.registry.doors import anybody, asker_of, page
from qianshao.registry.scope import Ability, Scope

STARTS = (
    (Ability.HANDLE_CASES, "casework:inbox"),
    (Ability.SEE_BOARD, "briefing:board"),
    (Ability.MANAGE_PEOPLE, "registry:home"),
    (Ability.FILE_REPORTS, "intake:daily"),
)
RECOVERY_CODES = 8
PAGE = 50


def _me(request: HttpRequest) -> Person:
    return cast(Person, request.user)


def _myself(request: HttpRequest) -> Actor:
    return actors.person(_me(request).pk)


def _done(request: HttpRequest, sentence: str, to: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(to)


@anybody
def home(request: HttpRequest) -> HttpResponse:
    """Where somebody's work begins; for everybody else, what this is and where to go."""
    if not request.user.is_authenticated:
        return render(request, "accounts/welcome.html")
    scope = asker_of(request).scope
    return redirect(next((name for ability, name in STARTS if scope.may(ability)), "accounts:self"))


# --- in and out ---------------------------------------------------------------------------------------------


@anybody
def log_in(request: HttpRequest) -> HttpResponse:
    form = LogIn(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = cast(Person, form.get_user())
        login(request, person)
        actions.note("account.logged_in", person, actor=_myself(request), via=Via.WEB, at=clock.now())
        return redirect(_next(request))
    return render(request, "accounts/login.html", {"form": form, "next": request.GET.get("next", "")})


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else "home"


@require_POST
@anybody
def log_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        actions.note("account.logged_out", _me(request), actor=_myself(request), via=Via.WEB, at=clock.now())
        logout(request)
    return redirect("accounts:login")


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Called by django-axes, outside of the doors."""
    minutes = int(float(settings.AXES_COOLOFF_TIME) * 60)
    problems = [Problem("login.locked", minutes=minutes)]
    return render(request, "web/problem.html", {"problems": problems}, status=429)


# --- one's own account --------------------------------------------------------------------------------------


@page()
def self(request: HttpRequest, scope: Scope, secret: str = "", codes: list[str] | None = None) -> HttpResponse:
    membership = membership_of(request)
    context = {
        "memberships": queries.memberships(_me(request), clock.now()),
        "membership": membership,
        "second_factor": any(devices_for_user(_me(request))),
        "tokens": queries.tokens(membership) if membership else [],
        "secret": secret,
        "codes": codes or [],
    }
    return render(request, "accounts/self.html", context)


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
    form = SetPasswordForm(_me(request), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["new_password1"]
        actions.change_password(_me(request), chosen, actor=_myself(request), via=Via.WEB, at=clock.now())
        update_session_auth_hash(request, _me(request))
        return _done(request, _("The new password holds from now on."), "home")
    return render(request, "accounts/password.html", {"form": form, "forced": _me(request).must_change_password})


password.before_anything_else = True  # type: ignore[attr-defined]


@page()
def second_factor(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Set it up: scan, type one code to prove it, keep the recovery codes."""
    if any(devices_for_user(_me(request))):
        return redirect("accounts:self")
    device, _new = TOTPDevice.objects.get_or_create(user=_me(request), confirmed=False, defaults={"name": "totp"})
    problems: list[Problem] = []
    if request.method == "POST":
        if device.verify_token(request.POST.get("code", "").replace(" ", "")):
            return self(request, codes=_confirm(request, device))
        problems = [Problem("login.code", field="code")]
    context = {"problems": problems, "key": device.config_url.split("secret=")[1].split("&")[0]}
    return render(request, "accounts/second_factor.html", context)


def _confirm(request: HttpRequest, device: TOTPDevice) -> list[str]:
    device.confirmed = True
    device.save()
    spare = StaticDevice.objects.create(user=_me(request), name="recovery")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=spare, token=code) for code in codes)
    actions.note("second_factor.added", _me(request), actor=_myself(request), via=Via.WEB, at=clock.now())
    return codes


@page()
def second_factor_code(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The square code of the device that waits for its proof."""
    device = TOTPDevice.objects.filter(user=_me(request), confirmed=False).first()
    if device is None:
        raise Problem("not_found")
    picture = BytesIO()
    segno.make(device.config_url).save(picture, kind="svg", scale=4, border=2)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@require_POST
@page()
def remove_second_factor(request: HttpRequest, scope: Scope) -> HttpResponse:
    if not _me(request).check_password(request.POST.get("password", "")):
        messages.error(request, _("The password is wrong. The second factor stays."), extra_tags="bad")
        return redirect("accounts:self")
    for device in devices_for_user(_me(request)):
        device.delete()
    actions.note("second_factor.removed", _me(request), actor=_myself(request), via=Via.WEB, at=clock.now())
    return _done(request, _("The second factor is off."), "accounts:self")


@require_POST
@page()
def make_token(request: HttpRequest, scope: Scope) -> HttpResponse:
    membership = membership_of(request)
    if membership is None:
        raise Problem("access.none")
    label = request.POST.get("label", "").strip() or _("without a name")
    secret = actions.create_token(membership, label, actor=_myself(request), via=Via.WEB, at=clock.now())
    return cast(HttpResponse, self(request, secret=secret))


@require_POST
@page()
def revoke_token(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    membership = membership_of(request)
    token = queries.tokens(membership).filter(pk=pk).first() if membership else None
    if token is None:
        raise Problem("not_found")
    actions.revoke_token(token, actor=_myself(request), via=Via.WEB, at=clock.now())
    return _done(request, _("The key opens nothing any more."), "accounts:self")


# --- the people of a body -----------------------------------------------------------------------------------


@page(Ability.MANAGE_PEOPLE)
def people(request: HttpRequest, scope: Scope, shown_once: tuple[str, str] | None = None) -> HttpResponse:
    rows = Paginator(queries.memberships_below(scope, clock.now()), PAGE)
    context = {"rows": rows.get_page(request.GET.get("page")), "shown_once": shown_once, "me": _me(request).pk}
    return render(request, "accounts/people.html", context)


@page(Ability.MANAGE_PEOPLE)
def new_person(request: HttpRequest, scope: Scope) -> HttpResponse:
    bodies = {str(body.pk): body for body in queries.bodies_below(scope)}
    form = NewPerson(request.POST if request.method == "POST" else None)
    form.fields["body"].choices = [(pk, body.name) for pk, body in bodies.items()]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.create_person(
                username=given["username"],
                body=bodies[given["body"]],
                role=given["role"],
                actor=_myself(request),
                via=Via.WEB,
                at=clock.now(),
            )
            return cast(HttpResponse, people(request, shown_once=(made.person.username, made.password)))
        except (Problem, Problems) as problem:
            form.add_error("username", getattr(problem, "sentence", str(problem)))
    return render(request, "accounts/new_person.html", {"form": form})


@require_POST
@page(Ability.MANAGE_PEOPLE)
def change_person(request: HttpRequest, scope: Scope, pk: int, deed: str) -> HttpResponse:
    """Close, open, a new password, or an end to one membership (``pk`` is of the membership)."""
    membership = queries.membership_below(scope, pk, clock.now())
    person, common = membership.person, {"via": Via.WEB, "at": clock.now()}
    if person.pk == _me(request).pk:
        raise Problem("account.yourself")
    if deed == "reset":
        secret = actions.reset_password(person, actor=_myself(request), **common)  # type: ignore[arg-type]
        return cast(HttpResponse, people(request, shown_once=(person.username, secret)))
    if deed == "end":
        actions.end_membership(membership, actor=_myself(request), **common)  # type: ignore[arg-type]
    elif deed in ("close", "open"):
        actions.set_active(person, deed == "open", actor=_myself(request), **common)  # type: ignore[arg-type]
    else:
        raise Problem("not_found")
    return _done(request, _("Noted."), "accounts:people")


# --- the audit trail ----------------------------------------------------------------------------------------


@page(Ability.SEE_TRAIL)
def trail(request: HttpRequest, scope: Scope) -> HttpResponse:
    action = request.GET.get("action", "").strip()[:64]
    rows = Paginator(queries.trail(scope, action), PAGE)
    context = {"rows": rows.get_page(request.GET.get("page")), "action": action, "sealed": queries.sealed()}
    return render(request, "accounts/trail.html", context)
