from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qianshao.detection.contradiction import combine, contradictions, false_discovery
from qianshao.detection.counts import Floats


def sources(
    n: int, seed: int, hidden: int = 0, scale: float = 4.0
) -> tuple[Floats, Floats, Floats, np.random.Generator]:
    """Management sees 60 % of what the union sees, more or less; the first ``hidden`` conceal nine in ten."""
    rng = np.random.default_rng(seed)
    mean, days = rng.gamma(1.5, scale, n), rng.uniform(5, 14, n)
    share = rng.beta(6.0, 10.0, n)  # 0.375 = 0.6 / 1.6
    total = rng.poisson(mean * 1.6)
    offset = np.log(days / 10)
    share = 1 / (1 + np.exp(-(np.log(share / (1 - share)) + offset)))
    m = rng.binomial(total, share)
    other = total - m
    m[:hidden] = rng.binomial(m[:hidden], 0.1)
    return m.astype(float), other.astype(float), days, rng


def test_p_values_are_uniform_where_nobody_conceals() -> None:
    m, other, days, rng = sources(8000, 1)
    found = contradictions(m, other, management_days=days, other_days=10.0)
    used = m + other > 0
    p = (found.p_lower + rng.random(m.size) * (found.p - found.p_lower))[used]
    for level in (0.01, 0.05, 0.2, 0.5, 0.8):
        assert abs((p < level).mean() - level) < 4 * np.sqrt(level * (1 - level) / p.size) + 0.01
    assert found.ratio == pytest.approx(0.6, rel=0.08)
    assert found.spread == pytest.approx(1 / 17, rel=0.25)


def test_false_discoveries_stay_below_their_share() -> None:
    false, true = [], []
    for seed in range(10):
        m, other, days, _ = sources(3000, seed, hidden=300, scale=20.0)
        named = contradictions(m, other, management_days=days, other_days=10.0).q <= 0.1
        if named.any():
            false.append(named[300:].sum() / named.sum())
            true.append(named[:300].mean())
    assert np.mean(false) <= 0.1
    assert np.mean(true) > 0.2


def test_one_source_alone_contradicts_nobody() -> None:
    found = contradictions([0.0, 0, 5], [0.0, 4, 0])
    assert found.p[0] == found.q[0] == 1
    assert found.p[2] == 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
@settings(max_examples=100, deadline=None)
def test_false_discovery_as_it_is_defined(p: list[float]) -> None:
    """For any level, what is at or below it in q is what the step-up procedure rejects."""
    q, values = false_discovery(p), np.array(p)
    for level in (0.05, 0.2, 0.5):
        ordered = np.sort(values)
        below = np.flatnonzero(ordered <= level * np.arange(1, values.size + 1) / values.size + 1e-15)
        rejected = values <= ordered[below[-1]] if below.size else np.zeros(values.size, dtype=bool)
        assert ((q <= level + 1e-12) == rejected).all()


def test_sources_that_depend_on_one_another_may_be_combined() -> None:
    rng = np.random.default_rng(3)
    shared = rng.random(20_000)
    same = combine(np.column_stack([shared, shared]))
    free = combine(rng.random((20_000, 3)))
    for p in (same, free):
        assert abs((p < 0.05).mean() - 0.05) < 0.008
    assert combine([[1e-6, np.nan]])[0] == pytest.approx(1e-6, rel=1e-6)
    assert np.isnan(combine([[np.nan, np.nan]])[0])


def test_what_makes_no_sense_is_said() -> None:
    with pytest.raises(ValueError, match="not negative"):
        contradictions([-1.0], [2.0])
    with pytest.raises(ValueError, match="positive"):
        contradictions([1.0], [2.0], management_days=0.0)
