from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from qianshao.casework import deeds, queries
from qianshao.casework.models import Case
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem
from qianshao.registry.doors import Requires, asker_of
from qianshao.registry.scope import Ability, Scope

router = Router(tags=["cases"])
LARGEST_PAGE = 200


class CaseOut(Schema):
    """A case in a list. Times are ISO 8601 in UTC."""

    number: str
    workplace_id: int
    workplace: str
    category: str
    severity: int
    owner: str
    opened_at: datetime
    deadline: datetime | None
    closed_at: datetime | None


class StepOut(Schema):
    body: str
    received_at: datetime
    due_at: datetime
    acknowledged_at: datetime | None
    ended_at: datetime | None
    outcome: str


class EntryOut(Schema):
    at: datetime
    kind: str
    body: str
    to_body: str
    text: str


class WholeCase(CaseOut):
    steps: list[StepOut]
    entries: list[EntryOut]


class CasePage(Schema):
    total: int
    cases: list[CaseOut]


class Deed(Schema):
    """What goes with a deed: words, to whom it is handed over (id of a body), whether the reporter may read them."""

    text: str = ""
    to: int | None = None
    for_reporter: bool = True


def brief(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "workplace_id": case.workplace_id,
        "workplace": case.workplace.name,
        "category": case.category,
        "severity": case.severity,
        "owner": case.owner.name if case.owner else "",
        "opened_at": case.opened_at,
        "deadline": case.deadline,
        "closed_at": case.closed_at,
    }


def whole(case: Case) -> dict[str, Any]:
    steps = [
        {
            "body": step.body.name,
            "received_at": step.received_at,
            "due_at": step.due_at,
            "acknowledged_at": step.acknowledged_at,
            "ended_at": step.ended_at,
            "outcome": step.outcome,
        }
        for step in queries.steps_of(case)
    ]
    entries = [
        {
            "at": entry.at,
            "kind": entry.kind,
            "body": entry.body.name if entry.body else "",
            "to_body": entry.to_body.name if entry.to_body else "",
            "text": entry.text,
        }
        for entry in queries.entries_of(case)
    ]
    return brief(case) | {"steps": steps, "entries": entries}


def scope_of(request: HttpRequest) -> Scope:
    return request.auth  # type: ignore[attr-defined, no-any-return]


@router.get("/cases", auth=Requires(Ability.SEE_CASES), response=CasePage, summary="Cases that you may see")
def cases(
    request: HttpRequest,
    state: str = "open",
    category: str = "",
    territory: str = "",
    text: str = "",
    offset: int = 0,
    limit: int = 50,
) -> dict[str, Any]:
    """``state`` is open, overdue, closed or all; ``territory`` a code whose whole subtree is meant."""
    if territory and not territory.isdecimal():
        raise Problem("territory.unknown", field="territory", value=territory, day=clock.today().isoformat())
    wanted = queries.Wanted(state=state, category=category, territory=territory, text=text)
    found = queries.find(scope_of(request), wanted, clock.now())
    start, size = max(offset, 0), min(max(limit, 1), LARGEST_PAGE)
    return {"total": found.count(), "cases": [brief(row) for row in found[start : start + size]]}


@router.get("/cases/{number}", auth=Requires(Ability.SEE_CASES), response=WholeCase, summary="One case, whole")
def case(request: HttpRequest, number: str) -> dict[str, Any]:
    return whole(queries.case(scope_of(request), number))


@router.post("/cases/{number}/{deed}", auth=Requires(Ability.HANDLE_CASES), response=WholeCase, summary="Do something")
def do(request: HttpRequest, number: str, deed: str, given: Deed) -> dict[str, Any]:
    """``deed`` is acknowledge, act, ask, hand_over, resolve or reopen. Only the owner of the case may."""
    row = queries.own_case(scope_of(request), number)
    deeds.do(deed, row, given.dict(), actor=asker_of(request).actor, via=Via.API, at=clock.now())
    return whole(queries.case(scope_of(request), number))
