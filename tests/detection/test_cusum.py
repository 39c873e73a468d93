"""CUSUM against R, and its laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qianshao.detection.counts import Floats
from qianshao.detection.cusum import Chart, Transform, cusum, harmonic_mean
from tests.detection.reference.reading import counts, needs_data, placed, reference

FIRST = 104
R_NAMES = {"pearsonNegBin": Transform.NEGATIVE_BINOMIAL}
YEARS = arrays(np.float64, (2, 40), elements=st.integers(0, 40).map(float))


@needs_data
@pytest.mark.parametrize("transform", ["standard", "rossi", "anscombe", "pearsonNegBin"])
@pytest.mark.parametrize("mean", ["training", "glm"])
def test_equal_to_r(transform: str, mean: str) -> None:
    chart = Chart(transform=R_NAMES.get(transform) or Transform(transform))
    compared = 0
    for (name, options), part in reference("cusum").items():
        if options != f"{transform}:{mean}":
            continue
        array = counts(name)
        means = harmonic_mean(array, first=FIRST, period=52) if mean == "glm" else None
        found, where = cusum(array, first=FIRST, mean=means, chart=chart), placed(part)
        # R goes on with a regression that did not converge; here such a series (one or two cases) is nan.
        known = ~np.isnan(found.upper[where])
        assert known.all() or (mean == "glm" and name == "hepatitis")
        np.testing.assert_allclose(found.upper[where][known], part["upper"][known], rtol=1e-6, atol=1e-6)
        assert (found.alarm[where] == (part["alarm"] == 1))[known].all()
        compared += known.sum()
    assert compared > 5_000


@given(YEARS, st.sampled_from(Transform))
@settings(max_examples=60, deadline=None)
def test_the_bound_reaches_h(y: Floats, transform: Transform) -> None:
    """A last count at the bound alarms, one well below it does not."""
    y[:, 0] += 1
    chart = Chart(transform=transform)
    bound = cusum(y, first=20, chart=chart).upper[:, -1]
    for shift, alarms in ((1.0, True), (-1.0, False)):
        other = y.copy()
        other[:, -1] = np.maximum(bound + shift, 0)
        usable = (bound + shift > 0) & (bound > 0) & (other[:, -1] > 0)
        mean = y[:, :20].mean(axis=1)
        # Rossi's transformation rises only above a quarter of the mean.
        usable &= (other[:, -1] > mean) if transform is Transform.ROSSI else True
        assert (cusum(other, first=20, chart=chart).alarm[:, -1] == alarms)[usable].all()


def test_a_sum_rests_over_a_missing_count() -> None:
    y = np.full((1, 20), 4.0)
    y[0, 12:16] = [9, np.nan, 9, 4]
    found = cusum(y, first=10)
    assert np.isnan(found.score[0, 13])
    assert found.score[0, 14] > found.score[0, 12] > 0


def test_a_series_without_cases_has_no_scale() -> None:
    found = cusum(np.zeros((1, 20)), first=10)
    assert np.isnan(found.upper).all()
    assert not found.alarm.any()


def test_training_is_needed() -> None:
    with pytest.raises(ValueError, match="training"):
        cusum(np.ones((1, 10)), first=10)
