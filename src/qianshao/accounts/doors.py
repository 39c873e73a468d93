"""Every door declares who may pass; a test walks all of them and compares with its table."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from qianshao.accounts.models import Membership
from qianshao.accounts.queries import membership_of_token, memberships, scope_of
from qianshao.core import actor as actors
from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.core.problems import Problem
from qianshao.registry.scope import Ability, Scope

ANYBODY, MEMBER = "anybody", "member"
CHOSEN = "membership"
"""The key in the session for people with several memberships."""

View = Callable[..., HttpResponseBase]
ScopedView = Callable[Concatenate[HttpRequest, Scope, ...], HttpResponseBase]


def anybody(view: View) -> View:
    """A page for everybody, logged in or not."""
    view.access = ANYBODY  # type: ignore[attr-defined]
    return view


def page(ability: Ability | None = None) -> Callable[[ScopedView], View]:
    """A page for members, with ``ability`` where one is named. The view gets their Scope after the request."""

    def decorate(view: ScopedView) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            return view(request, require(request, ability), *args, **kwargs)

        door.access = ability or MEMBER  # type: ignore[attr-defined]
        return door

    return decorate


def membership_of(request: HttpRequest) -> Membership | None:
    """The membership that this request acts under: the token's, the one chosen, or the oldest."""
    if not hasattr(request, "_membership"):
        request._membership = _find_membership(request)  # type: ignore[attr-defined]
    return cast(Membership | None, request._membership)  # type: ignore[attr-defined]


def _find_membership(request: HttpRequest) -> Membership | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return membership_of_token(secret.strip(), clock.now())
    if not request.user.is_authenticated:
        return None
    mine = memberships(request.user, clock.now())
    chosen = request.session.get(CHOSEN)
    return next((one for one in mine if one.pk == chosen), mine[0] if mine else None)


def scope_of_request(request: HttpRequest) -> Scope:
    membership = membership_of(request)
    return scope_of(membership, clock.now()) if membership else Scope()


def require(request: HttpRequest, ability: Ability | None) -> Scope:
    """The Scope of the one who asks, or a Problem when the ability is not in it."""
    scope = scope_of_request(request)
    if ability and not scope.may(ability):
        raise Problem("access.none")
    return scope


def actor_of(request: HttpRequest) -> Actor:
    membership = membership_of(request)
    return actors.person(membership.person_id) if membership else actors.ANONYMOUS


class Requires(AuthBase):
    """For API operations: ``auth=Requires(Ability.SEE_CASES)``. ``request.auth`` is then the Scope.

    A bearer token needs no CSRF token, for no browser sends it by itself; a session does.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, ability: Ability | None = None) -> None:
        self.access = ability or MEMBER
        self.ability = ability
        super().__init__()

    def __call__(self, request: HttpRequest) -> Scope:
        by_token = request.headers.get("Authorization", "").lower().startswith("bearer ")
        if not by_token and check_csrf(request):
            raise Problem("access.none")
        if membership_of(request) is None:
            raise Problem("login.needed")
        return require(request, self.ability)
