"""Silence is calibrated: among workplaces that behave, p-values are uniform within chance."""

from __future__ import annotations

import numpy as np
import pytest

from qianshao.detection.counts import Flags, Floats, Integers
from qianshao.detection.silence import Silence, silent_groups, silent_workplaces, zero_runs

DAYS, RECENT = 28, 7


def town(
    n: int, groups: int, seed: int = 0, spread: float = 1.0, shared: float = 0.0
) -> tuple[Flags, Integers, np.random.Generator]:
    """Weekends, a holiday and one bad morning of the network; habits differ."""
    rng = np.random.default_rng(seed)
    group = rng.integers(0, groups, n)
    day = np.where(np.arange(DAYS) % 7 > 4, -0.5, 2.5)
    day[10], day[24] = -1.0, 0.0
    bad = shared * rng.normal(size=(groups, DAYS))
    odds = day + rng.normal(0, 0.3, groups)[group][:, None] + bad[group] + spread * rng.normal(size=n)[:, None]
    return rng.random((n, DAYS)) < 1 / (1 + np.exp(-odds)), group, rng


def randomised(found: Silence, rng: np.random.Generator) -> Floats:
    return found.p_fewer + rng.random(found.p.size) * (found.p - found.p_fewer)


def assert_uniform(p: Floats, slack: float = 0.0) -> None:
    """At each level within four standard errors, and what is known to be rough."""
    for level in (0.01, 0.05, 0.2, 0.5, 0.9):
        assert abs((p < level).mean() - level) < 4 * np.sqrt(level * (1 - level) / p.size) + slack, level


def test_uniform_where_all_behave() -> None:
    reported, group, rng = town(6000, 60)
    assert_uniform(randomised(silent_workplaces(reported, group, recent=RECENT), rng), slack=0.008)


def test_who_falls_silent_is_found_and_peers_excuse_a_bad_day() -> None:
    reported, group, _ = town(2000, 20)
    quiet = np.flatnonzero(reported[:, : DAYS - RECENT].sum(axis=1) > 15)[:50]
    reported[quiet, -RECENT:] = False
    found = silent_workplaces(reported, group, recent=RECENT)
    assert (found.p[quiet] < 0.001).mean() > 0.9
    reported[:, -RECENT:] = False
    assert (silent_workplaces(reported, group, recent=RECENT).p > 0.05).mean() > 0.99


def test_who_never_reports_is_not_news() -> None:
    reported, group, _ = town(500, 5)
    reported[:20] = False
    assert (silent_workplaces(reported, group, recent=RECENT).p[:20] > 0.2).all()


def test_the_tables_are_a_poisson_binomial() -> None:
    """Against plain enumeration, for one workplace with a known habit."""
    reported, group, _ = town(300, 1, spread=0.0)
    found = silent_workplaces(reported, group, recent=3, spread=1e-9)
    p = reported[:, -3:].mean(axis=0)
    exact = np.array([1.0])
    for one in p:
        exact = np.convolve(exact, [1 - one, one])
    number = reported[:, -3:].sum(axis=1)
    np.testing.assert_allclose(found.p, np.cumsum(exact)[number], rtol=1e-6)
    np.testing.assert_allclose(found.expected, p.sum(), rtol=1e-6)


def test_townships_are_calibrated_too() -> None:
    p = np.concatenate([silent_groups(*town(4000, 100, seed, shared=0.4)[:2], recent=RECENT).p for seed in range(1, 9)])
    assert_uniform(p, slack=0.02)


def test_a_township_that_falls_silent() -> None:
    reported, group, _ = town(4000, 40)
    reported[np.ix_(group == 7, np.arange(DAYS - RECENT, DAYS))] &= np.random.default_rng(1).random(RECENT) < 0.4
    found = silent_groups(reported, group, recent=RECENT)
    assert np.argmin(found.p) == 7
    assert found.p[7] < 0.001


def plants(n: int, seed: int) -> tuple[Integers, Flags, Floats, Integers]:
    rng = np.random.default_rng(seed)
    group, people = rng.integers(0, 20, n), np.exp(rng.normal(4, 1, n)).round() + 1
    rate = 0.0008 * rng.gamma(2.0, 0.5, n)
    return rng.poisson(rate[:, None] * people[:, None], (n, DAYS)), rng.random((n, DAYS)) < 0.8, people, group


def test_zeros_are_calibrated() -> None:
    """Never more often below a level than the level; and of those that could be below, about as often."""
    found = zero_runs(*plants(20_000, 2))
    for level in (0.01, 0.05, 0.2, 0.5):
        assert (found.p <= level).mean() <= level
    band = (found.expected > 1) & (found.expected < 3)
    shape_free = np.mean(found.p[band] < 1)
    predicted = zero_runs(*plants(20_000, 2)).p
    assert shape_free == pytest.approx(_chance(found.expected[band]), abs=0.03)
    assert (predicted == found.p).all()


def _chance(mean: Floats) -> float:
    """Probability of nothing but zeros with the true shape 2."""
    return float(((1 + mean / 2) ** -2).mean())


def test_zero_zero_zero_in_a_large_plant() -> None:
    cases, reported, people, group = plants(3000, 3)
    people[0], cases[0], reported[0] = 5000, 0, True
    found = zero_runs(cases, reported, people, group)
    assert found.p[0] < 0.005
    assert found.days[0] == DAYS
    cases[0, 3] = 1
    assert zero_runs(cases, reported, people, group).p[0] == 1


def test_what_does_not_fit_is_said() -> None:
    reported, group, _ = town(10, 2)
    with pytest.raises(ValueError, match="recent leaves"):
        silent_workplaces(reported, group, recent=DAYS)
    with pytest.raises(ValueError, match="four days"):
        silent_groups(reported, group, recent=DAYS - 2)
