"""The search against one that spells out every zone and window and knows no shortcut."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from qianshao.detection import scan
from qianshao.detection.scan.inference import monte_carlo
from qianshao.detection.scan.prepared import Prepared, prepare
from qianshao.detection.scan.replicates import draw, room_for, seeded
from qianshao.detection.scan.spreading import on_threads
from qianshao.detection.scan.zones import circles

QUICK = settings(max_examples=60, deadline=None)


@st.composite
def studies(draw: st.DrawFn) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Places on a small grid, so that distances are often equal; few cases or many."""
    spots = draw(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=9, unique=True))
    counts = draw(
        arrays.arrays(np.int64, (len(spots), draw(st.integers(1, 7))), elements=st.integers(0, draw(st.integers(1, 9))))
    )
    counts[0, 0] += 2
    return np.array(spots, float), counts


def slow_zones(
    points: NDArray[np.float64], weight: NDArray[np.float64], share: float, radius: float
) -> list[list[int]]:
    zones = []
    for centre in points:
        order = sorted(range(len(points)), key=lambda one: (math.dist(points[one], centre), tuple(points[one])))
        for size in range(1, len(order) + 1):
            inside = order[:size]
            if weight[inside].sum() > share * weight.sum() * (1 + 1e-12):
                break
            if math.dist(points[inside[-1]], centre) > radius:
                break
            zones.append(inside)
    return zones


def slow_ratio(cases: int, expected: float, total: int) -> float:
    if cases < 2 or cases <= expected:
        return 0.0
    inside = cases * math.log(cases / expected)
    outside = (total - cases) * math.log((total - cases) / (total - expected)) if cases < total else 0.0
    return inside + outside


def slow_best(
    counts: NDArray[np.int64], expected: NDArray[np.float64], zones: list[list[int]], windows: list[tuple[int, int]]
) -> float:
    total = int(counts.sum())
    return max(
        (
            slow_ratio(int(counts[zone, low : high + 1].sum()), float(expected[zone, low : high + 1].sum()), total)
            for zone in zones
            for low, high in windows
        ),
        default=0.0,
    )


def windows_of(intervals: int, longest: int, alive: bool) -> list[tuple[int, int]]:
    return [
        (low, high)
        for low in range(intervals)
        for high in range(low, intervals)
        if high - low < longest and (high == intervals - 1 or not alive)
    ]


@given(
    studies(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([0.5, 0.8, 1.0]),
    st.sampled_from([1.0, 2.3, 99.0]),
    st.data(),
)
@QUICK
def test_the_largest_ratio_is_that_of_brute_force(
    study: tuple[NDArray[np.float64], NDArray[np.int64]],
    alive: bool,
    permuted: bool,
    share: float,
    radius: float,
    data: st.DataObject,
) -> None:
    points, counts = study
    longest = data.draw(st.integers(1, counts.shape[1]))
    if permuted:
        baseline = scan.permutation(counts)
        expected = np.outer(counts.sum(1), counts.sum(0)) / counts.sum()
    else:
        people = data.draw(arrays.arrays(np.float64, counts.shape, elements=st.floats(1, 1000)))
        baseline = scan.poisson(people[:, :, None], np.array([counts.sum()]))
        expected = people * counts.sum() / people.sum()
    make = scan.prospective if alive else scan.retrospective
    found = scan.scan(
        points,
        counts,
        baseline,
        make(counts.shape[1], longest),
        limits=scan.Limits(share, radius),
        trial=scan.Trial(0),
    )
    best = slow_best(
        counts,
        expected,
        slow_zones(points, expected.sum(1), share, radius),
        windows_of(counts.shape[1], longest, alive),
    )
    assert (found.clusters[0].log_likelihood_ratio if found.clusters else 0.0) == pytest.approx(best, abs=1e-9)
    for cluster in found.clusters:
        inside = list(cluster.members), slice(cluster.first, cluster.last + 1)
        assert cluster.observed == counts[inside[0], inside[1]].sum()
        assert cluster.expected == pytest.approx(expected[inside[0], inside[1]].sum())
    members = [one for cluster in found.clusters for one in cluster.members]
    assert len(members) == len(set(members))
    assert all(one.log_likelihood_ratio >= other.log_likelihood_ratio - 1e-9 for one, other in pairwise(found.clusters))


@given(studies(), st.booleans(), st.integers(0, 2**40))
@QUICK
def test_a_replication_has_the_largest_ratio_of_its_own_data(
    study: tuple[NDArray[np.float64], NDArray[np.int64]], alive: bool, seed: int
) -> None:
    """What the search passes over in a replication never holds the largest ratio."""
    points, counts = study
    baseline = scan.permutation(counts)
    intervals = counts.shape[1]
    windows = (scan.prospective if alive else scan.retrospective)(intervals, intervals)
    zones = circles(points, baseline.weight, share=0.7)
    prepared = prepare(counts, zones, baseline, windows)
    drawn = drawn_again(prepared, seed)
    assert (drawn.sum(1) <= counts.sum(1)).all()
    assert (drawn.sum(0) == counts.sum(0)).all()
    all_zones = slow_zones(points, baseline.weight, 0.7, math.inf)
    best = slow_best(drawn, baseline.table, all_zones, windows_of(intervals, intervals, alive))
    assert prepared.maxima(seed, 3, 4)[0] == pytest.approx(best, abs=1e-9)


def drawn_again(prepared: Prepared, seed: int) -> NDArray[np.int64]:
    """The data of replication 3, drawn once more."""
    at, state = prepared.chance, np.empty(4, np.uint64)
    order, place, time = room_for(at)
    seeded(state, seed, 3)
    cases = draw(state, at, order, place, time)
    counts = np.zeros((len(prepared.baseline.weight), prepared.windows.intervals), np.int64)
    np.add.at(counts, (place[:cases], time[:cases]), 1)
    return counts


def test_poisson_replications_follow_the_expectation() -> None:
    rng = np.random.default_rng(1)
    people = rng.uniform(1, 5, (3, 4))
    counts = rng.poisson(40, (3, 4))
    baseline = scan.poisson(people[:, :, None], np.array([counts.sum()]))
    windows = scan.prospective(4, 2)
    prepared = prepare(counts, circles(np.array([[0.0, 0], [1, 0], [5, 5]]), baseline.weight), baseline, windows)
    mean = np.mean([drawn_again(prepared, number) for number in range(400)], 0)
    expected = baseline.table[:, 2:]
    assert np.abs(mean[:, 2:] - expected).max() < 5 * np.sqrt(expected.max() / 400)
    assert mean[:, :2].sum() == 0


def test_parts_and_threads_do_not_change_the_answer() -> None:
    rng = np.random.default_rng(2)
    points, counts = rng.uniform(0, 9, (30, 2)), rng.poisson(0.4, (30, 12))
    windows, baseline = scan.prospective(12, 5), scan.permutation(counts)
    answers = [
        scan.scan(
            points, counts, baseline, windows, trial=scan.Trial(99, 7, None, on_threads(threads), parts)
        ).inference
        for threads, parts in ((1, 1), (1, 8), (2, 5))
    ]
    assert all((one.simulated == answers[0].simulated).all() for one in answers)


def test_wide_lanes_count_past_what_narrow_ones_hold() -> None:
    counts = np.array([[20_000, 20_000, 1], [3, 30_000, 70_000]])
    points = np.array([[0.0, 0], [1, 1]])
    found = scan.scan(points, counts, scan.permutation(counts), scan.retrospective(3, 3), trial=scan.Trial(0))
    expected = np.outer(counts.sum(1), counts.sum(0)) / counts.sum()
    zones = slow_zones(points, expected.sum(1), 0.5, math.inf)
    best = slow_best(counts, expected, zones, windows_of(3, 3, alive=False))
    assert found.clusters[0].log_likelihood_ratio == pytest.approx(best)


@given(st.integers(1, 400), st.integers(5, 30))
@QUICK
def test_stopping_early_does_not_depend_on_the_batch(seed: int, enough: int) -> None:
    whole = np.random.default_rng(seed).gumbel(size=500)
    answers = [
        monte_carlo(lambda begin, end: whole[begin:end], 0.3, 500, enough=enough, batch=batch) for batch in (1, 37, 500)
    ]
    assert len({len(one.simulated) for one in answers}) == 1
    assert (answers[0].simulated >= 0.3).sum() >= enough
    if answers[0].stopped:
        assert answers[0].p(0.3, most_likely=True) == pytest.approx(enough / len(answers[0].simulated))
