"""EARS C1, C2 and C3 at once, with their bounds, for sweeps over very many series.

The same numbers as :mod:`ears`, from one pass: the three share their windows, since C2's baseline of a day is C1's of
two days before, and each step is a loop over one row that stays in the first cache. What is left is mostly the memory
that is written, so bounds may be float32, and arrays may be given to be written again.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, DTypeLike, NDArray

from qianshao.detection.counts import Floats
from qianshao.detection.ears import GAP, LARGEST, LONGEST, SUM_ABOVE

C1_ALARM, C2_ALARM, C3_ALARM = 1, 2, 4


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """``alarm``: (S, T), added up: 1 for C1, 2 for C2, 4 for C3. ``upper``: (3, S, T) the counts above which each one
    alarms, nan before the first decided day; C3's is 0 where the two days before alarm by themselves."""

    alarm: NDArray[np.uint8]
    upper: NDArray[Any]


def ears_bounds(
    counts: ArrayLike,
    *,
    baseline: int = 7,
    alpha: float = 0.001,
    dtype: DTypeLike = np.float32,
    out: Bounds | None = None,
) -> Bounds:
    """The three methods over S series of T days.

    counts
        (S, T) whole numbers from 0 to 2 ** 22, none missing.
    baseline, alpha
        As in :func:`ears.ears`; alpha below 0.5.
    dtype
        Of the bounds: float32 (relative error 6e-8) or float64. Alarms are decided in float64 either way.
    out
        An answer of the same shape, to be written over: a sweep part after part then touches no new memory.

    ValueError for counts that are not such, another alpha or baseline, and an ``out`` that does not fit.
    """
    if not 3 <= baseline <= LONGEST or not 0 < alpha < 0.5:
        raise ValueError(f"a baseline has 3 to {LONGEST} days, alpha is between 0 and 0.5")
    array = np.ascontiguousarray(counts, dtype=np.float64)
    if array.ndim != 2:
        raise ValueError("counts are whole numbers of the shape (series, times)")
    bounds = out or Bounds(np.empty(array.shape, np.uint8), np.empty((3, *array.shape), dtype))
    if bounds.alarm.shape != array.shape or bounds.upper.shape != (3, *array.shape):
        raise ValueError("out has the shape of the answer")
    z = NormalDist().inv_cdf(1 - alpha)
    if not _sweep(array, baseline, z, bounds.alarm, bounds.upper[0], bounds.upper[1], bounds.upper[2]):
        raise ValueError("counts are whole numbers, not negative, not too large, and none is missing")
    return bounds


ROWS = 256
"""Series in one part of a sweep whose bounds nobody wants."""


def ears_alarms(counts: ArrayLike, *, baseline: int = 7, alpha: float = 0.001) -> NDArray[np.uint8]:
    """The alarms alone, (S, T) or (1, T) for one series; bounds are written over again and again. Counts as above."""
    array = np.atleast_2d(np.ascontiguousarray(counts, dtype=np.float64))
    alarms = np.empty(array.shape, np.uint8)
    upper = np.empty((3, min(ROWS, len(array)), *array.shape[1:]), np.float32)
    for part in range(0, len(array), ROWS):
        rows = array[part : part + ROWS]
        ears_bounds(rows, baseline=baseline, alpha=alpha, out=Bounds(alarms[part : part + ROWS], upper[:, : len(rows)]))
    return alarms


@njit(cache=True, nogil=True, error_model="numpy")
def _sweep(
    counts: Floats,
    baseline: int,
    z: float,
    alarm: NDArray[np.uint8],
    upper: NDArray[Any],
    upper_2: NDArray[Any],
    upper_3: NDArray[Any],
) -> bool:
    times = counts.shape[1]
    mean, sigma, beyond, today = np.zeros(times), np.zeros(times), np.zeros(times), np.zeros(times)
    n, scale = float(baseline), 1.0 / (baseline * (baseline - 1.0))
    second, third = baseline + GAP, baseline + 2 * GAP
    for s in range(counts.shape[0]):
        row, flags, bound, bound_3 = counts[s], alarm[s], upper[s], upper_3[s]
        fits = True
        for t in range(times):
            fits &= (row[t] == np.floor(row[t])) & (row[t] < LARGEST) & (row[t] >= 0)
        if not fits:
            return False
        flags[:] = 0
        bound[:baseline], upper_2[s, :second], bound_3[:third] = np.nan, np.nan, np.nan
        one, two = 0.0, 0.0
        for t in range(min(baseline, times)):
            one += row[t]
            two += row[t] * row[t]
        for t in range(baseline, times):
            mean[t], sigma[t] = one, two
            new, old = row[t], row[t - baseline]
            one += new - old
            two += (new - old) * (new + old)
        for t in range(baseline, times):
            total = mean[t]
            mean[t] = total / n
            sigma[t] = np.sqrt((n * sigma[t] - total * total) * scale)
            limit = mean[t] + z * sigma[t]
            bound[t] = limit
            flags[t] = row[t] > limit
        upper_2[s, second:] = bound[baseline : times - GAP]
        for t in range(second, times):
            m, deviation = mean[t - GAP], sigma[t - GAP]
            above = row[t] - m
            flags[t] += C2_ALARM * (row[t] > m + z * deviation)
            # What is beyond one deviation has no scale where the baseline does not vary: it counts today only.
            excess = max(above / deviation - 1.0, 0.0)
            beyond[t] = excess if deviation > 0 else 0.0
            today[t] = beyond[t] if deviation > 0 else (np.inf if above > 0 else 0.0)
        for t in range(third, times):
            carried = beyond[t - 1] + beyond[t - 2]
            limit = mean[t - GAP] + sigma[t - GAP] * (1.0 + SUM_ABOVE - carried)
            bound_3[t] = limit if carried <= SUM_ABOVE else 0.0
            flags[t] += C3_ALARM * (carried + today[t] > SUM_ABOVE)
    return True
