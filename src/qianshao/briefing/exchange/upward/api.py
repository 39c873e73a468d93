from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from qianshao.accounts.doors import Requires, anybody
from qianshao.briefing.exchange.upward import actions, queries
from qianshao.core import clock
from qianshao.registry.scope import Ability, Scope

router = Router(tags=["upward"])


@router.post("/upward", auth=None, summary="Take the figures of an installation below, by its signature")
@anybody
def receive(request: HttpRequest) -> HttpResponse:
    """The body is signed with Ed25519 by the key that was handed over, and so is the receipt. It says up to which
    number everything is here; 409 where documents before this one are missing."""
    taken, receipt, signature = actions.receive(
        request.headers.get("Qianshao-Key", ""),
        request.headers.get("Qianshao-Signature", ""),
        request.body,
        generated=clock.is_generated(),
        at=clock.now(),
    )
    answer = HttpResponse(receipt, content_type="application/json", status=200 if taken else 409)
    answer["Qianshao-Signature"] = signature
    return answer


@router.get(
    "/upward", auth=Requires(Ability.SEE_BOARD), summary="Which installations below are late, and their figures"
)
def below(request: HttpRequest, day: date | None = None) -> dict[str, Any]:
    """Who is late, first; figures are sums over the territory of each."""
    scope: Scope = request.auth  # type: ignore[attr-defined]
    found = queries.below(scope, day=day or clock.today(), at=clock.now())
    return {"day": day or clock.today(), "below": [one.as_dict() for one in found]}
