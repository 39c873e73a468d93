"""How a page or an operation says who may pass; a test walks all of them and compares with its table.

Who asks is known one floor up: ``accounts`` puts an :class:`Asker` on every request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from qianshao.core.actor import Actor
from qianshao.core.problems import Problem
from qianshao.registry.scope import Ability, Scope

ANYBODY, MEMBER = "anybody", "member"

View = Callable[..., HttpResponseBase]
ScopedView = Callable[Concatenate[HttpRequest, Scope, ...], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who sent a request: what they see and may do, and how the trail calls them."""

    scope: Scope
    actor: Actor
    member: bool


def asker_of(request: HttpRequest) -> Asker:
    return cast(Asker, request.asker)  # type: ignore[attr-defined]


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


def require(request: HttpRequest, ability: Ability | None) -> Scope:
    """The Scope of the one who asks, or a Problem when the ability is not in it."""
    scope = asker_of(request).scope
    if ability and not scope.may(ability):
        raise Problem("access.none")
    return scope


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
        if not asker_of(request).member:
            raise Problem("login.needed")
        return require(request, self.ability)
