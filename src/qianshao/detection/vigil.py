"""Vigil: one count against a baseline of its own, borrowed where it is thin, over windows of several lengths.

A method of this project, for workplaces and other small settings where a count is mostly zero. The rate of a setting is
Gamma around the rate of its group (per person and day; empirical Bayes, the group's shape by moments), times the day's
effect that all settings share (weekends, holidays). For each window length the recent number of cases is compared with
its predictive distribution, a negative binomial; the smallest p-value over the lengths is the statistic (a temporal
scan;
Kulldorff M. Prospective time periodic geographical disease surveillance using a scan statistic. J R Stat Soc A 2001;
164:
61-72). The group as a whole is scored in the same way and adds to a setting that has a case of its own, so that a spill
to the workshop next door is heard.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from qianshao.detection.counts import Floats, Integers
from qianshao.detection.farrington import Fitted

WINDOWS = (1, 3, 7, 14)
WEEKS = (1, 2, 3, 4)
MOST_SHAPE, LEAST_SHAPE = 200.0, 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """(N, D): ``score``, minus the decimal logarithm of the smallest p-value over the windows that end on the day;
    0 before the baseline is full."""

    score: Floats


def vigil(
    cases: Integers,
    people: Floats,
    group: Integers,
    *,
    reported: Floats | None = None,
    baseline: int = 56,
    gap: int = 14,
    pooled: float = 0.3,
) -> Watched:
    """The score of N settings on D days.

    cases, reported
        (N, D) cases a day; share of the people whose day is known (0 to 1), all if left out.
    people, group
        (N,) people, above 0; (N,) the neighbours, from 0.
    baseline, gap
        Days of the past that make a setting's own rate, and days just before today that do not.
    pooled
        Weight of the group's statistic beside a setting's own, 0 to 1.

    Choose a threshold by the false alarms that can be visited: 10 ** -score is a p-value of one setting on one day,
    before the windows are accounted for.
    """
    n, days = cases.shape
    known = np.ones((n, days)) if reported is None else reported
    exposure = known * people[:, None]
    day = cases.sum(axis=0) / np.maximum(exposure.sum(axis=0), 1e-12)
    smooth = _weekly(day)
    exposure = exposure * smooth
    groups = int(group.max()) + 1
    own = _score(cases.astype(float), exposure, group, groups, baseline, gap)
    if pooled <= 0:
        return Watched(own)
    together, exposed = np.zeros((groups, days)), np.zeros((groups, days))
    np.add.at(together, group, cases)
    np.add.at(exposed, group, exposure)
    wide = _score(together, exposed, np.zeros(groups, dtype=np.int64), 1, baseline, gap)
    # The group speaks only where the setting has a case of its own in the window: nobody is visited for a neighbour.
    recent = _window(cases.astype(float), WINDOWS[-1]) > 0
    return Watched(own + pooled * np.where(recent, np.minimum(wide[group], own + 1), 0.0))


def _weekly(day: Floats) -> Floats:
    """The shared effect of days, drawn to the mean of the same weekday where days are few in cases."""
    overall = max(float(day.mean()), 1e-12)
    weekday = np.array([day[np.arange(day.size) % 7 == d].mean() if day.size > d else overall for d in range(7)])
    return np.maximum(weekday[np.arange(day.size) % 7], 1e-3 * overall) / overall


def _window(array: Floats, length: int) -> Floats:
    """(N, D) sums over the last ``length`` days."""
    total = np.cumsum(array, axis=1)
    total[:, length:] -= total[:, :-length].copy()
    return total


def _score(cases: Floats, exposure: Floats, group: Integers, groups: int, baseline: int, gap: int) -> Floats:
    n, days = cases.shape
    score = np.zeros((n, days))
    past_cases, past_exposure = _window(cases, baseline), _window(exposure, baseline)
    for t in range(baseline + gap, days):
        y, e = past_cases[:, t - gap], past_exposure[:, t - gap]
        rate = np.bincount(group, weights=y, minlength=groups) + y.sum() / max(e.sum(), 1e-12)
        rate /= np.bincount(group, weights=e, minlength=groups) + 1.0
        mean = np.maximum(rate[group] * e, 1e-12)
        extra = float(((y - mean) ** 2 - mean).sum()) / max(float((mean**2).sum()), 1e-12)
        shape = np.clip(1 / max(extra, 1e-9), LEAST_SHAPE, MOST_SHAPE)
        scale = shape / np.maximum(rate[group], 1e-15)
        _day(cases, exposure, t, np.array(WINDOWS), shape + y, scale + e, score[:, t])
    return score


def _day(cases: Floats, exposure: Floats, t: int, windows: Integers, shape: Floats, scale: Floats, out: Floats) -> None:
    for length in windows:
        y = cases[:, t - length + 1 : t + 1].sum(axis=1)
        some = y > 0
        e = exposure[some, t - length + 1 : t + 1].sum(axis=1)
        # P(Y >= y) of the predictive negative binomial.
        tail = special.betainc(y[some], shape[some], e / (scale[some] + e))
        out[some] = np.maximum(out[some], -np.log10(np.maximum(tail, 1e-300)))


def weekly_vigil(counts: Floats, fitted: Fitted) -> Floats:
    """The same for counts with a seasonal past: (S, T) scores over windows of one to four weeks.

    ``fitted`` is Farrington flexible's for the same counts (:func:`qianshao.detection.farrington.farrington`), whose
    means and dispersion are taken; a window that it has nothing to say of is left out, and 0 where there is none.
    """
    score = np.zeros(counts.shape)
    for length in WEEKS:
        y, mu = _window(counts, length), _window(np.nan_to_num(fitted.expected, nan=0.0), length)
        known = _window(np.isnan(fitted.expected).astype(float), length) == 0
        phi = np.maximum(np.where(np.isnan(fitted.phi), 1.0, fitted.phi), 1 + 1e-6)
        some = known & (y > 0) & (mu > 0)
        # P(Y >= y), negative binomial with mean mu and variance phi mu.
        tail = special.betainc(y[some], mu[some] / (phi[some] - 1), 1 - 1 / phi[some])
        score[some] = np.maximum(score[some], -np.log10(np.maximum(tail, 1e-300)))
    return score
