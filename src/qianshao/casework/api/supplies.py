from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from qianshao.casework import actions, queries
from qianshao.casework.api.door import LARGEST_PAGE, MAY_HANDLE, scope_of
from qianshao.casework.deeds import read_moment
from qianshao.casework.models import Need, Stock
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem
from qianshao.registry import queries as registry
from qianshao.registry.doors import Requires, asker_of
from qianshao.registry.scope import Ability

router = Router(tags=["supplies"])

MOST = 10**9
ID = 10**17


class NeedsWanted(Schema):
    state: Literal["open", "met", "withdrawn", "all"] = "open"
    offset: int = Field(0, ge=0, le=10**9)
    limit: int = Field(50, ge=1, le=LARGEST_PAGE)


class NeedOut(Schema):
    """``quantity``, ``confirmed`` (by workers) and ``under_way`` in the unit of the item."""

    id: int
    workplace_id: int
    workplace: str
    township: str
    item: str
    quantity: int
    confirmed: int
    under_way: int
    due_at: datetime
    late: bool
    state: str
    case: str | None
    owner: str | None


class NeedPage(Schema):
    total: int
    needs: list[NeedOut]


class OfferOut(Schema):
    """``source`` is what is sent back to send it; "" where only others can send it. ``distance``: 0 same township,
    1 district, 2 city, 3 province, 4 beyond."""

    source: str
    giver: str
    quantity: int
    distance: int
    stated_on: str
    old: bool


class WholeNeed(NeedOut):
    missing: int
    offers: list[OfferOut]


class NeedIn(Schema):
    workplace: int = Field(ge=1, le=ID)
    item: str = Field(max_length=32)
    quantity: int = Field(ge=1, le=MOST)
    pack: str = Field("", max_length=32)
    due: datetime | None = None


class SendIn(Schema):
    source: str = Field(max_length=40, description="As an offer names it: “stock 3” or “workplace 7”.")
    quantity: int = Field(ge=1, le=MOST)
    pack: str = Field("", max_length=32)


class StockOut(Schema):
    id: int
    body_id: int
    body: str
    item: str
    quantity: int
    counted_at: datetime


class StockIn(Schema):
    body: int = Field(ge=1, le=ID)
    item: str = Field(max_length=32)
    quantity: int = Field(ge=0, le=MOST)
    pack: str = Field("", max_length=32)


def brief(row: Need) -> dict[str, Any]:
    """Takes one of :func:`queries.needs`, with its sums."""
    owner = row.case.owner if row.case else row.raised_by
    return {
        "id": row.pk,
        "workplace_id": row.workplace_id,
        "workplace": row.workplace.name,
        "township": row.township_code,
        "item": row.item,
        "quantity": row.quantity,
        "confirmed": getattr(row, "confirmed", 0),
        "under_way": getattr(row, "under_way", 0),
        "due_at": row.due_at,
        "late": row.late_at is not None,
        "state": row.state,
        "case": row.case.number if row.case else None,
        "owner": owner.name if owner else None,
    }


@router.get("/needs", auth=Requires(Ability.SEE_CASES), response=NeedPage, summary="What is missing where")
def needs(request: HttpRequest, asked: Query[NeedsWanted]) -> dict[str, Any]:
    """The nearest date first."""
    found = queries.needs(scope_of(request))
    if asked.state != "all":
        found = found.filter(state=asked.state)
    return {"total": found.count(), "needs": [brief(row) for row in found[asked.offset : asked.offset + asked.limit]]}


@router.post("/needs", auth=MAY_HANDLE, response=NeedOut, summary="Enter what is missing")
def raise_need(request: HttpRequest, given: NeedIn) -> dict[str, Any]:
    scope = scope_of(request)
    row = actions.raise_need(
        registry.workplace(scope, given.workplace),
        given.item,
        given.quantity,
        pack=given.pack,
        due_at=read_moment(given.due) if given.due else None,
        raised_by=queries.own_body(scope),
        **_said(request),
    )
    return brief(queries.need(scope, row.pk))


@router.get("/needs/{pk}", auth=Requires(Ability.SEE_CASES), response=WholeNeed, summary="One need, and who could give")
def need(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _whole(request, pk)


@router.post("/needs/{pk}/send", auth=MAY_HANDLE, response=WholeNeed, summary="Send something")
def send(request: HttpRequest, pk: int, given: SendIn) -> dict[str, Any]:
    """From a stock of yours, or from a workplace that has agreed to give. It counts once workers confirm it."""
    scope = scope_of(request)
    row = queries.need(scope, pk)
    stock, place = queries.source(scope, given.source)
    actions.send_supplies(
        row,
        given.quantity,
        pack=given.pack,
        stock=stock,
        from_workplace=place,
        by=queries.own_body(scope),
        **_said(request),
    )
    return _whole(request, pk)


def _whole(request: HttpRequest, pk: int) -> dict[str, Any]:
    scope = scope_of(request)
    row = queries.need(scope, pk)
    offers = [_offer(one) for one in queries.offers(scope, row, clock.now())]
    return brief(row) | {"missing": queries.missing_of(row), "offers": offers}


def _offer(one: queries.Offer) -> dict[str, Any]:
    return {
        "source": one.suggestion.holding.key if one.own else "",
        "giver": one.giver.name if one.giver else "",
        "quantity": one.suggestion.quantity,
        "distance": one.suggestion.distance,
        "stated_on": one.suggestion.holding.stated_on.isoformat(),
        "old": one.suggestion.old,
    }


@router.get("/stock", auth=MAY_HANDLE, response=list[StockOut], summary="Stocks that you enter")
def stock(request: HttpRequest) -> list[dict[str, Any]]:
    return [_stock(row) for row in queries.stocks(scope_of(request))]


@router.post("/stock", auth=MAY_HANDLE, response=StockOut, summary="Enter a stock")
def state_stock(request: HttpRequest, given: StockIn) -> dict[str, Any]:
    """It replaces the figure before."""
    scope = scope_of(request)
    body = next((one for one in queries.holders(scope) if one.pk == given.body), None)
    if body is None:
        raise Problem("supplies.holder", field="body")
    return _stock(
        actions.state_stock(
            body, given.item, given.quantity, pack=given.pack, stated_by=queries.own_body(scope), **_said(request)
        )
    )


def _stock(row: Stock) -> dict[str, Any]:
    return {
        "id": row.pk,
        "body_id": row.body_id,
        "body": row.body.name,
        "item": row.item,
        "quantity": row.quantity,
        "counted_at": row.counted_at,
    }


def _said(request: HttpRequest) -> dict[str, Any]:
    return {"actor": asker_of(request).actor, "via": Via.API, "at": clock.now()}
