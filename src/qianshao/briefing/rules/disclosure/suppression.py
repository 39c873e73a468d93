"""Which cells are withheld beside the small ones, with the proof that nobody can compute these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from qianshao.briefing.rules.disclosure.dimensions import BoolArray, Dimension, IntArray
from qianshao.briefing.rules.disclosure.proofs import Proof

THRESHOLD = 10


class Unprotected(Exception):
    """A small cell cannot be hidden: what would have to be withheld with it was published before. ``cell`` is where."""

    def __init__(self, cell: tuple[int, ...]) -> None:
        self.cell = cell
        super().__init__(f"cell {cell} cannot be protected")


@dataclass(frozen=True)
class Protected:
    """``proofs``: for each primary cell how counts can be moved unseen. ``withheld`` is primary or complementary."""

    values: IntArray
    primary: BoolArray
    withheld: BoolArray
    threshold: int
    proofs: dict[tuple[int, ...], Proof] = field(default_factory=dict)

    @property
    def complementary(self) -> BoolArray:
        return self.withheld & ~self.primary


def protect(
    values: IntArray,
    dimensions: Sequence[Dimension],
    *,
    threshold: int = THRESHOLD,
    published: BoolArray | None = None,
) -> Protected:
    """``values`` holds all cells with all sums, one axis for each dimension. ``published``: cells that are known from
    earlier releases and cannot be taken back. :class:`Unprotected` where that leaves a small cell computable.

    What is withheld for one cell is free for the next.
    """
    from qianshao.briefing.rules.disclosure.moves import cheapest  # compiled: loaded when something is protected

    _check(values, dimensions)
    known = np.zeros(values.shape, bool) if published is None else published
    primary = (values > 0) & (values < threshold) & ~known
    fixed = known | (values == 0)
    withheld, proofs = primary.copy(), {}
    for cell in _order(values, primary):
        proof = cheapest(values, withheld, fixed, dimensions, cell, threshold)
        if proof is None:
            raise Unprotected(cell)
        proofs[cell] = proof
        withheld[proof.cells] = True
    return Protected(values, primary, withheld, threshold, proofs)


def _order(values: IntArray, primary: BoolArray) -> list[tuple[int, ...]]:
    """The smallest first: they need the largest partners."""
    cells = [tuple(int(place) for place in cell) for cell in np.argwhere(primary)]
    return sorted(cells, key=lambda cell: (int(values[cell]), cell))


def _check(values: IntArray, dimensions: Sequence[Dimension]) -> None:
    if values.shape != tuple(len(dimension.codes) for dimension in dimensions):
        raise ValueError("the shape of the table does not fit its dimensions")
    if (values < 0).any():
        raise ValueError("a count is below zero")
    for axis, dimension in enumerate(dimensions):
        again = dimension.totals(np.take(values, dimension.leaves, axis=axis), axis)
        if not np.array_equal(again, values):
            raise ValueError(f"sums along {dimension.name} do not add up")
