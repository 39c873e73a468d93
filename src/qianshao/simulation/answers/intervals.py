"""Intervals of 95 per cent."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Z = 1.959963984540054
Interval = tuple[float, float]


def wilson(hits: int, of: int) -> Interval:
    """Of a share: the score interval (Wilson 1927, doi 10.1080/01621459.1927.10502953), which holds at 0 and 1 too."""
    if of == 0:
        return 0.0, 1.0
    share, square = hits / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def of_mean(values: NDArray[np.float64]) -> Interval:
    """By the normal law: mean ± z·s/√n."""
    mean = float(values.mean())
    half = Z * float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else math.inf
    return mean - half, mean + half


def median_wait(waits: NDArray[np.int64]) -> int | None:
    """``waits``: how many waited 0, 1, 2 … days, and last how many for ever. None when half of them did."""
    total = int(waits.sum())
    grown = np.cumsum(waits[:-1])
    reached = np.flatnonzero(2 * grown >= total)
    return int(reached[0]) if total and len(reached) else None
