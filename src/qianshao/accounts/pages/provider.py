"""The second door: by an OpenID provider. It opens accounts that are there and linked, and the password's stays open.

Between two requests the session holds what was begun: once each, and for a quarter of an hour.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from qianshao.accounts import actions as accounts
from qianshao.accounts import queries as people
from qianshao.accounts.forms import LogIn
from qianshao.accounts.models import Person
from qianshao.accounts.pages.entrance import ENTRANCE, checked, locked, log_in_page, provider_label
from qianshao.accounts.provider import actions, queries, wire
from qianshao.accounts.provider.rules import AT_THE_PROVIDER, Identity, Provider
from qianshao.accounts.provider.wire import Begun
from qianshao.core import actor as actors
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem
from qianshao.registry.doors import anybody

BEGUN, LINKING, WAITING = "provider_begun", "provider_linking", "provider_waiting"
"""What was begun; whose account may be linked; who has yet to give the code of their second factor."""


@anybody
def begin(request: HttpRequest) -> HttpResponse:
    """To the provider. A link, not a form: the content policy keeps forms on this site, also where they lead on."""
    provider, following = _provider(), checked(request, request.GET.get("next", ""))
    linking = _taken(request, LINKING) if "link" in request.GET else None
    try:
        begun = wire.begin(provider, _back(request))
    except Problem as problem:  # nobody was refused anything, so the trail has nothing to tell
        return log_in_page(request, LogIn(request), following, problem=problem, status=problem.status)
    _keep(request, BEGUN, begun=asdict(begun), following=following, linking=linking)
    return redirect(begun.url)


@anybody
def back(request: HttpRequest) -> HttpResponse:
    """From the provider: with a code, or with a word why not."""
    provider, kept = _provider(), _taken(request, BEGUN)
    if kept is None or not constant_time_compare(kept["begun"]["state"], request.GET.get("state", "")):
        return _refuse(request, Problem("provider.stale"))
    if not request.GET.get("code"):
        cancelled = request.GET.get("error") == "access_denied"
        return _refuse(request, Problem("provider.cancelled" if cancelled else "provider.unproven"))
    try:
        identity = wire.finish(provider, _back(request), request.GET["code"], Begun(**kept["begun"]))
        person = _linked(request, identity, kept["linking"])
    except Problem as problem:
        return _refuse(request, problem)
    return _let_in(request, person, identity, kept["following"] or "home")


def _linked(request: HttpRequest, identity: Identity, linking: dict[str, Any] | None) -> Person:
    """Whose account it opens, after linking it where that was asked for."""
    person = queries.person_of(identity)
    if linking:
        mine, how = queries.in_use(linking["person"]), linking["how"]
        if mine is None or (how == "account" and request.user.pk != mine.pk):
            raise Problem("provider.stale")
        if person is not None and person != mine:
            raise Problem("provider.taken")
        actions.link(mine, identity, how, actor=actors.person(mine.pk), via=Via.WEB, at=clock.now())
        person = mine
    if person is None:
        raise Problem("provider.unlinked")
    if not person.is_active:
        raise Problem("provider.closed")
    return person


def _let_in(request: HttpRequest, person: Person, identity: Identity, following: str) -> HttpResponse:
    if request.user.pk == person.pk:  # they linked their account a moment ago
        return redirect("accounts:self")
    if people.has_second_factor(person) and not identity.strong:
        _keep(request, WAITING, person=person.pk, following=following)
        return redirect("accounts:provider_code")
    return _enter(request, person, following, strong=identity.strong)


def _enter(request: HttpRequest, person: Person, following: str, *, strong: bool, device: Any = None) -> HttpResponse:
    person.otp_device = device  # type: ignore[attr-defined]
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    actor = actors.person(person.pk)
    actions.note_log_in(person, strong, actor=actor, via=Via.WEB, at=clock.now())
    return redirect(following)


@anybody
def code(request: HttpRequest) -> HttpResponse:
    """The second factor, of whom the provider has shown one only."""
    _provider()
    waiting = _kept(request, WAITING)
    person = queries.in_use(waiting["person"]) if waiting else None
    if waiting is None or person is None:
        return redirect("accounts:login")
    problem = None
    if request.method == "POST":
        _require_unlocked(request, person.username)
        device = accounts.accept_code(person, request.POST.get("code", ""))
        if device is not None:
            del request.session[WAITING]
            return _enter(request, person, waiting["following"], strong=False, device=device)
        problem = Problem("login.code", field="code")
        _count(request, person.username, "provider.code", person.pk)
    return _ask(request, "code", problem)


@anybody
def invitation(request: HttpRequest) -> HttpResponse:
    """Somebody has a code from their administrator."""
    _provider()
    problem = None
    if request.method == "POST":
        _require_unlocked(request, "provider/invitation")
        person = queries.invited(request.POST.get("code", ""), clock.now())
        if person is not None:
            return go_on(request, person, "invitation")
        problem = Problem("provider.invitation", field="code")
        _count(request, "provider/invitation", problem.code)
    return _ask(request, "invitation", problem)


def go_on(request: HttpRequest, person: Person, how: str) -> HttpResponse:
    """A page on the way to the provider: the identity that comes back will be linked to this account."""
    _keep(request, LINKING, person=person.pk, how=how)
    return render(request, "accounts/provider.html", {"asked": "", "person": person, "provider": provider_label()})


def _ask(request: HttpRequest, asked: str, problem: Problem | None) -> HttpResponse:
    context = {"asked": asked, "problem": problem, "provider": provider_label()}
    return render(request, "accounts/provider.html", context, status=problem.status if problem else 200)


def _provider() -> Provider:
    if settings.PROVIDER is None:
        raise Problem("not_found")
    return settings.PROVIDER


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("accounts:provider_back"))


# --- what a session holds meanwhile -------------------------------------------------------------------------


def _keep(request: HttpRequest, key: str, **what: Any) -> None:
    request.session[key] = {**what, "until": (clock.now() + AT_THE_PROVIDER).isoformat()}


def _kept(request: HttpRequest, key: str) -> dict[str, Any] | None:
    held = cast("dict[str, Any] | None", request.session.get(key))
    return held if held and datetime.fromisoformat(held["until"]) > clock.now() else None


def _taken(request: HttpRequest, key: str) -> dict[str, Any] | None:
    """Once: whoever sends the same answer again finds nothing that was begun."""
    held = _kept(request, key)
    request.session.pop(key, None)
    return held


# --- refusals -----------------------------------------------------------------------------------------------


def _refuse(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Says why, beside the form for the password. Who is refused over and over fills neither trail nor patience; that
    lock stops nobody whose log-in is in order."""
    _require_unlocked(request, "provider/answer")
    _count(request, "provider/answer", problem.code)
    return log_in_page(request, LogIn(request), "", problem=problem, status=problem.status)


def _require_unlocked(request: HttpRequest, key: str) -> None:
    if not AxesProxyHandler.is_allowed(request, {"username": key}):
        raise locked()


def _count(request: HttpRequest, key: str, why: str, number: int | None = None) -> None:
    """Against the same limits as a wrong password. ``key``: an account, or one of the doors here."""
    AxesProxyHandler.user_login_failed(sender=__name__, credentials={"username": key}, request=request)
    accounts.note_refusal(number, why, actor=ENTRANCE, via=Via.WEB, at=clock.now())
