from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from qianshao.casework import deeds, queries
from qianshao.casework.api import course
from qianshao.casework.api.commitments import CommitmentOut, commitment
from qianshao.casework.api.course import AheadOut, EntryOut, FollowingOut, MeasureOut, ReportOut, StepOut
from qianshao.casework.api.door import LARGEST_PAGE, MAY_HANDLE, Said, scope_of
from qianshao.casework.models import Case
from qianshao.casework.wording import to_the_hour
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem
from qianshao.policy import loading
from qianshao.registry.doors import Requires, asker_of
from qianshao.registry.scope import Ability, Scope

router = Router(tags=["cases"])


class CaseOut(Schema):
    """A case in a list. Times are ISO 8601 in UTC; that of opening is to the hour, as it tells when somebody wrote."""

    number: str
    workplace_id: int
    workplace: str
    township_code: str
    category: str
    severity: int
    owner_id: int | None
    owner: str
    opened_at: datetime
    deadline: datetime | None
    closed_at: datetime | None


class WholeCase(CaseOut):
    policy: str
    must: dict[str, str]
    reports: list[ReportOut]
    steps: list[StepOut]
    entries: list[EntryOut]
    next: FollowingOut | None
    ahead: list[AheadOut]
    measures: list[MeasureOut]
    commitments: list[CommitmentOut]


class CasePage(Schema):
    total: int
    cases: list[CaseOut]


class Acted(Said):
    for_reporter: bool = Field(True, description="Whoever reported it may read the words.")


class HandedOver(Said):
    to: int = Field(description="The id of a union body that answers for the workplace.")


class Undertaken(Said):
    by: int = Field(description="The id of a body that answers for the workplace: who undertook it.")
    due: datetime = Field(description="By when. Without a time zone it is the time of China.")


class Referred(Said):
    to: int = Field(description="The id of an authority or a command with a tie to the workplace.")


class Proposed(Said):
    what: Literal["evacuation", "hold_restart"]


class Asked(Schema):
    """What a list of cases is narrowed to."""

    state: Literal["open", "overdue", "closed", "all"] = "open"
    category: str = ""
    territory: str = Field("", max_length=12, description="A code whose whole subtree is meant.")
    text: str = Field("", max_length=100, description="Part of the number or of the name of the workplace.")
    offset: int = Field(0, ge=0, le=10**9)
    limit: int = Field(50, ge=1, le=LARGEST_PAGE)


def brief(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "workplace_id": case.workplace_id,
        "workplace": case.workplace.name,
        "township_code": case.township_code,
        "category": case.category,
        "severity": case.severity,
        "owner_id": case.owner_id,
        "owner": case.owner.name if case.owner else "",
        "opened_at": to_the_hour(case.opened_at),
        "deadline": case.deadline,
        "closed_at": case.closed_at,
    }


def whole(scope: Scope, case: Case) -> dict[str, Any]:
    """Of a case that the asker sees only from afar, nothing by which a reporter could be recognised."""
    if queries.is_coarse_for(scope, case):
        return _coarse(case)
    unnamed = queries.unnamed_moments(case)
    return brief(case) | {
        "policy": case.policy_id,
        "must": queries.must_of(case),
        "reports": course.reports(case),
        "steps": course.steps(case, unnamed),
        "entries": course.entries(case, unnamed),
        "next": course.following(case),
        "ahead": [one.as_dict() for one in queries.ahead_of(case)],
        "measures": course.measures(case, unnamed),
        "commitments": [commitment(row) for row in queries.commitments_of(case)],
    }


def _coarse(case: Case) -> dict[str, Any]:
    """With the day for the time, and without words."""
    emptied: dict[str, Any] = {name: [] for name in ("reports", "steps", "entries", "ahead", "measures", "commitments")}
    day = case.opened_at.replace(hour=0, minute=0, second=0, microsecond=0)
    rest: dict[str, Any] = {"opened_at": day, "deadline": None, "policy": case.policy_id, "must": {}, "next": None}
    return brief(case) | emptied | rest


@router.get("/cases", auth=Requires(Ability.SEE_CASES), response=CasePage, summary="Cases that you may see")
def cases(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Open ones first, the nearest deadline first; then the closed ones, the newest first."""
    found = queries.find(scope_of(request), _wanted(asked), clock.now())
    return {"total": found.count(), "cases": [brief(row) for row in found[asked.offset : asked.offset + asked.limit]]}


def _wanted(asked: Asked) -> queries.Wanted:
    if asked.territory and not (asked.territory.isascii() and asked.territory.isdigit()):
        raise Problem("territory.unknown", field="territory", value=asked.territory, day=clock.today().isoformat())
    if asked.category and asked.category not in loading.in_force().categories:
        raise Problem("category.unknown", field="category", value=asked.category)
    text = asked.text.replace("\0", "")
    return queries.Wanted(state=asked.state, category=asked.category, territory=asked.territory, text=text)


@router.get("/cases/{number}", auth=Requires(Ability.SEE_CASES), response=WholeCase, summary="One case, whole")
def case(request: HttpRequest, number: str) -> dict[str, Any]:
    return whole(scope_of(request), queries.case(scope_of(request), number))


@router.post("/cases/{number}/acknowledge", auth=MAY_HANDLE, response=WholeCase, summary="Say that you have seen it")
def acknowledge(request: HttpRequest, number: str) -> dict[str, Any]:
    """The deadline stays. Only the owner of a case may do this and what follows."""
    return _do(request, number, "acknowledge")


@router.post("/cases/{number}/act", auth=MAY_HANDLE, response=WholeCase, summary="Say what was done")
def act(request: HttpRequest, number: str, given: Acted) -> dict[str, Any]:
    return _do(request, number, "act", given)


@router.post("/cases/{number}/ask", auth=MAY_HANDLE, response=WholeCase, summary="Ask whoever reported it")
def ask(request: HttpRequest, number: str, given: Said) -> dict[str, Any]:
    return _do(request, number, "ask", given)


@router.post("/cases/{number}/hand-over", auth=MAY_HANDLE, response=WholeCase, summary="Give it to another body")
def hand_over(request: HttpRequest, number: str, given: HandedOver) -> dict[str, Any]:
    """The deadline goes with it."""
    return _do(request, number, "hand-over", given)


@router.post("/cases/{number}/commit", auth=MAY_HANDLE, response=WholeCase, summary="Write down what was undertaken")
def commit(request: HttpRequest, number: str, given: Undertaken) -> dict[str, Any]:
    """It is asked about when it is due."""
    return _do(request, number, "commit", given)


@router.post("/cases/{number}/refer", auth=MAY_HANDLE, response=WholeCase, summary="Ask an authority to act")
def refer(request: HttpRequest, number: str, given: Referred) -> dict[str, Any]:
    """It sees the words and the workplace, nothing else of the case."""
    return _do(request, number, "refer", given)


@router.post("/cases/{number}/propose", auth=MAY_HANDLE, response=WholeCase, summary="Propose to evacuate or to hold")
def propose(request: HttpRequest, number: str, given: Proposed) -> dict[str, Any]:
    """It has no effect before a second person of the body approves it."""
    return _do(request, number, "propose", given)


@router.post("/cases/{number}/resolve", auth=MAY_HANDLE, response=WholeCase, summary="Say how the danger ended")
def resolve(request: HttpRequest, number: str, given: Said) -> dict[str, Any]:
    """Whoever reported it can read the words."""
    return _do(request, number, "resolve", given)


@router.post("/cases/{number}/reopen", auth=MAY_HANDLE, response=WholeCase, summary="Open it again, within a week")
def reopen(request: HttpRequest, number: str, given: Said) -> dict[str, Any]:
    return _do(request, number, "reopen", given)


def _do(request: HttpRequest, number: str, deed: str, given: Schema | None = None) -> dict[str, Any]:
    row = queries.own_case(scope_of(request), number)
    values = given.dict() if given else {}
    deeds.do(deed, row, values, actor=asker_of(request).actor, via=Via.API, at=clock.now())
    return whole(scope_of(request), queries.case(scope_of(request), number))
