"""Krippendorff's alpha, against the worked examples of its author."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.assessment.rules.coding.agreement import alpha

# Krippendorff (2011), section C: four observers, twelve units, values 1 to 5, some missing: nominal alpha 0.743.
FOUR = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
# Section A: two observers, ten units, two values: 0.095.
TWO = ((0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0))


def test_four_observers_with_values_missing() -> None:
    assert alpha(zip(*FOUR, strict=True)) == pytest.approx(0.743, abs=0.0005)


def test_two_observers_and_two_values() -> None:
    assert alpha(zip(*TWO, strict=True)) == pytest.approx(0.095, abs=0.0005)


def test_nothing_can_be_told_of_one_value_or_of_no_pair() -> None:
    assert alpha([(1, 1), (1, 1)]) is None
    assert alpha([(1, None), (None, 2)]) is None


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=30))
def test_it_is_at_most_one_and_one_only_where_all_agree(units: list[tuple[int, int]]) -> None:
    found = alpha(units)
    if found is not None:
        assert found <= 1
        assert (found == 1) == all(one == two for one, two in units)
        assert found == pytest.approx(alpha([(two, one) for one, two in units]))
