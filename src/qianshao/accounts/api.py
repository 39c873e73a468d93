from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from qianshao.accounts.doors import Requires, membership_of
from qianshao.core.problems import Problem
from qianshao.registry.scope import Scope

router = Router(tags=["account"])


class Me(Schema):
    """Whom a token or a session acts for, and what that allows."""

    account: str
    body: str
    body_kind: str
    role: str
    abilities: list[str]
    territories: list[str]


@router.get("/me", auth=Requires(), response=Me, summary="Whom this token acts for, and what it may do")
def me(request: HttpRequest) -> Me:
    scope: Scope = request.auth  # type: ignore[attr-defined]
    membership = membership_of(request)
    if membership is None:
        raise Problem("login.needed")
    return Me(
        account=membership.person.username,
        body=membership.body.name,
        body_kind=membership.body.kind,
        role=membership.role,
        abilities=sorted(scope.abilities),
        territories=[*scope.territories, *scope.ordered],
    )
