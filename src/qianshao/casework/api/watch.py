from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from qianshao.casework import actions, queries
from qianshao.casework.api.door import LARGEST_PAGE, MAY_HANDLE, scope_of
from qianshao.casework.models import Check
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.registry.doors import Requires, asker_of
from qianshao.registry.scope import Ability

router = Router(tags=["watch"])


class ChecksWanted(Schema):
    state: Literal["due", "answered", "yes", "no_answer", "ahead"] = "due"
    offset: int = Field(0, ge=0, le=10**9)
    limit: int = Field(50, ge=1, le=LARGEST_PAGE)


class CheckOut(Schema):
    """``asked``: reporter, officer or delegate. ``answer``: yes, no, or "" where there is none yet."""

    id: int
    case: str
    workplace: str
    asked: str
    after_days: int
    due_at: datetime
    answer: str
    led_to: str | None


class CheckPage(Schema):
    total: int
    checks: list[CheckOut]


class Suffered(Schema):
    suffered: bool = Field(description="Somebody was dismissed, transferred or paid less.")
    text: str = Field("", max_length=4000, description="What happened; needed with a yes.")


@router.get("/watch", auth=Requires(Ability.SEE_CASES), response=CheckPage, summary="The watch for retaliation")
def watch(request: HttpRequest, asked: Query[ChecksWanted]) -> dict[str, Any]:
    """What is asked after workers' reports on the cases that you may see."""
    found = queries.checks(scope_of(request), asked.state, clock.now())
    rows = found[asked.offset : asked.offset + asked.limit]
    return {"total": found.count(), "checks": [check(row) for row in rows]}


@router.post("/watch/{pk}/answer", auth=MAY_HANDLE, response=CheckOut, summary="Answer a question of the watch")
def answer(request: HttpRequest, pk: int, given: Suffered) -> dict[str, Any]:
    """By the body that has the case. A yes opens a case of retaliation."""
    now = clock.now()
    row = queries.own_check(scope_of(request), pk, now)
    actor = asker_of(request).actor
    actions.answer_check(row, given.suffered, given.text, by=row.case.owner, actor=actor, via=Via.API, at=now)
    row.refresh_from_db()
    return check(row)


def check(row: Check) -> dict[str, Any]:
    return {
        "id": row.pk,
        "case": row.case.number,
        "workplace": row.case.workplace.name,
        "asked": row.asked,
        "after_days": row.after_days,
        "due_at": row.due_at,
        "answer": row.answer,
        "led_to": row.led_to.number if row.led_to else None,
    }
