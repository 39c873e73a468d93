"""Accounts, for the administrators who look after them."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.accounts import actions, queries
from qianshao.accounts.doors import membership_of
from qianshao.accounts.forms import NewPerson
from qianshao.accounts.models import Role
from qianshao.accounts.pages.entrance import provider_label
from qianshao.accounts.provider import actions as linking
from qianshao.accounts.provider import queries as links
from qianshao.accounts.rules import ROLES_OF
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem, or_not_found
from qianshao.registry import queries as registry
from qianshao.registry.actions.reach import require_reach
from qianshao.registry.doors import asker_of, page
from qianshao.registry.models import Body
from qianshao.registry.scope import Ability, Scope

PAGE = 50
CHOICES = 30


def _common(request: HttpRequest) -> dict[str, Any]:
    return {"actor": asker_of(request).actor, "via": Via.WEB, "at": clock.now()}


def _text(request: HttpRequest) -> str:
    return request.GET.get("text", "").strip().replace("\0", "")[:100]


@page(Ability.MANAGE_PEOPLE)
def people(request: HttpRequest, scope: Scope) -> HttpResponse:
    text = _text(request)
    rows = Paginator(queries.memberships_below(scope, clock.now(), text), PAGE)
    context = {"rows": rows.get_page(request.GET.get("page")), "text": text, "me": request.user.pk}
    return render(request, "accounts/people.html", context)


# --- new accounts -------------------------------------------------------------------------------------------


@page(Ability.MANAGE_PEOPLE)
def choose_body(request: HttpRequest, scope: Scope) -> HttpResponse:
    """For which body? A district has thousands of enterprise unions, so they are searched for."""
    text = _text(request)
    found = list(queries.bodies_below(scope, text)[: CHOICES + 1])
    places = list(registry.narrowed(scope, text=text).filter(union=None)[:10]) if text else []
    context = {"text": text, "bodies": found[:CHOICES], "more": len(found) > CHOICES, "places": places}
    return render(request, "accounts/choose_body.html", context)


@page(Ability.MANAGE_PEOPLE)
def new_person(request: HttpRequest, scope: Scope, body: int) -> HttpResponse:
    chosen = queries.body_below(scope, body)
    form = NewPerson(request.POST if request.method == "POST" else None, body=chosen)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.create_person(
                username=given["username"], body=chosen, role=given["role"], **_common(request)
            )
            return _shown_once(request, scope, made)
        except Problem as problem:
            form.add_error(problem.field or None, problem.sentence)
    context = {"form": form, "body": chosen}
    return render(request, "accounts/new_person.html", context, status=422 if form.is_bound else 200)


@page(Ability.MANAGE_PEOPLE)
def new_delegate(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Somebody who reports for a workplace; its own union is entered with the account where none is on record."""
    place = registry.workplace(scope, pk)
    if place.union_id:
        return redirect("accounts:new_person", queries.body_below(scope, place.union_id).pk)
    require_reach(scope, place.township_code, field="workplace")
    given = request.POST if request.method == "POST" else None
    form = NewPerson(given, body=None, initial={"union": _("{name} union").format(name=place.name)})
    if form.is_bound and form.is_valid():
        typed, membership = form.cleaned_data, membership_of(request)
        source = membership.body.name if membership else ""
        try:
            made = actions.create_delegate(
                workplace=place, union=typed["union"], source=source, username=typed["username"], **_common(request)
            )
            return _shown_once(request, scope, made)
        except Problem as problem:
            form.add_error(problem.field or None, problem.sentence)
    context = {"form": form, "place": place}
    return render(request, "accounts/new_person.html", context, status=422 if form.is_bound else 200)


def _shown_once(request: HttpRequest, scope: Scope, made: actions.NewAccount) -> HttpResponse:
    """A page, not a redirect: so the password is stored nowhere on its way."""
    return _person(request, scope, made.person.pk, password=made.password)


# --- one account --------------------------------------------------------------------------------------------


@page(Ability.MANAGE_PEOPLE)
def person(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    return _person(request, scope, pk)


def _person(request: HttpRequest, scope: Scope, pk: int, password: str = "", invitation: str = "") -> HttpResponse:
    theirs = queries.charge(scope, pk, clock.now())
    context = {
        "charge": theirs,
        "person": theirs.person,
        "is_me": pk == request.user.pk,
        "second_factor": queries.has_second_factor(theirs.person),
        "provider": provider_label(),
        "provider_link": links.link_of(theirs.person),
        "password": password,
        "invitation": invitation,
        "offers": [(body, _offered(body)) for body in {one.body for one in [*theirs.roles, *theirs.ended]}],
    }
    return render(request, "accounts/person.html", context)


def _offered(body: Body) -> list[tuple[str, Any]]:
    return [(role, Role(role).label) for role in ROLES_OF[body.kind]]


@require_POST
@page(Ability.MANAGE_PEOPLE)
def give_role(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """``role`` is "3:auditor": the number of a body that the asker looks after, and what somebody is to be there."""
    theirs = queries.charge(scope, pk, clock.now())
    number, _colon, role = request.POST.get("role", "").partition(":")
    body = queries.body_below(scope, int(number) if number.isdecimal() else 0)
    if theirs.person.pk == request.user.pk:
        raise Problem("account.yourself")
    actions.add_membership(theirs.person, body=body, role=role, **_common(request))
    return _noted(request, pk)


@require_POST
@page(Ability.MANAGE_PEOPLE)
def end_role(request: HttpRequest, scope: Scope, pk: int, role: int) -> HttpResponse:
    theirs = queries.charge(scope, pk, clock.now())
    membership = or_not_found(next((one for one in theirs.roles if one.pk == role), None))
    if theirs.person.pk == request.user.pk:
        raise Problem("account.yourself")
    actions.end_membership(membership, **_common(request))
    return _noted(request, pk)


@require_POST
@page(Ability.MANAGE_PEOPLE)
def change_person(request: HttpRequest, scope: Scope, pk: int, deed: str) -> HttpResponse:
    """A new password, no second factor any more, an invitation to link it, no link any more, closed, or open again:
    what touches the account as a whole."""
    theirs = queries.charge(scope, pk, clock.now())
    if theirs.person.pk == request.user.pk:
        raise Problem("account.yourself")
    theirs.require_whole()
    if deed == "reset":
        return _person(request, scope, pk, password=actions.reset_password(theirs.person, **_common(request)))
    if deed == "invite" and provider_label():
        return _person(request, scope, pk, invitation=linking.invite(theirs.person, **_common(request)))
    if deed == "unlink":
        linking.unlink(theirs.person, **_common(request))
    elif deed == "forget-factor":
        actions.remove_second_factor(theirs.person, **_common(request))
    elif deed in ("close", "open"):
        actions.set_active(theirs.person, deed == "open", **_common(request))
    else:
        raise Problem("not_found")
    return _noted(request, pk)


def _noted(request: HttpRequest, pk: int) -> HttpResponse:
    messages.success(request, _("Noted."))
    return cast(HttpResponse, redirect("accounts:person", pk))
