"""From a fitted mean and its uncertainty to the count that alarms."""

from __future__ import annotations

from enum import StrEnum
from statistics import NormalDist

import numpy as np
from scipy import stats

from qianshao.detection.counts import Floats

TINY = float(np.finfo(np.float64).eps)

BOUNDLESS = 1e7
"""An upper limit of the mean beyond it comes from a group without a case: nothing can be said. (R says so from infinity
on, and gives an upper bound that no count reaches.)"""


class Threshold(StrEnum):
    """``DELTA``: a normal interval on the 2/3 power, with the uncertainty of the mean (Farrington 1996).
    ``NB_PLUGIN``: the negative binomial quantile at the fitted mean (Noufaily 2013). ``MUAN``: the same at the upper
    limit of the mean."""

    DELTA = "delta"
    NB_PLUGIN = "nbPlugin"
    MUAN = "muan"


def delta(y: Floats, eta: Floats, se: Floats, phi: Floats, alpha: float) -> tuple[Floats, Floats, Floats]:
    """Upper bound, p-value and exceedance score, which is 1 at the bound."""
    with np.errstate(all="ignore"):
        mu = np.maximum(np.exp(eta), TINY)
        tau = phi + (se * mu) ** 2 / mu
        spread = np.sqrt(4 / 9 * mu ** (1 / 3) * tau)
        upper = (mu ** (2 / 3) + NormalDist().inv_cdf(1 - alpha) * spread) ** 1.5
        p = stats.norm.sf((y ** (2 / 3) - mu ** (2 / 3)) / spread)
        return upper, p, (y - mu) / (upper - mu)


def quantile(
    y: Floats, eta: Floats, se: Floats, phi: Floats, alpha: float, *, uncertain: bool
) -> tuple[Floats, Floats, Floats]:
    """The same by quantiles. The score is R's, which measures from the linear predictor, not from the mean."""
    with np.errstate(all="ignore"):
        mu = np.exp(eta + NormalDist().inv_cdf(1 - alpha) * se) if uncertain else np.exp(eta)
        mu = np.where(mu > BOUNDLESS, np.nan, mu)
        over = phi > 1
        size = mu / np.where(over, phi - 1, 1.0)
        upper = np.where(over, stats.nbinom.ppf(1 - alpha, size, 1 / phi), stats.poisson.ppf(1 - alpha, mu))
        p = np.where(over, stats.nbinom.sf(y - 1, size, 1 / phi), stats.poisson.sf(y - 1, mu))
        return upper, p, (y - eta) / (upper - eta)
