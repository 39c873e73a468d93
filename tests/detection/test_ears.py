"""EARS against R, against the paper written down naively, and its laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qianshao.detection.counts import Detected, Floats
from qianshao.detection.ears import Ears, ears
from qianshao.detection.sweep import ears_alarms, ears_bounds
from tests.detection.reference.reading import counts, needs_data, placed, reference

COUNTS = arrays(np.float64, st.tuples(st.integers(1, 3), st.integers(1, 40)), elements=st.integers(0, 30).map(float))


@needs_data
@pytest.mark.parametrize("options", ["C1:0", "C1:0.5", "C2:0", "C2:0.5"])
def test_equal_to_r(options: str) -> None:
    method, least = options.split(":")
    compared = 0
    for (name, these), part in reference("ears").items():
        if these != options:
            continue
        found = ears(counts(name), method, min_sigma=float(least))
        where = placed(part)
        np.testing.assert_allclose(found.upper[where], part["upper"], rtol=1e-6, atol=1e-9)
        assert (found.alarm[where] == (part["alarm"] == 1)).all()
        compared += where[0].size
    assert compared > 20_000


def naive(y: Floats, baseline: int = 7) -> tuple[Floats, Floats]:
    """The paper's C3, day by day: the sum, and today's part."""
    sums, parts = np.full(y.size, np.nan), np.full(y.size, np.nan)
    for t in range(baseline + 2, y.size):
        window = y[t - 2 - baseline : t - 2]
        sigma, above = window.std(ddof=1), y[t] - window.mean()
        parts[t] = max(0.0, above / sigma - 1) if sigma > 0 else 0.0
        if t >= baseline + 4:
            today = np.inf if sigma == 0 and above > 0 else parts[t]
            sums[t] = today + parts[t - 1] + parts[t - 2]
    return sums, parts


@given(COUNTS)
@settings(max_examples=60, deadline=None)
def test_c3_is_the_papers(y: Floats) -> None:
    found = ears(y, "C3")
    for row, score, alarm in zip(y, found.score, found.alarm, strict=True):
        sums, _ = naive(row)
        np.testing.assert_allclose(score, sums, atol=1e-9)
        assert (alarm == (sums > 2)).all() or np.isclose(sums, 2).any()


def test_c3_depends_on_today() -> None:
    """In R's package it does not: today's count cancels there."""
    y = np.array([3.0, 4, 5, 3, 4, 5, 4, 4, 4, 4, 4, 4, 4, 4])
    more = y.copy()
    more[-1] = 40
    assert not ears(y, "C3").alarm.any()
    assert ears(more, "C3").alarm[0, -1]


@given(COUNTS, st.sampled_from(Ears), st.integers(0, 39))
@settings(max_examples=100, deadline=None)
def test_the_bound_is_where_the_alarm_begins(y: Floats, method: Ears, at: int) -> None:
    """The last count is judged by the bound, whatever it is; and the past alone makes the bound."""
    found, last = ears(y, method), y.shape[1] - 1
    for s in range(y.shape[0]):
        bound = found.upper[s, last]
        if np.isnan(bound):
            assert not found.alarm[s, last]
            continue
        assert _last(y, s, np.ceil(bound) + 1, method).alarm[s, last]
        assert _last(y, s, np.ceil(bound) + 1, method).upper[s, last] == bound


def _last(y: Floats, s: int, value: float, method: Ears) -> Detected:
    other = y.copy()
    other[s, -1] = value
    return ears(other, method)


@given(COUNTS)
@settings(max_examples=60, deadline=None)
def test_alarms_alone_are_the_same(y: Floats) -> None:
    flags = ears_alarms(y)
    for bit, method in ((1, "C1"), (2, "C2"), (4, "C3")):
        found = ears(y, method)
        near = np.isclose(found.score, 2) if method == "C3" else np.isclose(found.upper, y)
        assert (((flags & bit) > 0) == found.alarm)[~near].all()


@given(COUNTS)
@settings(max_examples=60, deadline=None)
def test_bounds_of_all_three_at_once_are_the_same(y: Floats) -> None:
    found = ears_bounds(y, dtype=np.float64)
    assert (found.alarm == ears_alarms(y)).all()
    for at, method in enumerate(("C1", "C2", "C3")):
        np.testing.assert_allclose(found.upper[at], ears(y, method).upper, rtol=1e-9, atol=1e-9)
    short = ears_bounds(y)
    assert short.upper.dtype == np.float32 and (short.alarm == found.alarm).all()
    np.testing.assert_allclose(short.upper, found.upper, rtol=1e-6, atol=1e-6)


def test_an_answer_that_is_written_over_has_to_fit() -> None:
    rng = np.random.default_rng(2)
    first, second = rng.poisson(4, (2, 5, 40))
    room = ears_bounds(first)
    again = ears_bounds(second, out=room)
    assert again.upper is room.upper
    np.testing.assert_array_equal(again.upper, ears_bounds(second).upper)
    with pytest.raises(ValueError, match="shape"):
        ears_bounds(second[:, :30], out=room)


def test_alarms_alone_need_whole_counts() -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        ears_alarms([1.0] * 9 + [np.nan])


def test_a_missing_count_is_never_zero() -> None:
    y = np.full((1, 30), 5.0)
    y[0, 10] = np.nan
    found = ears(y, "C1")
    assert np.isnan(found.upper[0, 11:18]).all()
    assert found.upper[0, 18] == 5
    assert not found.alarm.any()


def test_large_and_broken_counts_take_the_same_way() -> None:
    """Running sums are used for whole numbers of moderate size alone."""
    y = np.random.default_rng(1).poisson(20, (2, 60)).astype(float)
    large = ears(y * 2.0**20, "C2")
    np.testing.assert_allclose(large.upper, ears(y, "C2").upper * 2.0**20, rtol=1e-12)
    assert (large.alarm == ears(y, "C2").alarm).all()


@pytest.mark.parametrize("wrong", [{"baseline": 2}, {"alpha": 0.0}, {"min_sigma": -1.0}])
def test_options_that_make_no_sense(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"baseline|alpha"):
        ears(np.ones((1, 20)), **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [[-1.0, 2.0], [np.inf, 1.0]])
def test_counts_that_make_no_sense(wrong: list[float]) -> None:
    with pytest.raises(ValueError, match="not negative"):
        ears(wrong)
