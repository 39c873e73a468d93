"""Farrington flexible against R, against a regression written down plainly, and its laws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from qianshao.detection.counts import Floats
from qianshao.detection.farrington import RECOMMENDED, Flexible, Threshold, farrington
from qianshao.detection.farrington.design import UNUSED, design, reference_positions, season_groups
from tests.detection.reference.reading import counts, days, needs_data, placed, reference

SEASONS = replace(RECOMMENDED, threshold=Threshold.DELTA, trend_level=0.05)
OPTIONS = {
    "default": Flexible(),
    "plain": Flexible(reweight=False, trend=False),
    "recommended": RECOMMENDED,
    "seasons": SEASONS,
    "muan": replace(RECOMMENDED, threshold=Threshold.MUAN),
    "sensitive": Flexible(weights_above=1.0, least_cases=1, half_window=2),
}
YEARS = {"survstat": 3, "hepatitis": 4, "daily": 1}


@needs_data
@pytest.mark.parametrize("name", ["survstat", "hepatitis", "agona", "campylobacter", "momo", "newport", "daily"])
def test_equal_to_r(name: str) -> None:
    compared = 0
    for (data, options), part in reference("farrington").items():
        if data != name:
            continue
        y = counts(name)
        chosen = replace(OPTIONS[options], years=YEARS.get(name, 5))
        found, where = farrington(y, days=days(name, y.shape[1]), options=chosen), placed(part)
        known = part["upper"] < 1e7  # R's bound after an infinite regression
        assert (np.isnan(found.upper[where]) | known).all()
        for ours, theirs in ((found.upper, "upper"), (found.expected, "expected")):
            np.testing.assert_allclose(ours[where][known], part[theirs][known], rtol=1e-6, atol=1e-9, err_msg=options)
        np.testing.assert_allclose(found.phi[where][known], part["phi"][known], rtol=1e-6)
        np.testing.assert_allclose(found.p[where][known], part["p"][known], rtol=1e-5, atol=1e-9)
        assert (found.alarm[where] == (part["alarm"] == 1)).all()
        assert (~np.isnan(found.slope[where]) == (part["trend"] == 1))[known].all()
        compared += known.sum()
    assert compared > 100


def generated(seed: int, mean: float = 6.0, series: int = 1, weeks: int = 330) -> Floats:
    rng = np.random.default_rng(seed)
    level = mean * np.exp(0.4 * np.cos(2 * np.pi * np.arange(weeks) / 52))
    return rng.negative_binomial(level, 0.5, (series, weeks)).astype(float)


@given(st.integers(0, 10_000), st.sampled_from([1, 4, 10]), st.floats(1, 200))
@settings(max_examples=25, deadline=None)
def test_the_regression_is_a_quasi_poisson_one(seed: int, periods: int, mean: float) -> None:
    """Without reweighting the same as an ordinary one, fitted by statsmodels on a design with dummies."""
    y, now = generated(seed, mean), 320
    o = Flexible(years=5, periods=periods, reweight=False, trend_level=1.0, least_cases=1)
    found = farrington(y, options=o, first=now)
    plan = design(330, years=5, half_window=3, periods=periods, not_included=3, frequency=52, days=None, first=now)
    group = plan.group[0]
    used = np.flatnonzero(group != UNUSED)
    dummies = (group[used][:, None] == np.arange(periods)).astype(float)
    x = np.column_stack([dummies, used - 150.0])
    fit = sm.GLM(y[0, plan.start[0] + used], x, family=sm.families.Poisson()).fit(scale="X2", tol=1e-10)
    if np.isnan(found.slope[0, now]):  # the trend would lead beyond what was ever counted
        return
    today = np.r_[np.zeros(periods - 1), 1.0, now - plan.start[0] - 150.0]
    np.testing.assert_allclose(found.expected[0, now], np.exp(today @ fit.params), rtol=1e-5)
    np.testing.assert_allclose(found.phi[0, now], max(fit.scale, 1), rtol=1e-4)


def test_p_values_are_uniform_where_nothing_happens() -> None:
    """400 series without outbreaks, one week each: within what chance allows (p-values of a discrete count are
    randomised between the two that it lies between)."""
    y = np.random.default_rng(5).poisson(40.0, (400, 300)).astype(float)
    o = replace(RECOMMENDED, reweight=False, trend=False)
    above, at_least = (
        farrington(np.c_[y[:, :-1], y[:, -1:] + 1], options=o, first=299),
        farrington(y, options=o, first=299),
    )
    low, high = above.p[:, 299], at_least.p[:, 299]
    p = low + np.random.default_rng(6).random(400) * (high - low)
    for level in (0.05, 0.2, 0.5, 0.8):
        share = (p < level).mean()
        assert abs(share - level) < 3.5 * np.sqrt(level * (1 - level) / 400) + 0.01


def test_an_outbreak_is_seen_and_a_missing_week_is_not_zero() -> None:
    y = generated(3)
    y[0, 320] = 60
    y[0, 100] = np.nan
    found = farrington(y, options=RECOMMENDED)
    assert found.alarm[0, 320]
    assert found.score[0, 320] > 1
    y[0, 321] = np.nan
    assert not farrington(y, options=RECOMMENDED).alarm[0, 321]


def test_series_are_judged_alone() -> None:
    y = generated(4, series=6)
    together = farrington(y, options=SEASONS)
    for s in range(6):
        np.testing.assert_array_equal(together.upper[s], farrington(y[s], options=SEASONS).upper[0])


@given(st.integers(150, 400), st.integers(1, 3), st.integers(0, 8), st.integers(1, 12), st.integers(0, 30))
@settings(max_examples=100, deadline=None)
def test_season_groups_fill_the_years(now: int, years: int, half_window: int, periods: int, left_out: int) -> None:
    reference_weeks = now - 52 * np.arange(years + 1)
    group = season_groups(reference_weeks, half_window, periods, left_out)
    if reference_weeks[-1] < half_window:
        assert group is None
        return
    assert group is not None
    used = group[: len(group) - 1 - left_out]
    assert (group[len(group) - 1 - left_out :] == UNUSED).all()
    if periods > 1:
        assert (used != UNUSED).all()
        sizes = np.bincount(used, minlength=periods)[: periods - 1]
        assert sizes.max() - sizes.min() <= years + left_out
    for week in reference_weeks[1:]:
        assert (group[week - half_window - (now - len(group) + 1) :][: 2 * half_window + 1] == periods - 1).all()


def test_a_year_ago_by_the_calendar() -> None:
    mondays = np.datetime64("2008-01-07") + 7 * np.arange(500)
    now = int(np.flatnonzero(mondays == np.datetime64("2016-02-29"))[0])
    found = reference_positions(now, 3, frequency=52, days=mondays)
    assert found is not None
    assert [str(day) for day in mondays[found]] == ["2016-02-29", "2015-03-02", "2014-03-03", "2013-03-04"]
    assert reference_positions(10, 3, frequency=52, days=mondays) is None


def test_what_makes_no_sense_is_said() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Flexible(years=0)
    with pytest.raises(ValueError, match="season groups do not fit"):
        farrington(generated(1), options=Flexible(periods=60))
    with pytest.raises(ValueError, match="each the next"):
        farrington(np.ones((1, 3)), days=np.array(["2020-01-01", "2020-01-02", "2020-01-05"], dtype="datetime64[D]"))
