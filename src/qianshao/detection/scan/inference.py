"""How often chance alone does as much."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TOLERANCE = 1e-9
"""Ratios closer than this are equal, as in SaTScan."""

EULER = 0.5772156649


@dataclass(frozen=True, slots=True)
class Inference:
    """Largest ratios of the replications, (R,), and whether they were stopped early (Besag and Clifford 1991)."""

    simulated: Floats
    stopped: bool = False

    def rank(self, ratio: float) -> int:
        """1 + the number of replications that reached ``ratio``."""
        return 1 + int((self.simulated >= ratio - TOLERANCE).sum())

    def p(self, ratio: float, *, most_likely: bool) -> float | None:
        """Rank / (R + 1) (Dwass 1957); after an early stop exceedances / R for the most likely cluster. None if R = 0.

        A secondary cluster is compared with the largest ratios, too, which makes its p too large rather than too
        small (Kulldorff 1997).
        """
        if not len(self.simulated):
            return None
        if self.stopped and most_likely:
            return (self.rank(ratio) - 1) / len(self.simulated)
        return self.rank(ratio) / (len(self.simulated) + 1)

    def gumbel(self, ratio: float) -> float | None:
        """From a Gumbel distribution fitted by moments (Abrams, Kulldorff and Kleinman 2010). None if R < 2.

        It reaches below 1 / (R + 1), and needs far fewer replications.
        """
        if len(self.simulated) < 2:
            return None
        scale = float(self.simulated.std(ddof=1)) * math.sqrt(6) / math.pi
        if scale == 0:
            return None
        place = float(self.simulated.mean()) - EULER * scale
        return max(-math.expm1(-math.exp(min((place - ratio) / scale, 700.0))), 1e-17)


def recurrence(p: float | None) -> float | None:
    """In how many analyses one expects one such cluster by chance: 1 / p, for a daily analysis the days (Kleinman
    2005)."""
    return None if not p else max(1.0, 1.0 / p)


def monte_carlo(
    run: Callable[[int, int], Floats], observed: float, replications: int, *, enough: int | None = None, batch: int = 99
) -> Inference:
    """``run(begin, end)`` gives the maxima of some replications.

    With ``enough``, no more are run once so many of them have reached ``observed``; the answer does not depend on
    ``batch``.
    """
    if enough is None:
        return Inference(run(0, replications) if replications else np.empty(0))
    simulated = np.empty(0)
    while len(simulated) < replications:
        more = run(len(simulated), min(replications, len(simulated) + batch))
        simulated = np.concatenate([simulated, more])
        reached = np.flatnonzero(simulated >= observed - TOLERANCE)
        if len(reached) >= enough and reached[enough - 1] + 1 < replications:
            return Inference(simulated[: reached[enough - 1] + 1], stopped=True)
    return Inference(simulated)
