"""How many have restarted, for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router

from qianshao.accounts.doors import Requires
from qianshao.core import clock
from qianshao.registry.scope import Ability, Scope
from qianshao.resumption import queries
from qianshao.resumption.models import Standing

router = Router()


@router.get("/restarts", auth=Requires(Ability.SEE_BOARD), summary="How many have restarted, and of what kind")
def restarts(
    request: HttpRequest,
    territory: str = "",
    by: str = "",
    day: date | None = None,
    standing: Standing = Standing.WORKING,
) -> dict[str, Any]:
    """On any day, with the day before's. ``by``: some of industry, ownership, size, township, division, standing."""
    scope: Scope = request.auth  # type: ignore[attr-defined]
    code = territory or (scope.territories[0] if scope.territories else "")
    asked = code if code.isascii() and (code.isdigit() or not code) else "0"
    counted = queries.counts(scope, asked, by=queries.read_by(by), day=day or clock.today(), standings=(standing,))
    return counted.as_dict()
