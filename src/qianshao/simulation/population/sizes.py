"""How many work at each workplace: from a register, or from a law with a heavy tail."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def pareto(count: int, smallest: int, largest: int, exponent: float, seed: int) -> NDArray[np.int32]:
    """int32[count] workers: smallest · U^(-1/exponent), cut at ``largest``. The sizes of firms follow such a law with
    an exponent near 1 (Axtell 2001, doi 10.1126/science.1062081)."""
    dice = np.random.Generator(np.random.Philox(seed))
    sizes = smallest * dice.random(count) ** (-1.0 / exponent)
    return np.minimum(sizes, largest).astype(np.int32)
