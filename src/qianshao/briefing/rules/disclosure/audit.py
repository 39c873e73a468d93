"""The proofs are tried before anything goes out: none is believed because it was constructed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qianshao.briefing.rules.disclosure.dimensions import BoolArray, Dimension, IntArray
from qianshao.briefing.rules.disclosure.proofs import Proof
from qianshao.briefing.rules.disclosure.suppression import Protected


class Unproven(Exception):
    """A small cell whose proof does not hold, or that has none. ``cell`` is where."""

    def __init__(self, cell: tuple[int, ...], what: str) -> None:
        self.cell = cell
        super().__init__(f"cell {cell}: {what}")


def audit(found: Protected, dimensions: Sequence[Dimension], published: BoolArray | None = None) -> int:
    """How many proofs hold; :class:`Unproven` at the first that does not. ``published``: what was known before."""
    small = (found.values > 0) & (found.values < found.threshold)
    known = np.zeros(found.values.shape, bool) if published is None else published
    if bool((known & found.withheld).any()):
        raise Unproven(_first(known & found.withheld), "was published before")
    for place in np.argwhere(small & ~known):
        cell = tuple(int(one) for one in place)
        if not found.withheld[cell] or cell not in found.proofs:
            raise Unproven(cell, "is small and has no proof")
    for cell, proof in found.proofs.items():
        _holds(found, dimensions, cell, proof, proof.lowest(found.values), proof.least)
        _holds(found, dimensions, cell, proof, proof.highest(found.values), proof.most)
    return len(found.proofs)


def _holds(
    found: Protected,
    dimensions: Sequence[Dimension],
    cell: tuple[int, ...],
    proof: Proof,
    other: IntArray,
    value: int,
) -> None:
    if int(other[cell]) != value or proof.most < found.threshold - 1:
        raise Unproven(cell, "the other table does not reach the end of the interval")
    if not np.array_equal(other[~found.withheld], found.values[~found.withheld]):
        raise Unproven(cell, "the other table differs in a cell that is shown")
    if int(other[found.withheld].min()) < 1:
        raise Unproven(cell, "the other table falls below one")
    for axis, dimension in enumerate(dimensions):
        again = dimension.totals(np.take(other, dimension.leaves, axis=axis), axis)
        if not np.array_equal(again, other):
            raise Unproven(cell, f"the sums of the other table along {dimension.name} do not hold")


def _first(where: BoolArray) -> tuple[int, ...]:
    return tuple(int(one) for one in np.argwhere(where)[0])
