from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from qianshao.detection.counts import Floats, Integers
from qianshao.detection.vigil import Watch, vigil

ALONE = Watch(pooled=0.0)


def shops(seed: int = 1, n: int = 400, days: int = 120) -> tuple[Integers, Floats, Integers]:
    rng = np.random.default_rng(seed)
    people, group = rng.integers(5, 80, n).astype(float), np.arange(n) // 4
    return rng.poisson(0.002 * people[:, None], (n, days)), people, group


def test_the_score_is_a_poisson_tail_where_there_is_no_past() -> None:
    """With an endless prior the own rate is everyone's."""
    cases, people, group = shops()
    found = vigil(cases, people, group, watch=Watch(pooled=0.0, prior=1e12))
    rates = [cases[:, d:70:7].sum() / (people.sum() * 10) for d in range(7)]
    mean = people * 2 * sum(rates)
    expected = -stats.poisson.logsf(cases[:, 86:100].sum(axis=1) - 1, mean) / np.log(10)
    np.testing.assert_allclose(found[:, 99], expected, rtol=1e-6, atol=1e-9)


def test_chance_alone_is_about_what_it_says() -> None:
    cases, people, group = shops(n=4000)
    found = vigil(cases, people, group, watch=ALONE)[:, -1]
    for level in (0.1, 0.01):
        assert (found >= -np.log10(level)).mean() < 2 * level


def test_an_outbreak_is_seen_and_a_neighbour_confirms_it() -> None:
    cases, people, group = shops()
    cases[0, 105:112:2] += 1
    before = vigil(cases, people, group)
    cases[1, 106:112:2] += 1
    after = vigil(cases, people, group)
    assert before[0, 112] > 3
    assert after[0, 112] > before[0, 112]
    assert after[3, 112] == before[3, 112] or cases[3, 99:113].any()


def test_who_always_has_cases_is_not_news() -> None:
    cases, people, group = shops()
    cases[0] = np.random.default_rng(2).poisson(0.5, 120)
    assert vigil(cases, people, group, watch=ALONE)[0, 110:].max() < 3
    assert vigil(cases, people, group, watch=Watch(pooled=0.0, prior=1e12))[0, 110:].max() > 3


def test_the_future_is_not_looked_at() -> None:
    cases, people, group = shops()
    other = cases.copy()
    other[:, 100:] = 9
    np.testing.assert_array_equal(vigil(cases, people, group)[:, :100], vigil(other, people, group)[:, :100])


def test_what_does_not_fit_is_said() -> None:
    cases, people, group = shops(days=60)
    with pytest.raises(ValueError, match="more than 70 days"):
        vigil(cases, people, group)
