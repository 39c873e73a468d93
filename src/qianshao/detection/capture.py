"""How many did neither source see? Capture-recapture with two lists.

Chapman DG. Some properties of the hypergeometric distribution with applications to zoological sample censuses. Univ
Calif
Publ Stat 1951; 1: 131-60. Sadinle M. Transformed logit confidence intervals for small populations in single
capture-recapture estimation. Commun Stat Simul Comput 2009; 38: 1909-24.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from qianshao.detection.counts import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Captured:
    """Of N workplaces, each (N,): ``total`` estimated, between ``lower`` and ``upper``; ``seen`` by either source, and
    ``unseen`` by both."""

    total: Floats
    lower: Floats
    upper: Floats
    seen: Floats
    unseen: Floats


def chapman(first: ArrayLike, second: ArrayLike, both: ArrayLike, *, level: float = 0.95) -> Captured:
    """Chapman's estimate with Sadinle's interval.

    first, second, both
        (N,) people on the one list, on the other, on both. Lists are of the same people and time, are matched without
        error, and do not depend on one another: where the second source learns from the first, the estimate is too low.
        So a lower bound is what it is good for: a plant that conceals is likelier to be found short, not wrongly
        accused.

    ValueError where more are on both lists than on one.
    """
    n1, n2, m = (np.asarray(part, dtype=float) for part in np.broadcast_arrays(first, second, both))
    if (m < 0).any() or (m > np.minimum(n1, n2)).any():
        raise ValueError("both is between 0 and the smaller list")
    total = (n1 + 1) * (n2 + 1) / (m + 1) - 1
    seen = n1 + n2 - m
    a, b, c = m + 0.5, n1 - m + 0.5, n2 - m + 0.5
    z = NormalDist().inv_cdf(0.5 + level / 2)
    spread = np.exp(z * np.sqrt(1 / a + 1 / b + 1 / c + a / (b * c)))
    unseen = b * c / a
    lower = np.maximum(seen - 0.5 + unseen / spread, seen)
    return Captured(total, lower, seen - 0.5 + unseen * spread, seen, total - seen)


def overlap(first: ArrayLike, second: ArrayLike) -> tuple[int, int, int]:
    """Sizes of two lists of keys, and of what is on both; a key counts once. For :func:`chapman`."""
    one, other = np.unique(np.asarray(first)), np.unique(np.asarray(second))
    return int(one.size), int(other.size), int(np.intersect1d(one, other, assume_unique=True).size)
