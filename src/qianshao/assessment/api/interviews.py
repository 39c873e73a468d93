from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from qianshao.assessment import actions, queries
from qianshao.assessment.queries import sheets
from qianshao.assessment.queries.search import found_in
from qianshao.assessment.writing import coding_as_dict, interview_as_dict
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.registry.doors import Requires, asker_of
from qianshao.registry.scope import Ability, Scope

router = Router(tags=["assessment"])
MAY_READ, MAY_CODE = Requires(Ability.SEE_ASSESSMENT), Requires(Ability.HANDLE_CASES)
LARGEST_PAGE, LONGEST_MEMO = 200, 4000


class Wanted(Schema):
    offset: int = Field(0, ge=0, le=10**9)
    limit: int = Field(50, ge=1, le=LARGEST_PAGE)


class InterviewLine(Schema):
    number: str
    title: str
    event_date: date | None
    turns: int


class InterviewPage(Schema):
    total: int
    interviews: list[InterviewLine]


class TurnOut(Schema):
    n: int
    call: int
    speaker: str
    text: str
    at: float | None = Field(None, description="Seconds since the recording began, where the source tells.")


class InterviewOut(Schema):
    """``date``: when it was said; ``unsure``: what a person should look at, in words. ``parts``: the whole source, each
    piece with what it is."""

    number: str
    title: str
    event_date: date | None
    date: date | None
    place: dict[str, str] | None
    bodies: list[dict[str, Any]]
    calls: list[dict[str, Any]]
    speakers: list[dict[str, Any]]
    turns: list[TurnOut]
    unsure: list[str]
    parts: list[dict[str, Any]]


class DecisionOut(Schema):
    coder: str
    verdict: str
    memo: str
    at: datetime


class CodingOut(Schema):
    """A code at a passage, ``start`` to ``end`` of the text of its turn. It counts for those who accepted it."""

    id: int
    code: str
    codebook: str
    turn: int
    start: int
    end: int
    text: str
    origin: str
    why: str
    decisions: list[DecisionOut]


class Verdict(Schema):
    verdict: Literal["accepted", "rejected", "noted"]
    memo: str = Field("", max_length=LONGEST_MEMO)


class LookedFor(Schema):
    q: str = Field(max_length=100)


class HitOut(Schema):
    turn: int
    speaker: str
    text: str


class FoundOut(Schema):
    number: str
    title: str
    hits: list[HitOut]


def scope_of(request: HttpRequest) -> Scope:
    return asker_of(request).scope


@router.get("/interviews", auth=MAY_READ, response=InterviewPage, summary="Interviews")
def interviews(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """On your territory, the newest first."""
    rows = queries.interviews(scope_of(request))
    shown = rows[wanted.offset : wanted.offset + wanted.limit]
    return {
        "total": rows.count(),
        "interviews": [
            {"number": row.number, "title": row.title, "event_date": row.event_date, "turns": row.turn_count}  # type: ignore[attr-defined]
            for row in shown
        ],
    }


@router.get("/interviews/search", auth=MAY_READ, response=list[FoundOut], summary="Search in what was said")
def search(request: HttpRequest, asked: Query[LookedFor]) -> list[dict[str, Any]]:
    """The best first; each with a few turns in which the words stand."""
    return [
        {
            "number": one.interview.number,
            "title": one.interview.title,
            "hits": [
                {"turn": hit.n, "speaker": hit.speaker, "text": "".join(text for text, _ in hit.parts)}
                for hit in one.hits
            ],
        }
        for one in found_in(scope_of(request), asked.q)
    ]


@router.get("/interviews/{number}", auth=MAY_READ, response=InterviewOut, summary="One interview")
def interview(request: HttpRequest, number: str) -> dict[str, Any]:
    return interview_as_dict(queries.interview(scope_of(request), number))


@router.get("/interviews/{number}/codes", auth=MAY_READ, response=list[CodingOut], summary="Codes of an interview")
def codes(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """In the order of the text: what was proposed and what people added, each with what coders decided."""
    row = queries.interview(scope_of(request), number)
    return [coding_as_dict(one) for one in sheets.codings(row)]


@router.post("/interviews/{number}/codes/{pk}/decide", auth=MAY_CODE, response=CodingOut, summary="Decide about a code")
def decide(request: HttpRequest, number: str, pk: int, given: Verdict) -> dict[str, Any]:
    """Your last verdict holds; the earlier ones stay on record."""
    one = sheets.coding(scope_of(request), number, pk)
    actions.decide(one, given.verdict, given.memo, actor=asker_of(request).actor, via=Via.API, at=clock.now())
    return coding_as_dict(sheets.coding(scope_of(request), number, pk))
