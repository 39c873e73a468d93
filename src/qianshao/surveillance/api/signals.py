from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.registry.doors import Requires, asker_of
from qianshao.registry.scope import Ability, Scope
from qianshao.surveillance import actions, queries
from qianshao.surveillance.writing import as_dict

router = Router(tags=["surveillance"])
MAY_SEE, MAY_JUDGE = Requires(Ability.SEE_CASES), Requires(Ability.HANDLE_CASES)
LARGEST_PAGE = 200
WEEKS = 8


class Wanted(Schema):
    state: Literal["", "open", "held", "confirmed", "chance", "data_error"] = "open"
    rule: str = Field("", max_length=20)
    offset: int = Field(0, ge=0, le=10**9)
    limit: int = Field(50, ge=1, le=LARGEST_PAGE)


class PlaceOut(Schema):
    id: int
    name: str
    cases: int


class SignalOut(Schema):
    """``chance``: how many such signals a day brings by chance in the district; ``harm``: persons expected to come to
    harm if nobody looks. ``evidence``: the numbers behind the words."""

    id: int
    rule: str
    territory: str
    day: date
    last_day: date
    seen: str
    why: str
    by_chance: str
    chance: float
    harm: float
    people: int
    held: bool
    verdict: str
    judged_at: datetime | None
    workplaces: list[PlaceOut]
    evidence: dict[str, Any]


class SignalPage(Schema):
    total: int
    signals: list[SignalOut]


class Judgement(Schema):
    verdict: Literal["confirmed", "chance", "data_error"]
    note: str = Field("", max_length=actions.LONGEST_NOTE, description="What you found out; no names of people.")


class WeekOut(Schema):
    start: date
    rule: str
    signals: int
    judged: int
    confirmed: int
    held: int
    hours: float | None = Field(description="Median from signal to judgement.")
    precision: int | None = Field(description="Per cent of what was judged.")


class RulesOut(Schema):
    weeks: list[WeekOut]
    missed: list[str] = Field(description="Numbers of cases of illness that no signal came before.")
    levels: dict[str, float]


def scope_of(request: HttpRequest) -> Scope:
    return asker_of(request).scope


@router.get("/signals", auth=MAY_SEE, response=SignalPage, summary="Signals of detection")
def signals(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """What detection found strange on your territory, gravest first."""
    rows = queries.signals(scope_of(request), wanted.state, rule=wanted.rule)
    shown = rows[wanted.offset : wanted.offset + wanted.limit]
    return {"total": rows.count(), "signals": [as_dict(row) for row in shown]}


@router.get("/signals/rules", auth=MAY_SEE, response=RulesOut, summary="How the rules do")
def rules(request: HttpRequest) -> dict[str, Any]:
    """Week by week: how many signals of each rule were true, and how soon somebody judged them."""
    scope, now = scope_of(request), clock.now()
    run = queries.last_run(scope)
    return {
        "weeks": queries.weeks(scope, now, WEEKS),
        "missed": [case.number for case in queries.missed(scope, now, WEEKS)],
        "levels": run.levels if run else {},
    }


@router.get("/signals/{pk}", auth=MAY_SEE, response=SignalOut, summary="One signal")
def signal(request: HttpRequest, pk: int) -> dict[str, Any]:
    return as_dict(queries.signal(scope_of(request), pk))


@router.post("/signals/{pk}/judge", auth=MAY_JUDGE, response=SignalOut, summary="Judge a signal")
def judge(request: HttpRequest, pk: int, given: Judgement) -> dict[str, Any]:
    """Once. A true one opens a case; every judgement moves the level of its rule."""
    row = queries.signal(scope_of(request), pk)
    actions.judge(row, given.verdict, given.note, actor=asker_of(request).actor, via=Via.API, at=clock.now())
    return as_dict(row)
