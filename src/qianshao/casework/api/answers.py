from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from qianshao.casework import queries
from qianshao.casework.api.door import scope_of
from qianshao.casework.pages.answers import period
from qianshao.registry.doors import Requires
from qianshao.registry.scope import Ability

router = Router(tags=["cases"])


FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
"""Days beyond these are mistakes."""


class Period(Schema):
    first: date = Field(ge=FIRST, le=LAST, description="The first day, in China.")
    last: date = Field(ge=FIRST, le=LAST, description="The last day; it counts as well.")


class BodyAnswers(Schema):
    """``received`` turns came to the body in the period. ``in_time``: it did more than look by the deadline that the
    turn began with; ``late``: after it. ``lapsed``: the deadline passed and the case moved on; ``silent``: of these,
    where it had not even looked. ``waiting``: neither answered nor over. ``median_hours``: from receiving to the first
    answer."""

    body_id: int
    body: str
    received: int
    in_time: int
    late: int
    lapsed: int
    silent: int
    waiting: int
    median_hours: float | None


class TrustOut(Schema):
    """Of the reports by workers in the period that are on a case: how many were told the outcome, how soon.

    Of the ``places`` where somebody was told, ``again`` are those from where a worker reported again within 90 days.
    """

    reporters: int
    told: int
    share: float | None
    median_days: float | None
    places: int
    again: int
    share_again: float | None


class ClockOfAnswers(Schema):
    bodies: list[BodyAnswers]
    trust: TrustOut


@router.get("/answers", auth=Requires(Ability.SEE_CASES), response=ClockOfAnswers, summary="Who answers, how soon")
def answers(request: HttpRequest, asked: Query[Period]) -> dict[str, Any]:
    """Over the cases that you may see, by when a case came to a body."""
    scope, (start, end) = scope_of(request), period(*sorted((asked.first, asked.last)))
    told = queries.trust(scope, start, end)
    bodies = [_of(one) for one in queries.answers(scope, start, end)]
    return {"bodies": bodies, "trust": asdict(told) | {"share": told.share, "share_again": told.share_again}}


def _of(one: queries.Answers) -> dict[str, Any]:
    figures = asdict(one.tally)
    figures.pop("body")
    return {"body_id": one.body.pk, "body": one.body.name, **figures}
