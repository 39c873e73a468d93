from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from qianshao.accounts.doors import Requires
from qianshao.briefing.exchange.reading import queries
from qianshao.registry.scope import Ability, Scope

router = Router(tags=["data"])

PAGE, LARGEST_PAGE = 200, 2000
Fields = Annotated[str, Field(max_length=400)]
Cursor = Annotated[str, Field(max_length=400)]
Territory = Annotated[str, Field(pattern=r"^\d{0,9}$")]
Limit = Annotated[int, Field(ge=1, le=LARGEST_PAGE)]


class Slice(Schema):
    """``next``: to be given as ``after``; null where there is nothing more now."""

    items: list[dict[str, Any]]
    next: str | None


def _read(request: HttpRequest, what: str, fields: str, after: str, territory: str, limit: int) -> Slice:
    scope: Scope = request.auth  # type: ignore[attr-defined]
    found = queries.read(scope, what, fields=fields, after=after, territory=territory, limit=limit)
    return Slice(items=found.items, next=found.next)


@router.get("/data/workplaces", auth=Requires(Ability.SEE_REGISTRY), response=Slice, summary="Workplaces, all of them")
def workplaces(
    request: HttpRequest, fields: Fields = "", after: Cursor = "", territory: Territory = "", limit: Limit = PAGE
) -> Slice:
    return _read(request, "workplaces", fields, after, territory, limit)


@router.get("/data/bodies", auth=Requires(Ability.SEE_REGISTRY), response=Slice, summary="Bodies, all of them")
def bodies(
    request: HttpRequest, fields: Fields = "", after: Cursor = "", territory: Territory = "", limit: Limit = PAGE
) -> Slice:
    return _read(request, "bodies", fields, after, territory, limit)


@router.get("/data/cases", auth=Requires(Ability.SEE_CASES), response=Slice, summary="Cases, by when they were touched")
def cases(
    request: HttpRequest, fields: Fields = "", after: Cursor = "", territory: Territory = "", limit: Limit = PAGE
) -> Slice:
    """Whoever keeps the last cursor and asks again gets what has changed since. No words of a reporter."""
    return _read(request, "cases", fields, after, territory, limit)


@router.get("/data/report-counts", auth=Requires(Ability.SEE_BOARD), response=Slice, summary="Reports, counted")
def report_counts(
    request: HttpRequest, fields: Fields = "", after: Cursor = "", territory: Territory = "", limit: Limit = PAGE
) -> Slice:
    """By day and township."""
    return _read(request, "report-counts", fields, after, territory, limit)
