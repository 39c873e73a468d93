"""Intervals and funnels, against figures of the literature and against what must always hold."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from qianshao.assessment.rules.intervals import funnel, median_between, wilson


@given(st.integers(1, 5000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_wilson_is_what_others_compute(counted: tuple[int, int]) -> None:
    part, whole = counted
    low, high = wilson(part, whole)
    assert (low, high) == pytest.approx(proportion_confint(part, whole, method="wilson"), abs=1e-9)
    assert 0 <= low <= part / whole <= high <= 1
    assert low < high


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=60), st.integers(0, 30))
def test_a_median_lies_between_its_bounds_also_where_some_still_wait(values: list[float], waiting: int) -> None:
    found = median_between([*values, *[inf] * waiting])
    assert found is not None
    middle, low, high = found
    assert low <= middle <= high


def test_six_values_are_the_fewest_with_bounds() -> None:
    assert median_between([1, 2, 3, 4, 5]) == (3, -inf, inf)
    assert median_between([1, 2, 3, 4, 5, 6]) == (3.5, 1, 6)
    # The ninth and the second of ten hold the median with 97.9 per cent.
    assert median_between(range(1, 11)) == (5.5, 2, 9)
    assert median_between([]) is None


@given(st.floats(0.01, 0.99), st.integers(1, 3000))
def test_a_funnel_holds_its_middle_and_narrows(share: float, whole: int) -> None:
    low, high = funnel(share, whole, 0.95)
    wide = funnel(share, whole, 0.998)
    assert wide[0] <= low <= high <= wide[1]
    assert low - 1 / whole <= share <= high + 1 / whole
