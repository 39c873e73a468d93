"""Who asks: from a session or a token to a membership. The doors themselves are ``registry.doors``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject

from qianshao.accounts.models import Membership
from qianshao.accounts.queries import membership_of_token, memberships, scope_of
from qianshao.core import actor as actors
from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.registry.doors import ANYBODY, MEMBER, Asker, Requires, anybody, page, require
from qianshao.registry.scope import Scope

__all__ = [
    "ANYBODY",
    "CHOSEN",
    "MEMBER",
    "Asking",
    "Requires",
    "actor_of",
    "anybody",
    "membership_of",
    "page",
    "require",
    "scope_of_request",
]

CHOSEN = "membership"
"""The key in the session for people with several memberships."""


def membership_of(request: HttpRequest) -> Membership | None:
    """The membership that this request acts under: the token's, the one chosen, or the oldest."""
    if not hasattr(request, "_membership"):
        request._membership = _find_membership(request)  # type: ignore[attr-defined]
    return cast(Membership | None, request._membership)  # type: ignore[attr-defined]


def _find_membership(request: HttpRequest) -> Membership | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return membership_of_token(secret.strip(), clock.now())
    if not request.user.is_authenticated or request.user.must_change_password:
        return None
    mine = memberships(request.user, clock.now())
    chosen = request.session.get(CHOSEN)
    return next((one for one in mine if one.pk == chosen), mine[0] if mine else None)


def scope_of_request(request: HttpRequest) -> Scope:
    membership = membership_of(request)
    return scope_of(membership, clock.now()) if membership else Scope()


def actor_of(request: HttpRequest) -> Actor:
    membership = membership_of(request)
    return actors.person(membership.person_id) if membership else actors.ANONYMOUS


class Asking:
    """Middleware: says on each request who asks, and on each answer to a member that nobody may keep it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.asker = SimpleLazyObject(lambda: _asker(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.user.is_authenticated or request.method == "POST" or "Authorization" in request.headers:
            patch_cache_control(response, no_store=True)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """A password that somebody else has seen opens one page only: the one where it is replaced. The API, whose
        views are no pages, finds no membership then."""
        if not request.user.is_authenticated or not request.user.must_change_password:
            return None
        allowed = getattr(view, "access", ANYBODY) == ANYBODY or getattr(view, "before_anything_else", False)
        return None if allowed else redirect("accounts:password")


def _asker(request: HttpRequest) -> Asker:
    membership = membership_of(request)
    return Asker(scope_of_request(request), actor_of(request), member=membership is not None)
