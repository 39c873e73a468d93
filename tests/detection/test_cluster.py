from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qianshao.detection.cluster import clusters
from qianshao.detection.counts import Integers

COUNTS = arrays(np.uint8, st.tuples(st.integers(1, 4), st.integers(1, 30)), elements=st.integers(0, 3))


@given(COUNTS, st.integers(1, 6), st.integers(1, 20))
@settings(max_examples=100, deadline=None)
def test_as_counted_by_hand(counts: Integers, cases: int, days: int) -> None:
    found = clusters(counts, cases=cases, days=days)
    for i, row in enumerate(counts):
        sums = [int(row[max(0, t - days + 1) : t + 1].sum()) for t in range(row.size)]
        when = [t for t, total in enumerate(sums) if total >= cases]
        assert found.first[i] == (when[0] if when else -1)
        assert found.holds[i] == (sums[-1] >= cases)
        assert (found.cases[i], found.most[i]) == (sums[-1], max(sums))


@given(COUNTS, st.integers(1, 5), st.integers(1, 20))
@settings(max_examples=50, deadline=None)
def test_a_further_case_never_ends_a_cluster(counts: Integers, cases: int, days: int) -> None:
    before = clusters(counts, cases=cases, days=days)
    after = clusters(counts + (np.arange(counts.shape[1]) == 0).astype(np.uint8), cases=cases, days=days)
    assert (after.most >= before.most).all()
    assert (clusters(counts, cases=cases, days=days + 1).cases >= before.cases).all()


def test_the_plant_of_february_2020() -> None:
    """Two confirmed and one without symptoms, within the fortnight: a cluster by that month's rule, not by
    September's."""
    counts = np.zeros((1, 14), dtype=np.uint8)
    counts[0, [2, 8, 11]] = 1
    assert clusters(counts, cases=2, days=14).first[0] == 8
    assert clusters(counts, cases=5, days=14).first[0] == -1


def test_what_makes_no_sense_is_said() -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        clusters(np.ones((2, 3)), cases=2, days=14)
    with pytest.raises(ValueError, match="not negative"):
        clusters(np.array([[-1, 2]]), cases=2, days=14)
    with pytest.raises(ValueError, match="at least 1"):
        clusters(np.array([[1, 2]]), cases=0, days=14)
