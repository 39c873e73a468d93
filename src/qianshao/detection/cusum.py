"""Cumulative sums of transformed counts: small shifts that last.

Rossi G, Lampugnani L, Marchi M. An approximate CUSUM procedure for surveillance of health events. Stat Med 1999; 18:
2111-22. Equal to ``cusum`` of R's surveillance 1.20.3 for the transformations given here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numba import njit
from numpy.typing import ArrayLike

from qianshao.detection.counts import Detected, Floats, as_counts

ITERATIONS = 25
CONVERGED = 1e-8
TINY = float(np.finfo(np.float64).eps)


class Transform(StrEnum):
    """From a count to something with mean 0 and variance 1, if the count has mean m."""

    STANDARD = "standard"
    ROSSI = "rossi"
    ANSCOMBE = "anscombe"
    NEGATIVE_BINOMIAL = "negative-binomial"


@dataclass(frozen=True, slots=True)
class Chart:
    """``k``: what is expected of a single day and forgiven, in standard deviations. ``h``: the sum that alarms.

    The defaults are R's: chosen for one false alarm in 500 days and seven days to see a doubling, if normal.
    ``overdispersion`` belongs to the negative binomial alone: variance m + overdispersion m².
    """

    k: float = 1.04
    h: float = 2.26
    transform: Transform = Transform.STANDARD
    overdispersion: float = 0.1


def cusum(counts: ArrayLike, *, first: int, mean: ArrayLike | None = None, chart: Chart | None = None) -> Detected:
    """One-sided CUSUM over S series, from the time ``first`` on (counted from 0).

    counts
        (S, T) or (T,), nan where missing: the sum rests there.
    mean
        In-control mean: a number, (S,), (T,) as (1, T), or (S, T). Left out, the mean of each series before ``first``.
        :func:`harmonic_mean` gives a seasonal one.

    ``score`` is the sum, ``upper`` the count at which the sum reaches ``h``. A series whose mean is 0 or unknown has
    no standard deviation: it is nan throughout. ValueError for a ``first`` that leaves no training or no day.
    """
    array, chart = as_counts(counts), chart or Chart()
    if not 0 < first < array.shape[1]:
        raise ValueError(f"first is between 1 and {array.shape[1] - 1}: before it lies the training")
    given = _training_mean(array[:, :first]) if mean is None else np.asarray(mean, dtype=np.float64)
    given = given[:, np.newaxis] if given.ndim == 1 else given
    m = np.broadcast_to(given, array.shape)[:, first:]
    m = np.where(m > 0, m, np.nan)
    sums = np.full(array.shape, np.nan)
    previous = np.full(array.shape, np.nan)
    _accumulate(_standardised(array[:, first:], m, chart), chart.k, first, sums, previous)
    upper = np.full(array.shape, np.nan)
    upper[:, first:] = np.maximum(_bound(m, chart.h + chart.k - previous[:, first:], chart), 0)
    expected = np.full(array.shape, np.nan)
    expected[:, first:] = m
    alarm = (sums >= chart.h) & ~np.isnan(array)
    return Detected(expected, np.where(np.isnan(sums), np.nan, upper), alarm, sums)


def harmonic_mean(counts: ArrayLike, *, first: int, period: float, phase: int = 1) -> Floats:
    """Poisson regression on one yearly wave, fitted before ``first``: (S, T) means for ``cusum``.

    ``period`` in times (52 for weeks, 365.25 for days), ``phase`` the place of the first count in its year, from 1.
    A series that does not converge is nan.
    """
    array = as_counts(counts)
    angle = 2 * np.pi / period * (phase + np.arange(array.shape[1]))
    design = np.stack([np.ones_like(angle), np.cos(angle), np.sin(angle)], axis=1)
    means = np.full(array.shape, np.nan)
    for s, row in enumerate(array):
        known = ~np.isnan(row[:first])
        if (coefficients := _poisson(design[:first][known], row[:first][known])) is not None:
            means[s] = np.maximum(np.exp(design @ coefficients), TINY)
    return means


def _training_mean(training: Floats) -> Floats:
    known = ~np.isnan(training)
    number = known.sum(axis=1)
    total = np.where(known, training, 0.0).sum(axis=1)
    mean: Floats = np.where(number > 0, total / np.maximum(number, 1), np.nan)
    return mean


def _poisson(design: Floats, y: Floats) -> Floats | None:
    """Iteratively reweighted least squares with the starting values and the stopping rule of R's glm."""
    mu: Floats = y + 0.1
    deviance = np.inf
    eta: Floats = np.log(mu)
    for _ in range(ITERATIONS):
        root = np.sqrt(mu)
        solved = np.linalg.lstsq(design * root[:, None], root * (eta + (y - mu) / mu), rcond=None)[0]
        coefficients = np.asarray(solved, dtype=np.float64)
        eta = np.asarray(design @ coefficients, dtype=np.float64)
        mu = np.maximum(np.exp(eta), TINY)
        logs = np.log(np.where(y > 0, y / mu, 1.0))
        last, deviance = deviance, float(2 * np.sum(y * logs - (y - mu)))
        if not np.isfinite(deviance):
            return None
        if abs(deviance - last) / (abs(deviance) + 0.1) < CONVERGED:
            return coefficients
    return None


def _standardised(x: Floats, m: Floats, chart: Chart) -> Floats:
    if chart.transform is Transform.ROSSI:
        z = (x - 3 * m + 2 * np.sqrt(x * m)) / (2 * np.sqrt(m))
    elif chart.transform is Transform.ANSCOMBE:
        z = 1.5 * (x ** (2 / 3) - m ** (2 / 3)) / m ** (1 / 6)
    elif chart.transform is Transform.NEGATIVE_BINOMIAL:
        z = (x - m) / np.sqrt(m + chart.overdispersion * m**2)
    else:
        z = (x - m) / np.sqrt(m)
    return np.ascontiguousarray(z, dtype=np.float64)


def _bound(m: Floats, room: Floats, chart: Chart) -> Floats:
    """The count whose standardised value is ``room``."""
    root = np.sqrt(m)
    if chart.transform is Transform.ROSSI:
        inner = 4 * m**2 + 2 * m * root * room
        bound = 5 * m + 2 * room * root - 2 * np.sqrt(np.maximum(inner, 0))
        return np.where(inner < 0, 0.0, bound)  # the sum is above h already, as R says it
    if chart.transform is Transform.ANSCOMBE:
        return np.asarray(np.maximum(2 / 3 * m ** (1 / 6) * room + m ** (2 / 3), 0) ** 1.5)
    if chart.transform is Transform.NEGATIVE_BINOMIAL:
        return np.asarray(m + room * np.sqrt(m + chart.overdispersion * m**2))
    return np.asarray(np.ceil(m + room * root))


@njit(cache=True, nogil=True)
def _accumulate(z: Floats, k: float, first: int, sums: Floats, previous: Floats) -> None:
    for s in range(z.shape[0]):
        total = 0.0
        for t in range(z.shape[1]):
            previous[s, first + t] = total
            if z[s, t] == z[s, t]:
                total = max(0.0, total + z[s, t] - k)
                sums[s, first + t] = total
