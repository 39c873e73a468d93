"""The pictures of a signal: what is spoken of is in sight, at every width."""

from __future__ import annotations

import itertools
from datetime import date
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qianshao.surveillance.rules import drawing

LAST = date(2022, 2, 14)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
counts = st.lists(st.integers(0, 3000), min_size=1, max_size=60)


@unhurried
@given(counts, st.integers(1, 70), st.none() | st.floats(0, 5000), st.sampled_from([1, 7]))
def test_everything_is_inside_and_the_last_days_are_marked(
    series: list[int], marked: int, limit: float | None, step: int
) -> None:
    drawn = drawing.chart(series, LAST, marked, limit, step)
    spoken = min(marked, len(series))
    assert all(drawn.left <= bar.x and bar.x + bar.width <= drawn.right + 0.1 for bar in drawn.bars)
    assert all(drawn.top - 0.1 <= bar.y and bar.y + bar.height <= drawn.foot + 0.1 for bar in drawn.bars)
    assert sum(bar.marked for bar in drawn.bars) == sum(count > 0 for count in series[-spoken:])
    left, width = drawn.band
    assert left + width == pytest.approx(drawn.right, abs=0.1) and width > 0
    assert all((bar.x >= left) == bar.marked for bar in drawn.bars)
    assert drawn.limit is None or drawn.top - 0.1 <= drawn.limit <= drawn.foot
    assert drawn.below[0].label == "02-14" and drawn.below[0].last
    places = [tick.at for tick in drawn.below]
    assert all(later - earlier >= drawing.LABEL - 0.1 for later, earlier in itertools.pairwise(places))


@unhurried
@given(st.floats(0, 1e9))
def test_ticks_are_few_and_reach_the_top(most: float) -> None:
    ticks = drawing.steps(most)
    assert 2 <= len(ticks) <= 5 and ticks[0] == 0 and ticks[-1] >= most
    assert len({later - earlier for earlier, later in itertools.pairwise(ticks)}) == 1


@unhurried
@given(
    st.lists(st.tuples(st.floats(20, 50), st.floats(75, 130)), min_size=1, max_size=8),
    st.lists(st.tuples(st.floats(20, 50), st.floats(75, 130)), max_size=8),
)
def test_every_place_is_on_the_map(named: list[drawing.Point], others: list[drawing.Point]) -> None:
    drawn = drawing.map_of([(lat, lon, "x") for lat, lon in named], others)
    assert all(0 <= spot.x <= drawn.width and 0 <= spot.y <= drawn.height for spot in drawn.named)
    assert max(drawn.width, drawn.height) <= drawing.SIZE + 2 * drawing.MARGIN + 1
    assert drawn.others.count("M") == len(others)


def test_north_is_above_and_east_to_the_right() -> None:
    north, east = drawing.map_of([(30.0, 106.0, "north"), (29.5, 106.4, "east")], []).named
    assert north.y < east.y and north.x < east.x


def test_pictures_are_sound_and_follow_the_dark_and_the_width_that_they_are_given() -> None:
    chart = drawing.chart([1, 0, 2, 5], LAST, 2, 1.5)
    first = render_to_string("surveillance/chart.svg", {"chart": chart, "said": "<b>", "heading": "a & b"})
    second = render_to_string("surveillance/map.svg", {"map": drawing.map_of([(1, 2, "<i>")], [(1, 3)]), "said": "x"})
    for text in (first, second):
        root = ElementTree.fromstring(text)  # noqa: S314
        assert root.tag.endswith("svg") and root.get("viewBox")
        assert "prefers-color-scheme: dark" in text and "max-width: 420px" in text
    # What is spoken of differs from the rest by its ground too, not by its colour alone.
    assert first.count('class="spoken"') == 2 and first.count('class="other"') == 1 and 'class="band"' in first


def test_what_has_no_series_has_no_chart() -> None:
    assert drawing.of_signal({"management": 0}, LAST) is None


def test_what_was_to_be_expected_is_said_for_a_day() -> None:
    assert drawing.limit_of({"expected": 6.0, "days": 3}) == 2.0
    assert drawing.limit_of({"expected": 6.0, "days": 7, "weekly": True}) == 6.0
    assert drawing.limit_of({"expected": 6.0, "upper": 9.0}) == 9.0
    assert drawing.limit_of({"before": 9, "days_before": 10, "days": 5}) == 0.9
    assert drawing.limit_of({"cases": 2, "days": 14}) is None
