"""What comes in and what goes out: counts of many series side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.integer[Any]]
Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Detected:
    """What a method says of each series and time, all of shape (S, T).

    ``expected``: the count that the past explains. ``upper``: the count above which the method alarms (for a CUSUM: at
    or above). Both are nan where the method has nothing to say: before its baseline is full, or beside a missing count;
    ``alarm`` is False there. ``score``: the method's own statistic; greater is stranger.
    """

    expected: Floats
    upper: Floats
    alarm: Flags
    score: Floats


def as_counts(counts: ArrayLike) -> Floats:
    """Counts as floats of shape (S, T), in rows; one series may come as (T,). A missing count is nan.

    ValueError for another number of dimensions, and for negative or infinite counts.
    """
    array = np.asarray(counts, dtype=np.float64)
    array = np.ascontiguousarray(array[np.newaxis] if array.ndim == 1 else array)
    if array.ndim != 2:
        raise ValueError(f"counts have the shape (series, times), not {array.ndim} dimensions")
    if bool(np.isinf(array).any()) or bool((array < 0).any()):
        raise ValueError("counts are finite and not negative; a missing count is nan")
    return array
