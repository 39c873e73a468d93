"""Now-casts against what the days came to: by simulation, and in the outbreak of O104 in 2011."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from qianshao.detection.delay import LEAST_HISTORY, history, nowcast, triangle
from tests.detection.reference.reading import SHARED, needs_data

LONGEST = 14


def simulated(seed: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    rng = np.random.default_rng(seed)
    delays = np.exp(-0.5 * ((np.arange(LONGEST + 1) - 3) / 2.5) ** 2)
    level = 20 + 10 * np.sin(np.arange(60) / 9)
    return rng.multinomial(rng.poisson(level), delays / delays.sum())


def test_the_interval_covers_what_came() -> None:
    inside, size, errors = [], [], []
    for seed in range(40):
        full = simulated(seed)
        found, truth = nowcast(full, seed=seed), full.sum(axis=1)
        open_days = slice(-LONGEST, -1)
        inside.append(((found.lower <= truth) & (truth <= found.upper))[open_days])
        size.append(found.share[open_days])
        errors.append((found.expected - truth)[open_days])
        assert (found.expected[: -LONGEST - 1] == truth[: -LONGEST - 1]).all()
    assert 0.92 < np.mean(inside) < 0.995
    assert abs(np.mean(np.array(errors)[:, :-3])) < 0.5
    assert np.mean(size) < 0.9


DELAYS = {
    "most on the day, the rest at any time": np.where(np.arange(LONGEST + 1) == 0, 0.9, 0.1 / LONGEST),
    "half a day after the other": 0.5 ** np.arange(LONGEST + 1),
    "slow": 0.75 ** np.arange(LONGEST + 1),
}


@pytest.mark.parametrize("name", DELAYS)
@pytest.mark.parametrize(("days", "a_day"), [(28, 1.8), (18, 8.0)])
def test_few_cases_and_a_short_history_are_covered_too_and_by_no_absurd_range(
    name: str, days: int, a_day: float
) -> None:
    """Fewer than two a day, and four complete days: never less than the history that is asked for."""
    inside, wide = [], []
    for seed in range(100):
        rng = np.random.default_rng(10_000 + seed)
        full = rng.multinomial(rng.poisson(a_day, days), DELAYS[name] / DELAYS[name].sum())
        if history(full) < LEAST_HISTORY:
            continue
        found, truth = nowcast(full, draws=500, seed=seed), full.sum(axis=1)
        inside.append(((found.lower <= truth) & (truth <= found.upper))[-7:])
        wide.append((found.upper - found.lower)[-7:])
    assert len(inside) > 60
    # 700 days that hang together by seven; of small counts an interval covers more than it says
    assert np.mean(inside) > 0.93 and np.mean(np.array(inside)[:, -1]) > 0.88
    assert np.mean(wide) < 4 + 3 * a_day and np.max(wide) < 25 + 10 * a_day


@pytest.mark.parametrize("size", [1, 4])
def test_reports_in_batches_are_covered_and_single_ones_are_not_taken_for_batches(size: int) -> None:
    """Offices that send ``size`` cases at a time: what is known of a day says less."""
    delays = 0.75 ** np.arange(LONGEST + 1)
    inside, wide = [], []
    for seed in range(60):
        rng = np.random.default_rng(20_000 + seed)
        full = size * rng.multinomial(rng.poisson(8 / size, 28), delays / delays.sum())
        found, truth = nowcast(full, draws=500, seed=seed), full.sum(axis=1)
        inside.append(((found.lower <= truth) & (truth <= found.upper))[-7:])
        wide.append((found.upper - found.lower)[-7:])
    assert 0.93 < np.mean(inside) < 0.995
    assert np.mean(wide) < 9 * size**0.7


def test_where_all_come_at_once_hardly_more_are_expected() -> None:
    dice = np.random.default_rng(7)
    full = np.zeros((28, LONGEST + 1), np.int64)
    full[:, 0] = dice.poisson(2, 28)
    found = nowcast(full)
    assert history(full) >= LEAST_HISTORY
    assert (found.expected == found.known).all() and (found.upper - found.lower).max() <= 2


def test_complete_days_are_what_is_known() -> None:
    found = nowcast(simulated(3))
    complete = slice(0, 60 - LONGEST)
    for bound in (found.lower, found.expected, found.upper):
        np.testing.assert_array_equal(bound[complete], found.known[complete])


def test_history_counts_complete_days_only() -> None:
    rows = np.zeros((6, 3), np.int64)
    rows[:4] = 1
    rows[4:] = 50
    assert history(rows) == 12
    assert history(np.ones((2, 5), np.int64)) == 0


def test_a_day_of_which_nothing_is_known_is_like_the_others() -> None:
    """Four a day, reported two days later: of today nothing can be known."""
    full = np.zeros((28, LONGEST + 1), np.int64)
    full[:, 2] = 4
    found = nowcast(full)
    assert found.known[-1] == 0 and 8 <= found.upper[-1] <= 40


def test_the_future_is_not_looked_at() -> None:
    full = simulated(1)
    hidden = full.copy()
    future = np.arange(60)[:, None] + np.arange(LONGEST + 1) > 59
    hidden[future] = 10_000
    np.testing.assert_array_equal(nowcast(hidden).expected, nowcast(full).expected)


@needs_data
def test_o104_in_2011() -> None:
    """Each day from the sixth of reporting on is now-cast as it stood; of a week of open days, those of which a
    tenth or more is known."""
    rows = list(csv.DictReader((SHARED / "husO104_hospitalisation_linelist.csv").read_text().splitlines()))
    whole = [row for row in rows if row["dHosp"] not in ("", "NA") and row["dReport"] not in ("", "NA")]
    onset, report = (
        np.array([row[name] for row in whole], dtype="datetime64[D]").astype(np.int64) for name in ("dHosp", "dReport")
    )
    first = int(np.datetime64("2011-05-30").astype(np.int64))
    inside: list[np.bool_] = []
    more: list[np.bool_] = []
    for today in range(first, first + 21):
        found = nowcast(triangle(onset, report, today=today, days=40, longest=20), window=14)
        truth = np.bincount(np.maximum(onset - (today - 39), 0), minlength=40)[:40]
        days = np.flatnonzero((found.share >= 0.1) & (np.arange(40) >= 32))
        inside.extend(((found.lower <= truth) & (truth <= found.upper))[days])
        more.extend((found.lower > found.known)[days])
    assert len(inside) > 60
    assert np.mean(inside) > 0.9
    assert np.mean(more) > 0.1  # it says that there is more to come, where there is


def test_a_line_list_becomes_a_triangle() -> None:
    found = triangle(np.array([3, 3, 4, 9, 1, 5]), np.array([3, 5, 4, 10, 9, 4]), today=5, days=3, longest=1)
    assert found.tolist() == [[1, 1], [1, 0], [0, 0]]


def test_what_makes_no_sense_is_said() -> None:
    with pytest.raises(ValueError, match="not negative"):
        nowcast(np.array([[1, -1]]))
