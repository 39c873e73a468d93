"""How counts can be moved inside a table so that nothing that is shown changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from qianshao.briefing.rules.disclosure.dimensions import BoolArray, Dimension, IntArray
from qianshao.briefing.rules.disclosure.proofs import Proof, product
from qianshao.briefing.rules.disclosure.sums import proof_of_sum

MOST_DIMENSIONS = 4


def cheapest(
    values: IntArray,
    withheld: BoolArray,
    fixed: BoolArray,
    dimensions: Sequence[Dimension],
    cell: tuple[int, ...],
    threshold: int,
) -> Proof | None:
    """The proof for which as little as possible has to be withheld; no cell of it is ``fixed``, and none falls below 1.
    None where there is none.

    Counts move by a product of one shift for each dimension, so that all sums hold by construction.
    """
    if len(dimensions) > MOST_DIMENSIONS:
        raise ValueError(f"a table may have {MOST_DIMENSIONS} dimensions at most")
    cost = np.where(withheld, 0.0, _cost(values))
    is_sum = any(place not in dimension.leaves for dimension, place in zip(dimensions, cell, strict=True))
    if is_sum:
        return proof_of_sum(values, cost, fixed, dimensions, cell, threshold)
    return _proof_of_leaf(values, cost, fixed, dimensions, cell, threshold)


def _proof_of_leaf(
    values: IntArray,
    cost: NDArray[np.float64],
    fixed: BoolArray,
    dimensions: Sequence[Dimension],
    cell: tuple[int, ...],
    threshold: int,
) -> Proof | None:
    shifts = [dimension.shifts(place) for dimension, place in zip(dimensions, cell, strict=True)]
    packed = [_packed(options) for options in shifts] + [_packed([((0, 1),)])] * (MOST_DIMENSIONS - len(shifts))
    shape = (*values.shape, *([1] * (MOST_DIMENSIONS - values.ndim)))
    now = int(values[cell])
    columns = (part for pack in packed for part in pack)
    chosen = _search(values.reshape(shape), cost.reshape(shape), fixed.reshape(shape), now, threshold - now, *columns)
    if chosen[0] < 0:
        return None
    cells, signs = product([shifts[axis][chosen[axis]] for axis in range(len(dimensions))])
    return Proof(cells, (1 - now) * signs, (threshold - 1 - now) * signs, 1, threshold - 1)


def _cost(values: IntArray) -> NDArray[np.float64]:
    """What readers lose with a cell: large ones, and with them sums, are missed most."""
    cost: NDArray[np.float64] = 1.0 + np.log2(1.0 + values)
    return cost


def _packed(options: Sequence[Sequence[tuple[int, int]]]) -> tuple[IntArray, IntArray, IntArray]:
    """Indices, signs and lengths of all options as three arrays."""
    longest = max(map(len, options))
    indices = np.zeros((len(options), longest), np.int64)
    signs = np.zeros((len(options), longest), np.int64)
    for row, option in enumerate(options):
        for column, (index, sign) in enumerate(option):
            indices[row, column], signs[row, column] = index, sign
    return indices, signs, np.array([len(option) for option in options], np.int64)


@njit(cache=True, nogil=True)
def _search(
    values: Any,
    cost: Any,
    fixed: Any,
    down: int,
    up: int,
    index0: Any,
    sign0: Any,
    length0: Any,
    index1: Any,
    sign1: Any,
    length1: Any,
    index2: Any,
    sign2: Any,
    length2: Any,
    index3: Any,
    sign3: Any,
    length3: Any,
) -> tuple[int, int, int, int]:
    """The four options of least cost. A cell that gains with the protected one must hold ``down`` at least, so that 1
    is left when that one falls to 1; one that loses must hold ``up``."""
    best, best0, best1, best2, best3 = np.inf, -1, -1, -1, -1
    for a in range(length0.size):
        for b in range(length1.size):
            for c in range(length2.size):
                for d in range(length3.size):
                    total = 0.0
                    possible = True
                    for i in range(length0[a]):
                        for j in range(length1[b]):
                            for k in range(length2[c]):
                                for m in range(length3[d]):
                                    x, y, z, w = index0[a, i], index1[b, j], index2[c, k], index3[d, m]
                                    sign = sign0[a, i] * sign1[b, j] * sign2[c, k] * sign3[d, m]
                                    least = down if sign > 0 else up
                                    if fixed[x, y, z, w] or values[x, y, z, w] < least:
                                        possible = False
                                        break
                                    total += cost[x, y, z, w]
                                if not possible or total >= best:
                                    break
                            if not possible or total >= best:
                                break
                        if not possible or total >= best:
                            break
                    if possible and total < best:
                        best, best0, best1, best2, best3 = total, a, b, c, d
    return best0, best1, best2, best3
