"""Now-casting: the last days are not a fall, they are not reported yet.

The delay between onset and report has reverse-time hazards g(d) = P(delay = d | delay <= d), which can be estimated
from days that are not complete (Lawless JF. Adjustments for reporting delays and the prediction of occurred but not
reported events. Can J Stat 1994; 22: 15-31; the multinomial chain ladder). What is known of a day by delay D is the
share F(D) = product of 1 - g(d) over d > D. Intervals hold the uncertainty of g (Beta posteriors, drawn) and of what is
to come (negative binomial).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qianshao.detection.counts import Floats, Integers

PRIOR = 0.5
"""Of the delays: half a case in all, in equal parts."""

LIKE_OTHERS = 0.5
"""Of how many there are on a day: it is like the other days as far as half an observation goes. Without it a day of
which a tenth is known, and that is none, may come to any number; with more, a wave would be taken for one of the days
before."""

LEAST_HISTORY = 20
"""Cases on complete days from which on delays are learnt at all. Of so many that all came at once, up to 14 in 100 may
still come late (95 %); of fewer the intervals are wide enough to say nothing."""

LEAST_VARIANCE = 0.25
"""Cells that expect less say nothing of dispersion."""

LEAST_FREE = 5
"""Such cells beyond the hazards estimated from them, before dispersion is believed."""


@dataclass(frozen=True, slots=True, eq=False)
class Nowcast:
    """Of T days up to today, each (T,): ``known`` so far; ``expected`` in the end, with its interval from ``lower`` to
    ``upper``; ``share`` of a day's cases that is known by now. A day that is as old as the longest delay is complete:
    all three are what is known."""

    known: NDArray[np.int64]
    expected: Floats
    lower: Floats
    upper: Floats
    share: Floats


def history(triangle: Integers) -> int:
    """Cases on days that are as old as the longest delay, so that nothing is missing of them: from these the longest
    delays are learnt. Compare with ``LEAST_HISTORY``. ``triangle`` as in :func:`nowcast`."""
    times, delays = triangle.shape
    return int(triangle[: max(times - delays + 1, 0)].sum())


def nowcast(
    triangle: Integers, *, window: int | None = None, level: float = 0.95, draws: int = 2000, seed: int = 0
) -> Nowcast:
    """From a reporting triangle to what the days will come to.

    triangle
        (T, D + 1): cases with onset on day t that were reported d days later; the last row is today. What lies in the
        future (t + d beyond today) is not looked at. Delays of more than D days are taken not to occur.
    window
        Delays are learnt from reports of the last so many days, for delays change; all if left out.
    level, draws, seed
        Of the interval; a seed gives the same interval again.

    Where less than a tenth is known, ``expected`` is little more than the prior: read the interval. With less
    :func:`history` than ``LEAST_HISTORY`` the interval is that of the prior, and says nothing. ValueError for a
    triangle without a day or with negative counts.
    """
    if triangle.ndim != 2 or not triangle.size or (triangle < 0).any():
        raise ValueError("a triangle is (days, delays) of counts that are not negative")
    times, delays = triangle.shape
    age = times - 1 - np.arange(times)
    seen = np.where(np.arange(delays) <= age[:, None], triangle, 0)
    known = seen.sum(axis=1)
    last = np.minimum(age, delays - 1)
    at, below = _hazards(seen, age, window)
    rng = np.random.default_rng(seed)
    over = _dispersion(seen, age, window, at, below)
    hazard = rng.beta(at / over + PRIOR / delays, below / over + PRIOR, size=(draws, delays))
    hazard[:, 0] = 1.0
    share = np.clip(_shares((at / np.maximum(at + below, 1e-12))[None])[0, last], 1e-9, 1.0)
    # A day's mean is Gamma with this shape around that of all days: after k cases of the share F, the rest is
    # negative binomial with shape k + LIKE_OTHERS and this probability.
    rate = LIKE_OTHERS / max(float(known.sum() / share.sum()), 1e-9)
    shares = np.clip(_shares(hazard)[:, last], 1e-9, 1.0)
    missing = over * rng.negative_binomial(known / over + LIKE_OTHERS, (shares + rate) / (1 + rate))
    lower, upper = np.quantile(missing, [(1 - level) / 2, (1 + level) / 2], axis=0)
    complete = last == delays - 1
    expected = np.where(complete, known, known + (known + LIKE_OTHERS) * (1 - share) / (share + rate))
    return Nowcast(known, expected, known + np.where(complete, 0, lower), known + np.where(complete, 0, upper), share)


def _hazards(seen: Integers, age: Integers, window: int | None) -> tuple[Floats, Floats]:
    """For each delay: reports with it, and those with a shorter one, of days on which it could have been seen."""
    times, delays = seen.shape
    at, below = np.zeros(delays), np.zeros(delays)
    total = np.concatenate([np.zeros((times, 1)), np.cumsum(seen, axis=1)], axis=1)
    for d in range(delays):
        used = age >= d
        if window is not None:
            used &= age - d < window
        at[d], below[d] = seen[used, d].sum(), total[used, d].sum()
    return at, below


def _dispersion(seen: Integers, age: Integers, window: int | None, at: Floats, below: Floats) -> float:
    """Pearson's, of reports given those with a shorter delay; at least 1. Offices that report in batches raise it."""
    delays = seen.shape[1]
    hazard = at / np.maximum(at + below, 1e-12)
    delay, day = np.meshgrid(np.arange(delays), age)
    used = (day >= delay) & (delay > 0) & ((window is None) | (day - delay < (window or 0)))
    trials = np.cumsum(seen, axis=1)
    variance = trials * hazard * (1 - hazard)
    used &= variance > LEAST_VARIANCE
    free = int(used.sum() - used.any(axis=0).sum())
    if free < LEAST_FREE:
        return 1.0
    pearson = ((seen - trials * hazard) ** 2)[used] / variance[used]
    return max(float(pearson.sum() / free), 1.0)


def _shares(hazard: Floats) -> Floats:
    """(K, D + 1) F(D) from g: what is known by each delay."""
    left = np.cumprod((1 - hazard)[:, ::-1], axis=1)[:, ::-1]
    return np.concatenate([left[:, 1:], np.ones((left.shape[0], 1))], axis=1)


def triangle(onset: Integers, report: Integers, *, today: int, days: int, longest: int) -> NDArray[np.int64]:
    """A reporting triangle from a line list: (``days``, ``longest`` + 1) up to ``today``.

    ``onset`` and ``report`` are (N,) day numbers. What was reported after today is left out, as it was not known;
    longer delays count as ``longest``. Rows whose report is before the onset are left out.
    """
    row = onset - (today - days + 1)
    used = (report <= today) & (report >= onset) & (row >= 0) & (row < days)
    delay = np.minimum(report - onset, longest)[used]
    counts = np.bincount(row[used] * (longest + 1) + delay, minlength=days * (longest + 1))
    return counts.reshape(days, longest + 1).astype(np.int64)
