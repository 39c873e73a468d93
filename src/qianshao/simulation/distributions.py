"""Spans of time and individual differences as distributions, turned into tables for the engine.

A table holds ``SIZE`` equally likely values: the quantiles at the middle of each of ``SIZE`` equal shares, brought to
the exact mean. A draw takes one of them. So every distribution costs one look into a small table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIZE = 8192
Table = NDArray[np.float32]
KINDS: dict[str, tuple[str, ...]] = {
    "fixed": ("value",),
    "lognormal": ("meanlog", "sdlog"),
    "gamma": ("mean", "sd"),
    "weibull": ("shape", "scale"),
    "uniform": ("low", "high"),
    "flat": ("meanlog", "sdlog"),
}
"""``flat``: moments of infection while an infectious period lasts whose length is lognormal and whose strength does
not change. Their density is S(t) / mean, with S the survival of the period (the equilibrium law of renewal theory)."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """Of days. ``numbers`` are those that ``KINDS`` names."""

    kind: str
    numbers: dict[str, float] = field(hash=False)

    @property
    def mean(self) -> float:
        return float(np.mean(self.table(), dtype=np.float64))

    def table(self) -> Table:
        """float32[SIZE], ascending, in days."""
        at = (np.arange(SIZE) + 0.5) / SIZE
        n = self.numbers
        if self.kind == "fixed":
            return np.full(SIZE, n["value"], np.float32)
        if self.kind == "uniform":
            return (n["low"] + at * (n["high"] - n["low"])).astype(np.float32)
        if self.kind == "flat":
            from scipy import stats

            return _equilibrium(stats.lognorm(s=n["sdlog"], scale=np.exp(n["meanlog"])), at)
        return _exact(self._law(), at)

    def _law(self) -> Any:
        from scipy import stats  # a second to load, and reading a file does without it

        n = self.numbers
        if self.kind == "lognormal":
            return stats.lognorm(s=n["sdlog"], scale=np.exp(n["meanlog"]))
        if self.kind == "weibull":
            return stats.weibull_min(c=n["shape"], scale=n["scale"])
        return stats.gamma(a=(n["mean"] / n["sd"]) ** 2, scale=n["sd"] ** 2 / n["mean"])


def _exact(law: Any, at: NDArray[np.float64]) -> Table:
    values = law.ppf(at)
    return np.asarray(values * (law.mean() / values.mean()), np.float32)


def _equilibrium(law: Any, at: NDArray[np.float64]) -> Table:
    days = np.linspace(0.0, float(law.ppf(1 - 1e-9)), 20_001)
    density = law.sf(days)
    grown = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    return np.interp(at, grown / grown[-1], days).astype(np.float32)


def infectivity(dispersion: float) -> Table:
    """Individual infectivity: gamma with mean 1 and shape ``dispersion``, so that offspring are negative binomial
    (Lloyd-Smith 2005, doi 10.1038/nature04153). Infinite dispersion means that all are alike."""
    if not np.isfinite(dispersion) or dispersion >= 1000:
        return np.ones(SIZE, np.float32)
    from scipy import stats

    return _exact(stats.gamma(a=dispersion, scale=1 / dispersion), (np.arange(SIZE) + 0.5) / SIZE)


def lognormal_of(mean: float, sd: float) -> Distribution:
    spread = np.log1p((sd / mean) ** 2)
    return Distribution("lognormal", {"meanlog": float(np.log(mean) - spread / 2), "sdlog": float(np.sqrt(spread))})
