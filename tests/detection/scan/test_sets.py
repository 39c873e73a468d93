"""Clusters over links and over a tree of territories."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qianshao.detection import scan
from tests.detection.scan.test_brute_force import slow_best, windows_of


def test_a_shared_dormitory_is_found_where_a_circle_sees_nothing() -> None:
    """Forty workplaces along a road; four far apart house their workers together, and cases come from there."""
    rng = np.random.default_rng(3)
    counts = rng.poisson(0.05, (40, 28))
    counts[[2, 13, 25, 38], 24:] += 1
    baseline, windows = scan.poisson(np.ones((40, 28, 1)), np.array([counts.sum()])), scan.prospective(28, 14)
    pairs = [(place, f"bus {place // 5}") for place in range(40)] + [(place, "dormitory") for place in (2, 13, 25, 38)]
    zones = scan.linked(pairs, 40)
    found = scan.scan_sets(counts, zones, baseline, windows, trial=scan.Trial(999, 1), prospective=True)
    assert zones.names[found.clusters[0].centre] == "dormitory"
    assert found.clusters[0].members == (2, 13, 25, 38)
    assert (found.clusters[0].p or 1) <= 0.001
    road = np.stack([np.arange(40.0), np.zeros(40)], 1)
    circles = scan.scan(road, counts, baseline, windows, trial=scan.Trial(999, 1), prospective=True)
    assert circles.clusters[0].log_likelihood_ratio < found.clusters[0].log_likelihood_ratio


def test_links_reach_on() -> None:
    pairs = [(0, "a"), (1, "a"), (1, "b"), (2, "b"), (3, "c"), (4, "c")]
    assert scan.linked(pairs, 6).names == ("a", "b", "c")
    further = scan.linked(pairs, 6, reach=2)
    assert [tuple(further.of(one).tolist()) for one in range(4)] == [(0, 1), (1, 2), (3, 4), (0, 1, 2)]
    with pytest.raises(ValueError, match="place 9"):
        scan.linked([(9, "a")], 6)


def test_a_tree_of_codes() -> None:
    zones = scan.by_prefix(["500113001", "500113002", "500112001", "510104001"], (2, 4, 6, 9))
    inside = {name: tuple(zones.of(one).tolist()) for one, name in enumerate(zones.names)}
    assert inside["500113"] == (0, 1)
    assert inside["5001"] == (0, 1, 2)
    assert len(set(inside.values())) == len(inside)


@given(st.integers(0, 10**6), st.booleans(), st.booleans())
@settings(max_examples=30, deadline=None)
def test_sets_are_as_brute_force_has_them(seed: int, alive: bool, permuted: bool) -> None:
    rng = np.random.default_rng(seed)
    counts, people = rng.poisson(1.0, (8, 5)), rng.uniform(1, 9, (8, 5))
    counts[0, 0] += 2
    zones = scan.sets([(str(one), rng.choice(8, rng.integers(1, 6)).tolist()) for one in range(10)], 8)
    baseline = scan.permutation(counts) if permuted else scan.poisson(people[:, :, None], np.array([counts.sum()]))
    windows = (scan.prospective if alive else scan.retrospective)(5, 3)
    found = scan.scan_sets(counts, zones, baseline, windows, share=1.0, trial=scan.Trial(0))
    inside = [zones.of(one).tolist() for one in range(len(zones.names))]
    best = slow_best(counts, baseline.table, inside, windows_of(5, 3, alive))
    assert (found.clusters[0].log_likelihood_ratio if found.clusters else 0.0) == pytest.approx(best, abs=1e-9)
