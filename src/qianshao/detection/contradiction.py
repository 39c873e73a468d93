"""Two sources of one number: does management report fewer than others see?

Given the sum of both, management's figure is beta-binomial around the share that it has everywhere, with the spread
that
shares have everywhere; so sources that count differently by habit contradict nobody, and only a workplace far below the
others does. One-sided, conditional on the sum. Skellam JG. A probability distribution derived from the binomial. J R
Stat
Soc B 1948; 10: 257-61. Benjamini Y, Hochberg Y. Controlling the false discovery rate. J R Stat Soc B 1995; 57: 289-300.
Liu Y, Xie J. Cauchy combination test. J Am Stat Assoc 2020; 115: 393-402.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special, stats

from qianshao.detection.counts import Floats

LEAST_SPREAD, MOST_SPREAD = 1e-4, 0.9

FITTED = 50_000
"""Of more workplaces, every second, third, … is looked at to fit ratio and spread."""

CLEARLY = 8.0
"""Gain in log-likelihood, for two parameters more, from which some are taken to conceal."""


@dataclass(frozen=True, slots=True, eq=False)
class Contradictions:
    """Of N workplaces, each (N,). ``expected``: management's figure if it were as everywhere, given the sum of both;
    ``p``: how often it is so low or lower by chance, 1 where both are 0; ``p_lower``: still lower; ``q``: share of
    false
    discoveries if everything with this q or less is followed up. ``ratio``: management's figure to the other's,
    everywhere; ``spread``: intra-class correlation of shares."""

    expected: Floats
    p: Floats
    p_lower: Floats
    q: Floats
    ratio: float
    spread: float


def contradictions(
    management: ArrayLike, other: ArrayLike, *, management_days: ArrayLike = 1.0, other_days: ArrayLike = 1.0
) -> Contradictions:
    """Management's figures against those of an independent source: the union's, inspections, workers' words.

    management, other
        (N,) numbers of the same thing (people with fever, complaints found true, people without masks).
    management_days, other_days
        What each source could see, in any unit: days with a report, people asked. Positive.

    Ratio and spread are fitted by maximum likelihood, to a mixture where some clearly conceal. ValueError for negative
    numbers or days that are not positive.
    """
    m, o, dm, do = (
        np.asarray(part, dtype=float) for part in np.broadcast_arrays(management, other, management_days, other_days)
    )
    if (m < 0).any() or (o < 0).any() or not ((dm > 0).all() and (do > 0).all()):
        raise ValueError("figures are not negative, and days are positive")
    n = m + o
    used = n > 0
    ratio, spread = _fit(m[used], n[used], np.log(dm[used] / do[used]))
    share = special.expit(np.log(ratio) + np.log(dm / do))
    a, b = _parameters(share, spread)
    p, lower = np.ones_like(n), np.zeros_like(n)
    p[used] = stats.betabinom.cdf(m[used], n[used], a[used], b[used])
    lower[used] = np.where(m[used] > 0, stats.betabinom.cdf(m[used] - 1, n[used], a[used], b[used]), 0.0)
    q = np.ones_like(n)
    q[used] = false_discovery(p[used])
    return Contradictions(n * share, np.clip(p, 0, 1), np.clip(lower, 0, 1), q, ratio, spread)


def _parameters(share: Floats, spread: float) -> tuple[Floats, Floats]:
    size = 1 / spread - 1
    return share * size, (1 - share) * size


def _fit(m: Floats, n: Floats, offset: Floats) -> tuple[float, float]:
    """Ratio and spread of those that do not conceal: as one population, or, where the likelihood is clearly better,
    with
    a second one that reports a fraction, so that many who conceal do not set the standard."""
    if not n.size or not 0 < m.sum() < n.sum():
        return 1.0, LEAST_SPREAD
    step = -(-n.size // FITTED)
    m, n, offset = m[::step], n[::step], offset[::step]
    simple = np.array([np.log(m.sum() / max(n.sum() - m.sum(), 1.0)), special.logit(0.05)])

    def one(at: Floats) -> Floats:
        a, b = _parameters(np.clip(special.expit(at[0] + offset), 1e-9, 1 - 1e-9), _spread(at[1]))
        return np.asarray(special.betaln(m + a, n - m + b) - special.betaln(a, b))

    def two(at: Floats) -> Floats:
        share, fraction = special.expit(at[2]), 0.7 * special.expit(at[3])
        hidden = np.array([at[0] + np.log(fraction), at[1]])
        return np.asarray(np.logaddexp(np.log1p(-share) + one(at), np.log(share) + one(hidden)))

    best = _maximise(one, simple)
    mixed = _maximise(two, np.array([best[0] + 0.1, best[1] - 0.3, -2.5, -1.0]))
    if two(mixed).sum() > one(best).sum() + CLEARLY:
        best = mixed
    return float(np.exp(best[0])), _spread(best[1])


def _maximise(log_likelihood: Callable[[Floats], Floats], start: Floats) -> Floats:
    options = {"xatol": 1e-3, "fatol": 1e-3, "maxiter": 400}
    found = optimize.minimize(lambda at: -float(log_likelihood(at).sum()), start, method="Nelder-Mead", options=options)
    return np.asarray(found.x, dtype=float)


def _spread(logit: float) -> float:
    return float(np.clip(special.expit(logit), LEAST_SPREAD, MOST_SPREAD))


def false_discovery(p: ArrayLike) -> Floats:
    """Benjamini-Hochberg adjusted p-values (q) of (N,) p-values, in their order."""
    values = np.asarray(p, dtype=float)
    order = np.argsort(values)[::-1]
    factors = values.size / np.arange(values.size, 0, -1)
    adjusted = np.minimum.accumulate(values[order] * factors)
    q = np.empty_like(values)
    q[order] = np.minimum(adjusted, 1.0)
    return q


def combine(p: ArrayLike) -> Floats:
    """One p-value from (N, K) of several sources that may depend on one another (Cauchy combination); nan where a
    source
    said nothing."""
    values = np.clip(np.asarray(p, dtype=float), 1e-300, 1 - 1e-12)
    known = ~np.isnan(values)
    tangents = np.where(values < 1e-15, 1 / (values * np.pi), np.tan((0.5 - values) * np.pi))
    mean = np.where(known, tangents, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    combined: Floats = np.where(known.any(axis=1), stats.cauchy.sf(mean), np.nan)
    return combined
