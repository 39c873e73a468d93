"""The way in, the way out, and where one's work begins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.accounts import actions, queries
from qianshao.accounts.forms import LogIn
from qianshao.core import actor as actors
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem
from qianshao.registry.doors import anybody, asker_of
from qianshao.registry.scope import Ability

STARTS = (
    (Ability.HANDLE_CASES, "casework:inbox"),
    (Ability.SEE_BOARD, "briefing:board"),
    (Ability.MANAGE_PEOPLE, "registry:home"),
    (Ability.FILE_REPORTS, "intake:daily"),
    (Ability.ANSWER_REFERRALS, "casework:referrals"),
)
ENTRANCE = actors.system("entrance")


@anybody
def home(request: HttpRequest) -> HttpResponse:
    """Where somebody's work begins; for everybody else, what this is and where to go."""
    if not request.user.is_authenticated:
        return render(request, "accounts/welcome.html")
    scope = asker_of(request).scope
    return redirect(next((name for ability, name in STARTS if scope.may(ability)), "accounts:self"))


@anybody
def log_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, LogIn(request))
    form = LogIn(request, request.POST)
    if not form.is_valid():
        _note_refusal(request, form)
        return _form(request, form)
    person = form.get_user()
    login(request, person)
    actions.note("account.logged_in", person, actor=actors.person(person.pk), via=Via.WEB, at=clock.now())
    return redirect(_next(request))


def _form(request: HttpRequest, form: LogIn) -> HttpResponse:
    following = request.POST.get("next") or request.GET.get("next", "")
    return log_in_page(request, form, following, status=422 if form.is_bound else 200)


def log_in_page(
    request: HttpRequest, form: LogIn, following: str, *, problem: Problem | None = None, status: int = 200
) -> HttpResponse:
    """``problem``: why another door did not open."""
    context = {"form": form, "next": following, "problem": problem, "provider": provider_label()}
    return render(request, "accounts/login.html", context, status=status)


def provider_label() -> str:
    """What stands on the button; nothing where there is no provider."""
    if settings.PROVIDER is None:
        return ""
    return settings.PROVIDER.label(get_language() or "") or _("Log in with the account of your federation")


def _note_refusal(request: HttpRequest, form: LogIn) -> None:
    """Once a pair of account and address is locked, further tries are not written: they would fill the trail."""
    locked = getattr(request, "axes_locked_out", False)
    if not form.cleaned_data.get("username") or (locked and request.axes_failures_since_start is None):  # type: ignore[attr-defined]
        return
    number = queries.number_of(form.cleaned_data["username"])
    why = "locked" if locked else form.refused
    actions.note_refusal(number, why, actor=ENTRANCE, via=Via.WEB, at=clock.now())


def _next(request: HttpRequest) -> str:
    return checked(request, request.POST.get("next", "")) or "home"


def checked(request: HttpRequest, following: str) -> str:
    """The address, if it is on this site."""
    return following if url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}) else ""


@require_POST
@anybody
def log_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        person = request.user
        actions.note("account.logged_out", person, actor=actors.person(person.pk), via=Via.WEB, at=clock.now())
        logout(request)
    return redirect("accounts:login")


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Called by django-axes, outside of the doors."""
    return render(request, "web/problem.html", {"problems": [locked()]}, status=429)


def locked() -> Problem:
    wait = timedelta(hours=settings.AXES_COOLOFF_TIME)
    return Problem("login.locked", minutes=int(wait.total_seconds() // 60))
