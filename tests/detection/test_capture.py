from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qianshao.detection.capture import chapman, overlap


@pytest.mark.parametrize(("total", "one", "other"), [(30, 0.6, 0.5), (200, 0.3, 0.4), (20, 0.8, 0.8)])
def test_the_interval_covers_what_it_says(total: int, one: float, other: float) -> None:
    rng = np.random.default_rng(1)
    first, second = rng.random((2000, total)) < one, rng.random((2000, total)) < other
    found = chapman(first.sum(axis=1), second.sum(axis=1), (first & second).sum(axis=1))
    assert 0.93 < ((found.lower <= total) & (total <= found.upper)).mean() <= 1
    assert found.total.mean() == pytest.approx(total, rel=0.05)


def test_a_book_example() -> None:
    found = chapman(10, 10, 5)
    assert found.total == pytest.approx(11 * 11 / 6 - 1)
    assert found.unseen == pytest.approx(found.total - 15)


@given(st.lists(st.integers(0, 30)), st.lists(st.integers(0, 30)))
@settings(max_examples=100, deadline=None)
def test_lists_are_sets(first: list[int], second: list[int]) -> None:
    n1, n2, both = overlap(first, second)
    assert (n1, n2, both) == (len(set(first)), len(set(second)), len(set(first) & set(second)))
    found = chapman(n1, n2, both)
    assert len(set(first) | set(second)) - 1e-9 <= found.lower <= found.upper
    assert found.total >= found.seen - 1e-9


def test_more_on_both_than_on_one() -> None:
    with pytest.raises(ValueError, match="smaller list"):
        chapman(3, 5, 4)
