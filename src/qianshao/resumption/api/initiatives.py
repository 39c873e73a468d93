from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.registry.doors import Requires, asker_of
from qianshao.registry.scope import Ability
from qianshao.resumption import actions
from qianshao.resumption.api.inspections import LARGEST_PAGE, scope_of
from qianshao.resumption.models import Initiative, InitiativeAnswer
from qianshao.resumption.queries import initiatives as queries
from qianshao.resumption.rules.initiatives import Rates

router = Router(tags=["initiatives"])


class Listed(Schema):
    offset: int = Field(0, ge=0, le=10**9)
    limit: int = Field(50, ge=1, le=LARGEST_PAGE)


class ReportIn(Schema):
    """``carried`` by item: done, not_yet, or absent where a workplace may have nothing of the kind. Left out: it is
    acknowledged, and no more."""

    workplace: int = Field(ge=1, le=2**31 - 1)
    carried: dict[str, str] | None = Field(None, max_length=200)


@router.get("/initiatives", auth=Requires(Ability.SEE_CASES), summary="Calls, and how far they have come")
def list_initiatives(request: HttpRequest, asked: Query[Listed]) -> dict[str, Any]:
    scope = scope_of(request)
    found = queries.initiatives(scope)
    rows = found[asked.offset : asked.offset + asked.limit]
    listed = [brief(row) | rates(queries.progress(row, scope, clock.today()).total) for row in rows]
    return {"total": found.count(), "initiatives": listed}


@router.get("/initiatives/{pk}", auth=Requires(Ability.SEE_CASES), summary="One call, by place")
def get_initiative(request: HttpRequest, pk: int) -> dict[str, Any]:
    scope = scope_of(request)
    row = queries.initiative(scope, pk)
    found = queries.progress(row, scope, clock.today())
    places = [{"code": one.code, "name": one.name} | rates(one.rates) for one in found.places]
    return brief(row) | {"text": row.text, **rates(found.total), "places": places}


@router.post("/initiatives/{pk}/answer", auth=Requires(Ability.FILE_REPORTS), summary="Acknowledge or report a call")
def answer(request: HttpRequest, pk: int, given: ReportIn) -> dict[str, Any]:
    at = clock.now()
    call = queries.call(scope_of(request), pk, given.workplace, at)
    common: dict[str, Any] = {"actor": asker_of(request).actor, "via": Via.API, "at": at}
    row: InitiativeAnswer
    if given.carried is None:
        row = actions.acknowledge(call.initiative, call.workplace, **common)
    else:
        row = actions.report(call.initiative, call.workplace, given.carried, **common)
    return {
        "initiative": pk,
        "workplace": given.workplace,
        "acknowledged_at": row.acknowledged_at,
        "reported_at": row.reported_at,
        "complete": row.complete,
        "verified": row.verified,
    }


def brief(row: Initiative) -> dict[str, Any]:
    ended: datetime | None = row.withdrawn_at
    return {
        "id": row.pk,
        "title": row.title,
        "body": row.body.name,
        "items": row.items,
        "sent_at": row.sent_at,
        "due_at": row.due_at,
        "withdrawn_at": ended,
    }


def rates(found: Rates) -> dict[str, int]:
    """What was verified first: sending is not doing."""
    return {
        "verified": found.verified,
        "refuted": found.refuted,
        "reported": found.reported,
        "acknowledged": found.acknowledged,
        "addressed": found.addressed,
    }
