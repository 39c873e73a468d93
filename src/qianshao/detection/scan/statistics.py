"""The likelihood ratio, and how many cases a zone needs to reach one."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

LEAST_CASES = 2
"""A cluster has at least two cases, as in SaTScan's default."""


@njit(cache=True, inline="always")
def log_likelihood_ratio(cases: float, expected: float, total: float) -> float:
    """Kulldorff's statistic for one zone and window; 0 unless there is an excess of two cases or more.

    ``cases`` and ``expected`` inside, ``total`` cases in all; the expectations add up to ``total``. The Poisson
    likelihood of Kulldorff (1997), which Kulldorff et al. (2005) use for the space-time permutation as well.
    """
    if cases < LEAST_CASES or cases <= expected:
        return 0.0
    inside = cases * math.log(cases / expected) if expected > 0.0 else math.inf
    if cases >= total:
        return inside
    return inside + (total - cases) * math.log((total - cases) / (total - expected))


@njit(cache=True, nogil=True)
def least_cases(edges: NDArray[np.float64], share: float, total: int, level: float, never: int) -> NDArray[np.int64]:
    """For each of the ascending ``edges`` × ``share``: how few cases give a ratio above ``level``; ``never`` if none.

    Since the ratio grows with cases and falls with expectation, a zone with fewer cases cannot reach ``level``, and
    no logarithm is needed to know it.
    """
    found = np.empty(len(edges), np.int64)
    cases = LEAST_CASES
    for index in range(len(edges)):
        expected = edges[index] * share
        if cases < expected:
            cases = int(expected)
        while cases <= total and log_likelihood_ratio(cases, expected, total) <= level:
            cases += 1
        found[index] = cases if cases <= total and cases < never else never
    return found
