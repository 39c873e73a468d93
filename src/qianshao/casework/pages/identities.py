"""The sealed box of a body, and what a reporter sealed, opened once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from qianshao.accounts.doors import membership_of
from qianshao.accounts.keys import actions as keys
from qianshao.accounts.keys import queries as held
from qianshao.accounts.models import BodyKey, Membership, Person
from qianshao.casework import actions, queries
from qianshao.casework.pages.officers import show_case
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem
from qianshao.registry.doors import asker_of, page
from qianshao.registry.scope import Ability, Scope


@sensitive_post_parameters()
@require_POST
@page(Ability.HANDLE_CASES)
def identity(request: HttpRequest, scope: Scope, number: str, pk: int) -> HttpResponse:
    """The answer to the one request that brought the passphrase; no address shows it again."""
    case, row = queries.own_identity(scope, number, pk)
    given, person = request.POST, _membership(request).person
    try:
        if given.get("deed") == "pass-on":
            actions.pass_on_identity(case, row, person, given.get("passphrase", ""), **_common(request))
            messages.success(request, _("Passed on, unread."))
            return redirect("casework:case", number)
        reason = given.get("reason", "")
        told = actions.open_identity(case, row, person, given.get("passphrase", ""), reason, **_common(request))
    except Problem as problem:
        return show_case(request, scope, case, problem=problem)
    answer = render(request, "casework/identity.html", {"case": case, "told": told})
    answer["Cache-Control"] = "no-store"
    return answer


@page(Ability.HANDLE_CASES)
def sealed_box(request: HttpRequest, scope: Scope) -> HttpResponse:
    return _show(request)


@sensitive_post_parameters()
@require_POST
@page(Ability.HANDLE_CASES)
def do_sealed_box(request: HttpRequest, scope: Scope, deed: str) -> HttpResponse:
    """Passphrases are not shown again when something is wrong."""
    try:
        code = _do(deed, request.POST, _membership(request), _common(request))
    except Problem as problem:
        if problem.code == "not_found":
            raise
        return _show(request, problem=problem)
    if code:
        return _show(request, code=code)
    messages.success(request, _("Noted."))
    return redirect("casework:sealed_box")


def _do(deed: str, given: QueryDict, mine: Membership, common: dict[str, Any]) -> str:
    """One deed; gives the recovery code where there is a new one."""
    me, passphrase = mine.person, given.get("passphrase", "")
    if deed == "own":
        if passphrase != given.get("again", ""):
            raise Problem("key.passphrase_twice", field="again")
        keys.make_own_key(me, passphrase, **common)
        return ""
    if deed == "make":
        return keys.make_key(mine.body, me, passphrase, **common)
    key = _key(mine)
    if deed == "let-in":
        keys.let_in(key, _officer(key, given, common), me, passphrase, **common)
    elif deed == "take-out":
        if given.get("person") == str(me.pk):
            raise Problem("key.yourself")
        keys.take_out(key, _officer(key, given, common), **common)
    elif deed == "change":
        return actions.change_key(key, me, passphrase, **common)
    elif deed == "recover":
        return keys.recover(key, given.get("code", ""), me, **common)
    else:
        raise Problem("not_found")
    return ""


def _officer(key: BodyKey, given: QueryDict, common: dict[str, Any]) -> Person:
    return held.officer(key.body_id, given.get("person", ""), common["at"])


def _key(mine: Membership) -> BodyKey:
    key = held.live_key(mine.body_id)
    if key is None:
        raise Problem("key.missing")
    return key


def _membership(request: HttpRequest) -> Membership:
    mine = membership_of(request)
    if mine is None:
        raise Problem("login.needed")
    return mine


def _common(request: HttpRequest) -> dict[str, Any]:
    return {"actor": asker_of(request).actor, "via": Via.WEB, "at": clock.now()}


def _show(request: HttpRequest, *, problem: Problem | None = None, code: str = "") -> HttpResponse:
    mine, now = _membership(request), clock.now()
    key = held.live_key(mine.body_id)
    holders = list(held.holders(key)) if key else []
    context = {
        "body": mine.body,
        "me": mine.person_id,
        "own": held.own_key(mine.person_id),
        "key": key,
        "holders": holders,
        "few": len(holders) < 2,
        "mine": any(row.person_id == mine.person_id for row in holders),
        "newcomers": held.could_be_let_in(key, now) if key else [],
        "waiting": held.without_a_key(mine.body_id, now),
        "code": code,
        "problems": [problem] if problem else [],
    }
    return render(request, "casework/sealed_box.html", context, status=problem.status if problem else 200)
