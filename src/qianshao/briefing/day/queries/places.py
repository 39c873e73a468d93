"""Workplaces for the map: where each stands and how it is on a day. Names come by a second question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from numpy.typing import NDArray

from qianshao.briefing import queries as board
from qianshao.briefing.day.queries.outlines import outlines
from qianshao.briefing.day.rules.layout import Layout, lay_out
from qianshao.briefing.day.rules.packing import STATES, packed, states
from qianshao.intake import queries as intake
from qianshao.intake.models import Source
from qianshao.registry import queries as registry
from qianshao.registry.models import Territory, Workplace
from qianshao.registry.scope import Scope
from qianshao.resumption.queries.counts import operating

MOST_LISTED = 50

NOWHERE = 1000.0
"""In place of a coordinate that is not known: no degree."""
KEY = np.dtype([("number", "i8")])
PLACE = np.dtype([("number", "i8"), ("people", "i8"), ("town", "i8"), ("longitude", "f8"), ("latitude", "f8")])


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """N workplaces, the largest first. ``numbers``: (N,) keys. ``state``: (N,) index into ``STATES``."""

    numbers: NDArray[np.int64]
    state: NDArray[np.uint8]
    layout: Layout
    names: dict[str, str]

    def as_bytes(self) -> bytes:
        layout = self.layout
        head: dict[str, Any] = {
            "count": len(self.numbers),
            "width": layout.width,
            "height": layout.height,
            "states": STATES,
            "byTownship": layout.by_township,
            "towns": [
                {
                    "code": one.code,
                    "name": self.names.get(one.code, one.code),
                    "middle": one.middle,
                    "rings": one.rings,
                    "known": one.known,
                }
                for one in layout.towns
            ],
        }
        return packed(head, self.numbers, layout.x, layout.y, self.state)


def places(scope: Scope, code: str, day: date) -> Places:
    """All that the asker sees on a territory and that was at work on the day."""
    lon, lat = (Coalesce(name, Value(NOWHERE)) for name in ("longitude", "latitude"))
    town = Cast("township_code", IntegerField())
    rows = operating(scope, code, day).order_by().values_list("pk", "headcount", town, lon, lat)
    found = _fetched(rows, PLACE)
    found = found[np.lexsort((found["number"], -found["people"]))]
    codes = np.unique(np.concatenate([found["town"], np.array([*outlines(code)], np.int64)]))
    towns = [str(one) for one in codes.tolist()]
    east, north = _degrees(found["longitude"]), _degrees(found["latitude"])
    layout = lay_out(east, north, np.searchsorted(codes, found["town"]), towns, outlines(code))
    names = dict(Territory.objects.filter(code__in=towns).values_list("code", "name"))
    return Places(found["number"], _states(scope, code, day, found["number"]), layout, names)


def _degrees(read: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(read == NOWHERE, np.nan, read)


def _states(scope: Scope, code: str, day: date, numbers: NDArray[np.int64]) -> NDArray[np.uint8]:
    return states(
        numbers,
        _keys(intake.who_reported(scope, code, day, Source.UNION)),
        _keys(intake.who_reported(scope, code, day, Source.FEDERATION)),
        _keys(board.wrong(scope, code, day=day), "pk"),
    )


def _keys(rows: QuerySet[Any], field: str = "workplace_id") -> NDArray[np.int64]:
    found: NDArray[np.int64] = _fetched(rows.order_by().values_list(field), KEY)["number"]
    return found


def _fetched(rows: QuerySet[Any, Any], kind: np.dtype[np.void]) -> NDArray[np.void]:
    """Row by row into an array. For 200,000 rows the ORM's way to a tuple takes as long as the question itself, and
    a list of tuples keeps the collector of garbage busy."""
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return np.zeros(0, kind)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return np.fromiter(cursor, kind)


@dataclass(frozen=True, slots=True)
class Listed:
    workplace: Workplace
    state: str


def listed(scope: Scope, numbers: Iterable[int], day: date) -> list[Listed]:
    """Those of the keys that the asker sees, in the order given, at most :data:`MOST_LISTED`."""
    wanted = list(dict.fromkeys(numbers))[:MOST_LISTED]
    found = registry.workplaces(scope).select_related("territory").in_bulk(wanted)
    keys = np.array([key for key in wanted if key in found], np.int64)
    reports = intake.that_count(scope, day=day).filter(workplace__in=list(found))
    said = list(reports.values_list("workplace_id", "source", "all_clear"))

    def those(source: Source) -> NDArray[np.int64]:
        return np.array([place for place, stated_by, _ in said if stated_by == source], np.int64)

    wrong = np.array([place for place, _, clear in said if not clear], np.int64)
    state = states(keys, those(Source.UNION), those(Source.FEDERATION), wrong)
    return [Listed(found[key], STATES[one]) for key, one in zip(keys.tolist(), state.tolist(), strict=True)]
