"""What a layer adds: the Shapley value over all combinations (Shapley 1953, doi 10.1515/9781400881970-018).

For n layers and the value v(S) of a set S of them, layer l is worth the mean of v(S ∪ {l}) - v(S) over all S without
l, a set of s layers weighing s!(n-s-1)!/n!. The values of all layers add up to v(all) - v(none). Worked out for each
run by itself, since each run meets the same epidemic under every combination; so the interval is that of paired
differences.
"""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray


def shapley(values: NDArray[np.float64], layers: int) -> NDArray[np.float64]:
    """``values``: float64[2**layers, runs], in the order of the bits. Returns float64[layers, runs]."""
    weights = [factorial(s) * factorial(layers - s - 1) / factorial(layers) for s in range(layers)]
    worth = np.zeros((layers, values.shape[1]))
    for layer in range(layers):
        for mask in range(len(values)):
            if not mask >> layer & 1:
                worth[layer] += weights[mask.bit_count()] * (values[mask | 1 << layer] - values[mask])
    return worth
