"""Reading by cursors: everything once, in order, whatever happens meanwhile; no more than the asker sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from qianshao.briefing.exchange.reading.queries import LISTINGS, read
from qianshao.briefing.rules import cursors
from qianshao.casework.models import Case
from qianshao.core.problems import Problem
from qianshao.registry.models import Workplace
from qianshao.registry.scope import EVERYTHING, Scope
from tests.casework.scene import open_case
from tests.cast import DAY, MORNING, Cast, scope


def everything(who: Scope, what: str, *, limit: int = 1, fields: str = "", territory: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after: str | None = ""
    while after is not None:
        part = read(who, what, fields=fields, after=after, territory=territory, limit=limit)
        found, after = found + part.items, part.next
    return found


@pytest.mark.parametrize("what", LISTINGS)
@pytest.mark.parametrize("limit", [1, 2, 100])
def test_every_row_is_read_once(cast: Cast, file: Any, what: str, limit: int) -> None:
    for place in (cast.plant, cast.shop):
        file(place)
        file(place, DAY - timedelta(days=1), fever=1)
        open_case(place)
    rows = everything(EVERYTHING, what, limit=limit)
    assert rows and len(rows) == LISTINGS[what].rows(EVERYTHING).count()
    assert len({tuple(row[name] for name in LISTINGS[what].order) for row in rows}) == len(rows)
    assert all(list(row) == list(LISTINGS[what].fields) for row in rows)


def test_what_is_touched_comes_again_behind_the_cursor(cast: Cast) -> None:
    first, second = open_case(cast.plant), open_case(cast.shop)
    start = read(EVERYTHING, "cases", fields="number", after="", territory="", limit=1)
    assert [row["number"] for row in start.items] == [first.number]
    Case.objects.filter(pk=first.pk).update(touched_at=MORNING + timedelta(days=9))
    rest = read(EVERYTHING, "cases", fields="number", after=start.next or "", territory="", limit=9)
    assert [row["number"] for row in rest.items] == [second.number, first.number]


def test_a_row_that_appears_meanwhile_moves_no_other(cast: Cast) -> None:
    start = read(EVERYTHING, "workplaces", fields="name", after="", territory="", limit=2)
    Workplace.objects.filter(pk=cast.plant.pk).update(name="改名")
    rest = read(EVERYTHING, "workplaces", fields="id", after=start.next or "", territory="", limit=9)
    assert [row["id"] for row in rest.items] == [cast.closed.pk, cast.elsewhere.pk]


def test_nobody_reads_more_than_they_see(cast: Cast, file: Any) -> None:
    file(cast.plant)
    open_case(cast.plant)
    beside, own = scope(cast, "officer of next district"), scope(cast, "officer of district")
    assert [row["name"] for row in everything(beside, "workplaces", fields="name")] == [cast.elsewhere.name]
    assert everything(beside, "cases") == [] and everything(beside, "report-counts") == []
    assert len(everything(own, "cases")) == 1
    assert everything(own, "report-counts", fields="day,reported") == [{"day": DAY, "reported": 1}]
    assert everything(scope(cast, "delegate of plant"), "cases") == []


def test_fields_and_territory_by_the_api(cast: Cast, as_person: Callable[[str], Client]) -> None:
    client = as_person("officer of district")
    answer = client.get("/api/v1/data/workplaces?fields=name,headcount&territory=500113111").json()
    assert answer == {"items": [{"name": cast.plant.name, "headcount": 900}], "next": None}
    for wrong in ("fields=phone", "after=nonsense", "after=WyJhIl0", "after=W10"):
        assert client.get(f"/api/v1/data/workplaces?{wrong}").status_code == 422, wrong


@given(st.lists(st.text(), min_size=1, max_size=3))
def test_a_cursor_is_read_as_it_was_written(parts: list[str]) -> None:
    assert cursors.read(cursors.written(tuple(parts)), len(parts)) == tuple(parts)


@given(st.text(max_size=30))
def test_a_cursor_that_was_not_given_out_is_refused(text: str) -> None:
    try:
        cursors.read(text, 2)
    except Problem as refused:
        assert refused.code == "cursor.unknown"
