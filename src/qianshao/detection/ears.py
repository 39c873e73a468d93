"""EARS C1, C2 and C3: short baselines, for when there is no history.

Hutwagner L, Thompson W, Seeman GM, Treadwell T. The bioterrorism preparedness and response Early Aberration Reporting
System (EARS). J Urban Health 2003; 80(2 Suppl 1): i89-96.

With m and s the mean and standard deviation of ``baseline`` counts, which end the day before (C1) or three days before
(C2, C3), C1 and C2 alarm where (y - m) / s > z. C3 adds up what is beyond one standard deviation today and on the two
days before, sum of max(0, C2 - 1), and alarms where that is above 2.

C1 and C2 equal ``earsC`` of R's surveillance 1.20.3. C3 does not, on purpose: there, today's count stands where the
mean of the baseline belongs, so that it cancels, and the alarm depends on the two days before alone. The paper's C3
is computed here.
"""

from __future__ import annotations

from enum import StrEnum
from statistics import NormalDist

import numpy as np
from numba import njit
from numpy.typing import ArrayLike

from qianshao.detection.counts import Detected, Flags, Floats, as_counts

GAP = 2
"""Days that C2 and C3 leave between today and the baseline, so that a slow rise does not hide in it."""

SUM_ABOVE = 2.0
"""C3 alarms above this sum."""

LARGEST = 2.0**22
"""Below it, running sums of squares of whole numbers are exact, over any baseline."""

LONGEST = 366


class Ears(StrEnum):
    C1 = "C1"
    C2 = "C2"
    C3 = "C3"


def ears(
    counts: ArrayLike,
    method: Ears | str = Ears.C1,
    *,
    baseline: int = 7,
    alpha: float = 0.001,
    min_sigma: float = 0.0,
) -> Detected:
    """EARS over S series of T days each.

    counts
        (S, T) or (T,), cases a day; nan where missing.
    baseline
        Days of the baseline, 3 to 366. The first decided day is ``baseline`` (C1), ``baseline + 2`` (C2) or
        ``baseline + 4`` (C3), counted from 0.
    alpha
        One-sided error of C1 and C2 if counts were normal, as in R; 0.00135 gives the three standard deviations of the
        paper. C3 has the paper's fixed threshold.
    min_sigma
        A least standard deviation, in cases. At 0 a baseline without variation alarms at any count above it. In C3 such
        a day alarms by itself, and adds nothing to the two days after it, since its excess has no scale.

    ``score`` is (y - m) / s, and for C3 the sum. ValueError for another baseline, an alpha outside (0, 1), a negative
    ``min_sigma`` and what :func:`as_counts` refuses.
    """
    if not 3 <= baseline <= LONGEST:
        raise ValueError(f"a baseline has 3 to {LONGEST} days")
    if not 0 < alpha < 1 or min_sigma < 0:
        raise ValueError("alpha is between 0 and 1, min_sigma is not negative")
    array = as_counts(counts)
    expected, upper, score = np.empty_like(array), np.empty_like(array), np.empty_like(array)
    alarm = np.empty(array.shape, dtype=np.bool_)
    z = NormalDist().inv_cdf(1 - alpha)
    kind = list(Ears).index(Ears(method))
    _run(array, kind, baseline, z, min_sigma, expected, upper, alarm, score)
    return Detected(expected, upper, alarm, score)


@njit(cache=True, nogil=True, error_model="numpy")
def _run(
    counts: Floats,
    kind: int,
    baseline: int,
    z: float,
    least: float,
    expected: Floats,
    upper: Floats,
    alarm: Flags,
    score: Floats,
) -> None:
    """C2's baseline of a day is C1's of two days before, so each window is summed once."""
    gap = 0 if kind == 0 else GAP
    begin = baseline + gap
    first = begin if kind < 2 else begin + GAP
    times = counts.shape[1]
    mean, sigma, beyond = np.zeros(times), np.zeros(times), np.zeros(times)
    for s in range(counts.shape[0]):
        row = counts[s]
        _windows(row, baseline, least, mean, sigma)
        expected[s, :first], upper[s, :first], score[s, :first], alarm[s, :first] = np.nan, np.nan, np.nan, False
        if kind == 2:
            _sums(row, begin, first, mean, sigma, beyond, upper[s], score[s])
            for t in range(first, times):
                expected[s, t] = mean[t - GAP]
                alarm[s, t] = score[s, t] > SUM_ABOVE
            continue
        for t in range(first, times):
            m, deviation = mean[t - gap], sigma[t - gap]
            bound, above = m + z * deviation, row[t] - m
            expected[s, t], upper[s, t], alarm[s, t] = m, bound, row[t] > bound
            score[s, t] = above / deviation if above != 0 else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def _windows(row: Floats, baseline: int, least: float, mean: Floats, sigma: Floats) -> None:
    """Mean and standard deviation of the ``baseline`` counts before each time, from ``baseline`` on."""
    exact = True
    for t in range(row.size):
        exact &= (row[t] == np.floor(row[t])) & (row[t] < LARGEST)
    if not exact:
        for t in range(baseline, row.size):
            part = row[t - baseline : t]
            mean[t] = part.mean()
            sigma[t] = max(np.sqrt(((part - mean[t]) ** 2).sum() / (baseline - 1)), least)
        return
    total, squares = row[:baseline].sum(), (row[:baseline] ** 2).sum()
    for t in range(baseline, row.size):
        mean[t], sigma[t] = total, squares
        new, old = row[t], row[t - baseline]
        total += new - old
        squares += (new - old) * (new + old)
    scale = 1.0 / (baseline * (baseline - 1.0))
    for t in range(baseline, row.size):
        total = mean[t]
        mean[t] = total / baseline
        sigma[t] = max(np.sqrt((baseline * sigma[t] - total * total) * scale), least)


@njit(cache=True, nogil=True, error_model="numpy")
def _sums(
    row: Floats, begin: int, first: int, mean: Floats, sigma: Floats, beyond: Floats, upper: Floats, score: Floats
) -> None:
    """C3. What is beyond one standard deviation has no scale where the baseline does not vary: it counts today only."""
    for t in range(begin, row.size):
        above, deviation = row[t] - mean[t - GAP], sigma[t - GAP]
        beyond[t] = max(above / deviation - 1, 0.0) if deviation != 0 else 0.0 * above
    for t in range(first, row.size):
        m, deviation = mean[t - GAP], sigma[t - GAP]
        carried = beyond[t - 2] + beyond[t - 1]
        today = np.inf if (deviation == 0) & (row[t] > m) else beyond[t]
        score[t] = carried + today
        upper[t] = m + deviation * (1 + SUM_ABOVE - carried) if carried <= SUM_ABOVE else 0.0 * carried
