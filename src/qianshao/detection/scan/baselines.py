"""What is expected where and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Baseline:
    """Expected cases of a place in a window.

    ``weight``: (N,) expected cases of each place in the whole study. ``share``: (T,) part of them in each interval,
    where it is the same for all places; None if it is not. ``expected``: (N, T), None if ``share`` says it.
    ``permuted``: whether places and dates are both fixed, and only who falls when is left to chance.
    """

    weight: Floats
    share: Floats | None
    expected: Floats | None
    permuted: bool

    @property
    def table(self) -> Floats:
        """(N, T) expected cases."""
        if self.share is None:
            return self.expected if self.expected is not None else np.empty((0, 0))
        return self.weight[:, None] * self.share[None, :]


def permutation(counts: Counts) -> Baseline:
    """Places and dates independent, both margins as observed (Kulldorff et al. 2005): no population is needed.

    ``counts``: (N, T) cases.
    """
    total = counts.sum()
    return Baseline(counts.sum(1).astype(np.float64), counts.sum(0) / total, None, True)


def poisson(person_time: Floats, cases: Counts) -> Baseline:
    """Cases in proportion to person-time within each stratum (indirect standardisation, Kulldorff 1997).

    ``person_time``: (N, T, S); ``cases``: (S,) cases of each stratum in all. Units of time do not matter.

    Raises ValueError if a stratum has cases and no person-time.
    """
    whole = person_time.sum((0, 1))
    if bool(((whole <= 0) & (cases > 0)).any()):
        raise ValueError("a stratum has cases but no population")
    risk = np.divide(cases, whole, out=np.zeros(len(whole)), where=whole > 0)
    expected = person_time @ risk
    expected *= cases.sum() / expected.sum()
    weight = expected.sum(1)
    share = expected.sum(0) / expected.sum()
    if np.allclose(expected, weight[:, None] * share, rtol=1e-12, atol=0):
        return Baseline(weight, share, None, False)
    return Baseline(weight, None, expected, False)


def person_time(populations: Floats, knots: Sequence[float], bounds: Sequence[float]) -> Floats:
    """Person-days between ``bounds`` from populations that are known at ``knots`` and straight lines in between.

    ``populations``: (N, D, S) at (D,) ascending ``knots``; ``bounds``: (T + 1,) ascending, in the same days. Before
    the first and after the last knot the population stays what it is there, as in SaTScan. Returns (N, T, S).
    """
    points = np.unique(np.concatenate([np.asarray(knots, float), np.asarray(bounds, float)]))
    at_points = _interpolate(populations, np.asarray(knots, float), points)
    steps = np.diff(points)[None, :, None] * (at_points[:, 1:] + at_points[:, :-1]) / 2
    running = np.concatenate([np.zeros_like(steps[:, :1]), steps.cumsum(1)], 1)
    return np.diff(running[:, np.searchsorted(points, np.asarray(bounds, float))], axis=1)


def _interpolate(values: Floats, knots: Floats, points: Floats) -> Floats:
    right = np.clip(np.searchsorted(knots, points, side="right"), 1, max(len(knots) - 1, 1))
    if len(knots) == 1:
        return np.repeat(values, len(points), axis=1)
    left = right - 1
    part = np.clip((points - knots[left]) / (knots[right] - knots[left]), 0, 1)[None, :, None]
    return values[:, left] * (1 - part) + values[:, right] * part
