"""The map and the charts on plain values."""

from __future__ import annotations

import itertools
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.briefing.day.rules import charts, outlines, packing
from qianshao.briefing.day.rules.curve import Stated, newly_ill
from qianshao.briefing.day.rules.layout import UNITS, Layout, lay_out
from qianshao.core.problems import Problem

SQUARE = [[106.5, 29.4], [106.7, 29.4], [106.7, 29.6], [106.5, 29.6], [106.5, 29.4]]


def laid(rows: list[tuple[float | None, float | None, int]], codes: list[str], **more: Any) -> Layout:
    lon, lat = (np.array([row[at] for row in rows], float) for at in (0, 1))
    return lay_out(lon, lat, np.array([row[2] for row in rows], np.int64), codes, **more)


# --- where they stand -------------------------------------------------------------------------------------


def test_east_is_right_and_north_is_up() -> None:
    found = laid([(106.5, 29.4, 0), (106.9, 29.4, 0), (106.5, 29.5, 0)], ["500113001"])
    assert found.x[1] > found.x[0] == found.x[2]
    assert found.y[2] < found.y[0] == found.y[1]
    assert found.by_township == 0


def test_a_place_without_coordinates_stands_in_the_outline_of_its_township() -> None:
    outline = outlines.Outline("500113001", (tuple((lon, lat) for lon, lat in SQUARE),))
    found = laid([(None, None, 0)] * 50, ["500113001"], outlines={"500113001": outline})
    assert found.by_township == 50
    assert found.towns[0].known
    xs, ys = zip(*found.towns[0].rings[0], strict=True)
    assert min(xs) < found.x.min() < found.x.max() < max(xs)
    assert min(ys) < found.y.min() < found.y.max() < max(ys)


def test_without_outlines_it_stands_by_its_neighbours() -> None:
    rows = [(106.5, 29.4, 0), (106.52, 29.41, 0), (107.5, 29.4, 1), (107.52, 29.41, 1), (None, None, 1)]
    found = laid(rows, ["500113001", "500113002"])
    assert abs(int(found.x[4]) - int(found.x[2])) < abs(int(found.x[4]) - int(found.x[0]))


def test_townships_of_which_nothing_is_known_get_squares_that_do_not_overlap() -> None:
    found = laid([(None, None, at) for at in range(23) for _ in range(40)], [f"5001130{at:02}" for at in range(23)])
    assert not any(town.known for town in found.towns)
    for at, town in enumerate(found.towns):
        xs, ys = zip(*town.rings[0], strict=True)
        mine = slice(40 * at, 40 * at + 40)
        assert min(xs) <= found.x[mine].min() and found.x[mine].max() <= max(xs)
        assert min(ys) <= found.y[mine].min() and found.y[mine].max() <= max(ys)


place = st.tuples(st.one_of(st.none(), st.floats(73, 136)), st.one_of(st.none(), st.floats(3, 54)), st.integers(0, 4))


@given(st.lists(place, max_size=30))
def test_whatever_is_known_everything_is_on_the_map(rows: list[tuple[float | None, float | None, int]]) -> None:
    found = laid(rows, [f"50011300{at}" for at in range(5)])
    assert len(found.x) == len(found.y) == len(rows)
    assert max(found.width, found.height) <= UNITS
    assert all(x <= found.width for x in found.x) and all(y <= found.height for y in found.y)


def test_nobody_at_all_is_a_map_too() -> None:
    assert len(laid([], []).x) == 0


# --- as bytes ---------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 2**31), st.integers(0, UNITS), st.integers(0, UNITS), st.integers(0, 3))))
def test_what_was_packed_comes_out(rows: list[tuple[int, int, int, int]]) -> None:
    columns = [np.array([row[at] for row in rows], np.int64) for at in range(4)]
    head, found = packing.unpacked(packing.packed({"count": len(rows), "名": "麻柳嘴镇"}, *columns))  # type: ignore[arg-type]
    assert (head["名"], found) == ("麻柳嘴镇", rows)


def test_something_wrong_goes_before_everything() -> None:
    keys = [np.array(one, np.int64) for one in ([1, 2, 3, 4, 5], [1, 2], [2, 3, 4], [1, 4])]
    assert [packing.STATES[one] for one in packing.states(*keys)] == ["wrong", "well", "heard", "wrong", "silent"]


# --- outlines ---------------------------------------------------------------------------------------------


def geojson(properties: dict[str, Any], kind: str = "Polygon", coordinates: Any = None) -> str:
    shape = {"type": kind, "coordinates": coordinates if coordinates is not None else [SQUARE]}
    return json.dumps({"type": "FeatureCollection", "features": [{"properties": properties, "geometry": shape}]})


@pytest.mark.parametrize("code", ["500113111", "500113111000", 500113111])
def test_codes_of_nine_and_of_twelve_digits_are_the_same(code: object) -> None:
    assert outlines.read(geojson({"adcode": code}))[0].code == "500113111"


def test_a_property_can_be_named() -> None:
    assert outlines.read(geojson({"XZQDM": "500113111", "code": "1"}), "XZQDM")[0].code == "500113111"


def test_what_was_written_is_read_again() -> None:
    once = outlines.read(geojson({"code": "500113111"}, "MultiPolygon", [[SQUARE], [SQUARE]]))
    assert outlines.read(outlines.written(once, "民政局 2020")) == once
    assert len(once[0].rings) == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "json.broken.at"),
        ("[]", "outlines.none"),
        ('{"type": "FeatureCollection", "features": []}', "outlines.none"),
        (geojson({"name": "麻柳嘴镇"}), "outlines.code"),
        (geojson({"code": "500113111"}, "Point", [106, 29]), "outlines.shape"),
        (geojson({"code": "500113111"}, coordinates=[[[29.4, 106.5]] * 4]), "outlines.shape"),
        (geojson({"code": "500113111"}, coordinates=[]), "outlines.shape"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(text: str, code: str) -> None:
    with pytest.raises(Problem) as told:
        outlines.read(text)
    assert told.value.code == code


def test_the_middle_of_a_surface() -> None:
    area, (x, y) = outlines.area_and_middle(tuple((lon, lat) for lon, lat in SQUARE))
    assert (round(area, 6), round(x, 6), round(y, 6)) == (0.04, 106.6, 29.5)


# --- charts -----------------------------------------------------------------------------------------------


def test_the_same_illness_is_not_counted_again_each_morning() -> None:
    said = [Stated(1, False, day, symptoms, 0) for day, symptoms in enumerate([2, 2, 3, 0, 1])]
    assert newly_ill(said, 5)[0].tolist() == [2, 0, 1, 0, 1]


def test_of_two_sources_the_larger_figure_stands() -> None:
    said = [Stated(1, False, 0, 2, 1), Stated(1, True, 0, 3, 0), Stated(2, True, 0, 1, 0)]
    symptoms, confirmed = newly_ill(said, 1)
    assert (symptoms.tolist(), confirmed.tolist()) == ([4], [1])


@given(st.floats(0, 1e7))
def test_a_scale_reaches_what_it_shows_in_few_steps(most: float) -> None:
    ticks = charts.steps(most)
    assert ticks[0] == 0 and ticks[-1] >= most and 2 <= len(ticks) <= 6
    assert len({high - low for low, high in itertools.pairwise(ticks)}) == 1


def test_columns_stand_on_each_other_and_none_draws_nothing() -> None:
    drawn = charts.columns(["a", "b"], [[1, None], [3, None]], ("low", "high"))
    low, high = drawn.bars
    assert (low.kind, high.kind) == ("low", "high")
    assert low.y + low.height == drawn.foot and round(high.y + high.height, 1) == low.y
    assert round(high.height / low.height) == 3


def test_a_row_is_as_wide_as_its_share() -> None:
    one, two = charts.row([1, 0, 3], ("a", "b", "c"), 4, width=100)
    assert (one.width, two.x, two.width) == (25, 25, 75)
    assert charts.row([0], ("a",), 0) == ()
