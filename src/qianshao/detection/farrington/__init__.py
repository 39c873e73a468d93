"""Farrington flexible: is a week more than the same weeks of past years explain?

Farrington CP, Andrews NJ, Beale AD, Catchpole MA. A statistical algorithm for the early detection of outbreaks of
infectious disease. J R Stat Soc A 1996; 159: 547-63. Noufaily A, Enki DG, Farrington P, Garthwaite P, Andrews N,
Charlett A. An improved algorithm for outbreak detection in multiple surveillance systems. Stat Med 2013; 32: 1206-22.

Equal to ``farringtonFlexible`` of R's surveillance 1.20.3 (Salmon M, Schumacher D, Höhle M. J Stat Softw 2016; 70(10)),
of which the population offset is not offered here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from qianshao.detection.counts import Detected, Flags, Floats, as_counts
from qianshao.detection.farrington.design import Days, design
from qianshao.detection.farrington.kernel import ETA, PHI, SE, SIZE, SLOPE, fit
from qianshao.detection.farrington.thresholds import Threshold, delta, quantile

TREND_YEARS = 3
"""A trend is believed from so many years on."""

STEPS = (1, 7)


@dataclass(frozen=True, slots=True)
class Flexible:
    """The options, with R's defaults. ``RECOMMENDED`` has those of Noufaily et al.

    ``years`` (R: b) of past and ``half_window`` (w) counts beside the same one of past years; ``periods`` (noPeriods):
    season groups, 1 for none, where only the windows are used; ``not_included`` (pastWeeksNotIncluded): counts just
    before the judged one, which an outbreak may already have raised, None for ``half_window``; ``reweight`` counts
    whose standardised Anscombe residual is above ``weights_above``; ``trend`` if significant at ``trend_level``;
    ``alpha`` one-sided; no alarm below ``least_cases`` in the last ``least_times`` counts (limit54).
    """

    years: int = 5
    half_window: int = 3
    periods: int = 1
    not_included: int | None = None
    reweight: bool = True
    weights_above: float = 2.58
    trend: bool = True
    trend_level: float = 0.05
    alpha: float = 0.05
    threshold: Threshold = Threshold.DELTA
    least_cases: int = 5
    least_times: int = 4

    def __post_init__(self) -> None:
        if self.years < 1 or self.half_window < 0 or self.periods < 1 or self.least_times < 1:
            raise ValueError("years, periods and least_times are at least 1, half_window at least 0")
        if not (0 < self.alpha < 1 and 0 < self.trend_level <= 1):
            raise ValueError("alpha and trend_level are between 0 and 1")


RECOMMENDED = Flexible(periods=10, not_included=26, trend_level=1.0, threshold=Threshold.NB_PLUGIN, alpha=0.01)


@dataclass(frozen=True, slots=True, eq=False)
class Fitted(Detected):
    """Also ``p``, the p-value; ``phi``, the dispersion, at least 1; ``slope``, per time on the log scale, nan where no
    trend was kept. Each (S, T)."""

    p: Floats
    phi: Floats
    slope: Floats


def farrington(
    counts: ArrayLike, *, frequency: int = 52, days: Days | None = None, options: Flexible | None = None, first: int = 0
) -> Fitted:
    """Farrington flexible over S series of T counts.

    counts
        (S, T) or (T,), nan where missing: left out of baselines, and never judged.
    frequency, days
        Counts in a year; or the first day of each count, regular, daily or weekly. With ``days``, "a year ago" goes by
        the calendar as in R for series with dates; without, ``frequency`` counts back.
    first
        Nothing is judged before this position.

    Each result is nan where ``years`` years of past are not there, a fit does not converge, or fewer than
    ``least_cases`` cases were counted lately. ``score`` is the exceedance score, above 1 where there is an alarm.
    ValueError for what :func:`as_counts` refuses, for days of the wrong number or irregular, and for more groups than
    a year has room for.
    """
    array, o = as_counts(counts), options or Flexible()
    _check_days(array, days)
    plan = design(
        array.shape[1],
        years=o.years,
        half_window=o.half_window,
        periods=o.periods,
        not_included=o.half_window if o.not_included is None else o.not_included,
        frequency=frequency,
        days=days,
        first=first,
    )
    out = np.full((array.shape[0], plan.now.size, SIZE), np.nan)
    if plan.now.size:
        critical = _critical(plan.group.shape[1], o)
        fit(array, plan.now, plan.start, plan.group, plan.groups, o.reweight, o.weights_above, critical, out)
    return _judge(array, plan.now, out, o)


def _check_days(array: Floats, days: Days | None) -> None:
    if days is None:
        return
    steps = np.unique(np.diff(days))
    if len(days) != array.shape[1] or len(steps) > 1 or (len(steps) == 1 and int(steps[0].astype(int)) not in STEPS):
        raise ValueError("days has one day for each count, each the next or a week after the one before")


def _critical(longest: int, o: Flexible) -> Floats:
    """Empty where the years are too few for any trend."""
    if not o.trend or o.years < TREND_YEARS:
        return np.empty(0)
    degrees = np.maximum(np.arange(longest + 1), 1)
    return np.asarray(stats.t.ppf(1 - o.trend_level / 2, degrees), dtype=np.float64)


def _judge(array: Floats, now: NDArray[np.int64], out: Floats, o: Flexible) -> Fitted:
    y, eta, se, phi = array[:, now], out[..., ETA], out[..., SE], out[..., PHI]
    if o.threshold is Threshold.DELTA:
        upper, p, score = delta(y, eta, se, phi, o.alpha)
    else:
        upper, p, score = quantile(y, eta, se, phi, o.alpha, uncertain=o.threshold is Threshold.MUAN)
    enough = _enough(array, o)[:, now] & ~np.isnan(upper)
    alarm = enough & (score > 1) & (y > 0)
    parts = (np.exp(eta), upper, score, p, phi, out[..., SLOPE])
    expected, upper, score, p, phi, slope = (_placed(part, enough, now, array.shape) for part in parts)
    alarms = np.zeros(array.shape, dtype=np.bool_)
    alarms[:, now] = alarm
    return Fitted(expected, upper, alarms, score, p, phi, slope)


def _enough(array: Floats, o: Flexible) -> Flags:
    """At least so many cases among the last counts; False beside a missing one."""
    sums = np.full(array.shape, np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(array, min(o.least_times, array.shape[1]), axis=1)
    sums[:, o.least_times - 1 :] = windows.sum(axis=2)
    enough: Flags = sums >= o.least_cases
    return enough


def _placed(part: Floats, where: Flags, now: NDArray[np.int64], shape: tuple[int, ...]) -> Floats:
    full = np.full(shape, np.nan)
    full[:, now] = np.where(where, part, np.nan)
    return full


__all__ = ["RECOMMENDED", "Fitted", "Flexible", "Threshold", "farrington"]
