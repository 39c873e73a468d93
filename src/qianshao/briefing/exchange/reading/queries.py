from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from qianshao.briefing.rules import cursors
from qianshao.casework import queries as casework
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem
from qianshao.intake import queries as intake
from qianshao.intake.models import Source
from qianshao.registry import queries as registry
from qianshao.registry.queries.lists import bodies
from qianshao.registry.scope import Scope


@dataclass(frozen=True, slots=True)
class Listing:
    """``fields``: their names and the columns behind them. ``order``: the fields that tell rows apart, with the way to
    read each from a cursor; the first may be a moment."""

    rows: Callable[[Scope], QuerySet[Any]]
    fields: Mapping[str, str]
    order: Mapping[str, Callable[[str], Any]]
    territory: str


def _reports(scope: Scope) -> QuerySet[Any]:
    """Counts alone: of which day, where, how many workplaces' unions have reported, and how many something wrong at
    any time of the day."""
    first = intake.daily_reports(scope).filter(source=Source.UNION).order_by()
    return first.values("day", "township_code").annotate(
        workplaces=Count("workplace", distinct=True),
        wrong=Count("workplace", filter=Q(all_clear=False), distinct=True),
        newest=Max("received_at"),
    )


LISTINGS = {
    "workplaces": Listing(
        registry.workplaces,
        {
            "id": "pk",
            "name": "name",
            "credit_code": "credit_code",
            "site": "site",
            "territory": "territory_id",
            "township": "township_code",
            "industry": "industry_division",
            "ownership": "ownership",
            "headcount": "headcount",
            "union": "union__number",
            "longitude": "longitude",
            "latitude": "latitude",
            "opened_on": "opened_on",
            "closed_on": "closed_on",
            "generated": "generated",
        },
        {"id": int},
        "township_code",
    ),
    "bodies": Listing(
        bodies,
        {
            "id": "pk",
            "number": "number",
            "kind": "kind",
            "level": "level",
            "name": "name",
            "parent": "parent__number",
            "territory": "territory_id",
            "closed_on": "closed_on",
            "generated": "generated",
        },
        {"id": int},
        "territory",
    ),
    "cases": Listing(
        casework.cases,
        {
            "id": "pk",
            "number": "number",
            "workplace": "workplace_id",
            "township": "township_code",
            "category": "category",
            "severity": "severity",
            "owner": "owner__number",
            "opened_at": "opened_at",
            "deadline": "deadline",
            "touched_at": "touched_at",
            "closed_at": "closed_at",
        },
        {"touched_at": datetime.fromisoformat, "id": int},
        "township_code",
    ),
    "report-counts": Listing(
        _reports,
        {"day": "day", "township": "township_code", "reported": "workplaces", "wrong": "wrong", "newest": "newest"},
        {"day": date.fromisoformat, "township": str},
        "township_code",
    ),
}


@dataclass(frozen=True, slots=True)
class Slice:
    items: list[dict[str, Any]]
    next: str | None


def read(scope: Scope, what: str, *, fields: str, after: str, territory: str, limit: int) -> Slice:
    """In the order of change, the oldest first; ``next`` is None where nothing more is there now."""
    listing = LISTINGS[what]
    names = cursors.chosen(fields, tuple(listing.fields))
    rows = listing.rows(scope)
    if territory:
        rows = rows.filter(starts_with(listing.territory, territory))
    if after:
        rows = rows.filter(_behind(listing, after))
    needed = {name: listing.fields[name] for name in (*names, *listing.order)}
    ordered = rows.order_by(*(listing.fields[name] for name in listing.order))
    found = [dict(zip(needed, row, strict=True)) for row in ordered.values_list(*needed.values())[: limit + 1]]
    shown = found[:limit]
    last = cursors.written(tuple(_text(shown[-1][name]) for name in listing.order)) if len(found) > limit else None
    return Slice([{name: row[name] for name in names} for row in shown], last)


def _behind(listing: Listing, after: str) -> Q:
    """After the row of the cursor, in the order of all its parts."""
    texts = cursors.read(after, len(listing.order))
    try:
        values = [read(text) for read, text in zip(listing.order.values(), texts, strict=True)]
    except ValueError:
        raise Problem("cursor.unknown", field="after") from None
    condition, before = Q(), Q()
    for name, value in zip(listing.order, values, strict=True):
        column = listing.fields[name]
        condition |= before & Q(**{f"{column}__gt": value})
        before &= Q(**{column: value})
    return condition


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
