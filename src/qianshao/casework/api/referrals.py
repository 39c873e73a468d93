from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from qianshao.casework import actions, queries
from qianshao.casework.api.door import LARGEST_PAGE, Said, scope_of
from qianshao.casework.models import Referral
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.registry.doors import Requires, asker_of
from qianshao.registry.scope import Ability

router = Router(tags=["referrals"])
MAY_ANSWER = Requires(Ability.ANSWER_REFERRALS)


class ReferralOut(Schema):
    """What a trade union asks an authority to do about a workplace. Times are ISO 8601 in UTC. ``state`` is open,
    answered or unanswered; an answer is taken in each of the last, once."""

    id: int
    workplace: str
    address: str
    credit_code: str
    category: str
    text: str
    by: str
    letter: str
    referred_at: datetime
    due_at: datetime
    state: str
    answered_at: datetime | None
    answer: str


class ReferralPage(Schema):
    total: int
    referrals: list[ReferralOut]


class Paged(Schema):
    offset: int = Field(0, ge=0, le=10**9)
    limit: int = Field(50, ge=1, le=LARGEST_PAGE)


@router.get("/referrals", auth=MAY_ANSWER, response=ReferralPage, summary="What is referred to your authority")
def referrals(request: HttpRequest, asked: Query[Paged]) -> dict[str, Any]:
    """What waits first, the nearest date first. To list them is not to have seen them."""
    found = queries.referrals_to(scope_of(request))
    rows = found[asked.offset : asked.offset + asked.limit]
    return {"total": found.count(), "referrals": [_out(row) for row in rows]}


@router.post("/referrals/{pk}/answer", auth=MAY_ANSWER, response=ReferralOut, summary="Answer a referral")
def answer_referral(request: HttpRequest, pk: int, given: Said) -> dict[str, Any]:
    """Once; the trade union reads it in the case."""
    row = queries.referral_to(scope_of(request), pk)
    actions.answer_referral(row, given.text, actor=asker_of(request).actor, via=Via.API, at=clock.now())
    return _out(row)


def _out(row: Referral) -> dict[str, Any]:
    place = row.case.workplace
    return {
        "id": row.pk,
        "workplace": place.name,
        "address": place.address,
        "credit_code": place.credit_code,
        "category": row.case.category,
        "text": row.text,
        "by": row.by.name,
        "letter": row.letter.number if row.letter else "",
        "referred_at": row.referred_at,
        "due_at": row.due_at,
        "state": row.state,
        "answered_at": row.answered_at,
        "answer": row.answer,
    }
