"""How much rates differ among workplaces: the shape of a Gamma around each one's mean."""

from __future__ import annotations

import numpy as np
from scipy import special
from scipy.optimize import minimize_scalar

from qianshao.detection.counts import Floats

SHAPES = (-1.6, 6.9)
"""Logarithms: from rates that differ manifold to rates that are all the same."""


def gamma_shape(counts: Floats, mean: Floats) -> float:
    """By maximum likelihood, of (N,) counts that are negative binomial around (N,) means above 0; 0.2 to 1,000.

    By moments the few largest workplaces decide. Where these agree by chance rates seem equal, and twice as many
    workplaces seem strange as do by the level; and one that is strange makes rates seem so different that it hides
    itself.
    """

    def unlikely(log_shape: float) -> float:
        k = float(np.exp(log_shape))
        terms = special.gammaln(counts + k) - special.gammaln(k) - k * np.log1p(mean / k) - counts * np.log(k + mean)
        return -float(terms.sum())

    found = minimize_scalar(unlikely, bounds=SHAPES, method="bounded", options={"xatol": 0.02})
    return float(np.exp(found.x))
