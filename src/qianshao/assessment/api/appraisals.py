from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from qianshao.assessment.api.interviews import MAY_READ, Wanted, scope_of
from qianshao.assessment.queries import appraisals as sheets
from qianshao.assessment.writing import counts_as_dict
from qianshao.core import clock

router = Router(tags=["assessment"])


class SheetLine(Schema):
    number: str
    body: str
    first: date
    last: date
    closed_at: datetime | None


class SheetPage(Schema):
    total: int
    sheets: list[SheetLine]


class SheetOut(Schema):
    """There is no total. ``natures``: indicators with intervals, small numbers marked, and where the body lies among
    comparable ones. ``judgements``: empty until the joint one is there."""

    body: dict[str, Any]
    period: dict[str, date]
    cut_off: datetime
    definitions: str = Field(description="Fingerprint of the definitions that were counted by.")
    natures: list[dict[str, Any]]
    baseline: list[dict[str, Any]]
    sheet: dict[str, Any] | None
    evidence: list[dict[str, Any]]
    judgements: list[dict[str, Any]]
    replies: list[dict[str, Any]]


@router.get("/appraisals", auth=MAY_READ, response=SheetPage, summary="Sheets of bodies")
def appraisals(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    rows = sheets.appraisals(scope_of(request))
    shown = rows[wanted.offset : wanted.offset + wanted.limit]
    return {
        "total": rows.count(),
        "sheets": [
            {
                "number": row.number,
                "body": row.body.name,
                "first": row.first,
                "last": row.last,
                "closed_at": row.closed_at,
            }
            for row in shown
        ],
    }


@router.get("/appraisals/{number}", auth=MAY_READ, response=SheetOut, summary="One sheet")
def appraisal(request: HttpRequest, number: str) -> dict[str, Any]:
    """Figures of an open sheet are counted now; a closed one keeps its own."""
    row = sheets.appraisal(scope_of(request), number)
    counts = sheets.counts_of(row, clock.now())
    return counts_as_dict(row.body, row.first, row.last, counts) | sheets.spoken(row)
