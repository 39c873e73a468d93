from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from qianshao.casework import actions, queries
from qianshao.casework.api.door import LARGEST_PAGE, MAY_HANDLE, Said, scope_of
from qianshao.casework.models import Commitment
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.registry.doors import Requires, asker_of
from qianshao.registry.scope import Ability

router = Router(tags=["cases"])


class CommitmentOut(Schema):
    """What ``by`` undertook. ``state`` is open, kept, broken or withdrawn."""

    id: int
    case: str | None
    origin: str
    by_id: int
    by: str
    what: str
    due_at: datetime
    recorded_by: str
    recorded_at: datetime
    state: str
    settled_at: datetime | None
    outcome: str


class Narrowed(Schema):
    state: Literal["open", "kept", "broken", "withdrawn", "all"] = "open"
    offset: int = Field(0, ge=0, le=10**9)
    limit: int = Field(50, ge=1, le=LARGEST_PAGE)


class CommitmentPage(Schema):
    total: int
    commitments: list[CommitmentOut]


class CameOfIt(Said):
    state: Literal["kept", "broken", "withdrawn"]


def commitment(row: Commitment) -> dict[str, Any]:
    return {
        "id": row.pk,
        "case": row.case.number if row.case else None,
        "origin": row.origin,
        "by_id": row.by_id,
        "by": row.by.name,
        "what": row.what,
        "due_at": row.due_at,
        "recorded_by": row.recorded_by.name,
        "recorded_at": row.recorded_at,
        "state": row.state,
        "settled_at": row.settled_at,
        "outcome": row.outcome,
    }


@router.get("/commitments", auth=Requires(Ability.SEE_CASES), response=CommitmentPage, summary="What was undertaken")
def commitments(request: HttpRequest, asked: Query[Narrowed]) -> dict[str, Any]:
    """The nearest date first."""
    found = queries.commitments(scope_of(request))
    if asked.state != "all":
        found = found.filter(state=asked.state)
    rows = found[asked.offset : asked.offset + asked.limit]
    return {"total": found.count(), "commitments": [commitment(row) for row in rows]}


@router.post("/commitments/{pk}/settle", auth=MAY_HANDLE, response=CommitmentOut, summary="Say what came of it")
def settle(request: HttpRequest, pk: int, given: CameOfIt) -> dict[str, Any]:
    """Once, by the body that wrote it down."""
    row = queries.commitment(scope_of(request), pk)
    actions.settle(row, given.state, given.text, actor=asker_of(request).actor, via=Via.API, at=clock.now())
    return commitment(row)
