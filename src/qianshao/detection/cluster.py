"""The cluster rule (聚集性疫情): n or more cases within d days in one small setting. A definition, not a test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from qianshao.detection.counts import Flags

NEVER = -1


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Of N settings, each (N,). ``first``: the first day on which the rule held, -1 if never. ``holds``: it holds on
    the last day. ``cases``: those of the last window. ``most``: the largest number in any window."""

    first: NDArray[np.int16]
    holds: Flags
    cases: NDArray[np.int32]
    most: NDArray[np.int32]


def clusters(counts: NDArray[Any], *, cases: int, days: int) -> Clusters:
    """The rule over N settings of D days each.

    counts
        (N, D) new cases a day by onset or, failing that, by report; whole numbers, any integer type. A missing report
        is 0: the rule counts what is known.
    cases, days
        ``cases`` or more within ``days`` days, the first and the last included.

    ValueError for counts that are not (N, D) integers, or cases or days below 1. Negative counts are refused.
    """
    if counts.ndim != 2 or not np.issubdtype(counts.dtype, np.integer):
        raise ValueError("counts are whole numbers of the shape (settings, days)")
    if cases < 1 or days < 1:
        raise ValueError("cases and days are at least 1")
    n = counts.shape[0]
    first, latest, most = np.empty(n, np.int16), np.empty(n, np.int32), np.empty(n, np.int32)
    if not _roll(np.ascontiguousarray(counts), cases, days, first, latest, most):
        raise ValueError("counts are not negative")
    return Clusters(first, latest >= cases, latest, most)


@njit(cache=True, nogil=True)
def _roll(
    counts: NDArray[Any],
    cases: int,
    days: int,
    first: NDArray[np.int16],
    latest: NDArray[np.int32],
    most: NDArray[np.int32],
) -> bool:
    length = counts.shape[1]
    for i in range(counts.shape[0]):
        row = counts[i]
        total, highest, began = 0, 0, NEVER
        for t in range(length):
            if row[t] < 0:
                return False
            total += row[t]
            if t >= days:
                total -= row[t - days]
            highest = max(highest, total)
            if total >= cases and began == NEVER:
                began = t
        first[i], latest[i], most[i] = began, total, highest
    return True
