"""Random numbers that belong to somebody: a function of a key, of who, of what for, and of the how-manieth.

Nothing is drawn from a stream, so that a draw does not depend on what was drawn before it. Two runs that differ in a
layer of watching therefore meet the same people with the same courses and contacts (common random numbers), and a run
is the same whatever the number of threads.

The mixing is the finaliser of SplitMix64 (Steele, Lea and Flood 2014, doi 10.1145/2660193.2660195), applied twice.
"""

from __future__ import annotations

import math

import numpy as np

from qianshao.simulation.compiled import compiled, inner

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
WHO, WHAT = np.uint64(0xD1342543DE82EF95), np.uint64(0x2545F4914F6CDD1D)
THIRTY, TWENTY_SEVEN, THIRTY_ONE = np.uint64(30), np.uint64(27), np.uint64(31)
ELEVEN, THIRTY_TWO = np.uint64(11), np.uint64(32)
UNIT = 1.0 / (1 << 53)
MOST = 100_000
"""No draw of a Poisson number goes beyond it."""


@inner
def mixed(x: np.uint64) -> np.uint64:
    x = x + GOLDEN
    x = (x ^ (x >> THIRTY)) * FIRST
    x = (x ^ (x >> TWENTY_SEVEN)) * SECOND
    return x ^ (x >> THIRTY_ONE)


@compiled
def key_of(seed: int, run: int) -> np.uint64:
    """The key of one run: all its draws depend on it."""
    return mixed(mixed(np.uint64(seed)) ^ (np.uint64(run) * WHO))


@compiled
def uniform(key: np.uint64, who: int, what: int, nth: int) -> float:
    """In [0, 1): 53 bits."""
    label = (np.uint64(what) << THIRTY_TWO) | np.uint64(nth)
    bits = mixed(mixed(key ^ (np.uint64(who) * WHO)) ^ (label * WHAT))
    return float(bits >> ELEVEN) * UNIT


@compiled
def poisson(mean: float, u: float) -> int:
    """The Poisson number at the quantile ``u``, by adding up probabilities; above a mean of 500 by the normal law."""
    if mean <= 0.0:
        return 0
    if mean > 500.0:
        return max(0, min(MOST, int(mean + math.sqrt(mean) * _normal(u) + 0.5)))
    probability = math.exp(-mean)
    below, number = probability, 0
    while u > below and number < MOST and probability > 0.0:
        number += 1
        probability *= mean / number
        below += probability
    return number


@inner
def _normal(u: float) -> float:
    """A standard normal quantile within 0.0005 (Abramowitz and Stegun 26.2.23)."""
    tail = min(max(min(u, 1.0 - u), 1e-16), 0.5)
    t = math.sqrt(-2.0 * math.log(tail))
    z = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1.0 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t**3)
    return z if u > 0.5 else -z


@compiled
def tries(probability: float, u: float) -> int:
    """How many trials fail before the first that succeeds (geometric); a very large number if none can."""
    if probability <= 0.0:
        return 1 << 30
    if probability >= 1.0:
        return 0
    return int(min(math.log1p(-u) / math.log1p(-probability), 1e9))
