"""Intervals of shares and medians, and the limits of funnel plots."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, inf, sqrt
from statistics import NormalDist, median

LEVEL = 0.95


def wilson(part: int, whole: int, level: float = LEVEL) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927, J. Am. Stat. Assoc. 22, 209): within 0 to 1 and never empty, also
    at 0 of n. ``whole`` must be above 0."""
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share, spread = part / whole, z * z / whole
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / whole + spread / (4 * whole)) / (1 + spread)
    low = 0.0 if part == 0 else max(middle - half, 0.0)
    high = 1.0 if part == whole else min(middle + half, 1.0)
    return low, high


def median_between(values: Sequence[float], level: float = LEVEL) -> tuple[float, float, float] | None:
    """The median and its interval from order statistics (David & Nagaraja 2003, Order Statistics, 7.1), which asks
    nothing of the distribution. ``values`` may hold infinity for what has not happened yet. None without values."""
    ordered = sorted(values)
    count = len(ordered)
    if not count:
        return None
    depth = _depth(count, level)
    low, high = (ordered[depth], ordered[count - 1 - depth]) if depth is not None else (-inf, inf)
    return median(ordered), low, high


def _depth(count: int, level: float) -> int | None:
    """How many values may be cut off at each end so that the median stays inside with this certainty; None where even
    the smallest and the largest do not hold it so surely (below six values, at 95 per cent)."""
    allowed, tail, depth = (1 - level) / 2, 0.0, None
    for cut in range(count // 2):
        tail += comb(count, cut) / 2**count
        if tail > allowed:
            return depth
        depth = cut
    return depth


def funnel(share: float, whole: int, level: float) -> tuple[float, float]:
    """Between which shares a body of this size lies with probability ``level`` at least, if it does as all do: exact
    binomial limits (Spiegelhalter 2005, Stat. Med. 24, 1185), not interpolated."""
    tail = (1 - level) / 2
    low = _quantile(share, whole, tail)
    high = _quantile(share, whole, 1 - tail)
    return low / whole, high / whole


def _quantile(share: float, whole: int, probability: float) -> int:
    """The smallest count that is reached with this probability."""
    from scipy.stats import binom  # takes a second to load, and most pages draw no funnel

    return int(binom.ppf(probability, whole, share))
