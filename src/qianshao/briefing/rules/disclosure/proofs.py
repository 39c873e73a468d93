"""The proof that a cell cannot be computed: two other tables that nobody could tell from the true one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qianshao.briefing.rules.disclosure.dimensions import IntArray


@dataclass(frozen=True)
class Proof:
    """Two other tables that agree with all that is shown: the changes of ``cells`` (as for indexing an array) that take
    the protected cell to ``least`` and to ``most``."""

    cells: tuple[IntArray, ...]
    down: IntArray
    up: IntArray
    least: int
    most: int

    def lowest(self, values: IntArray) -> IntArray:
        return self._changed(values, self.down)

    def highest(self, values: IntArray) -> IntArray:
        return self._changed(values, self.up)

    def _changed(self, values: IntArray, change: IntArray) -> IntArray:
        other = values.copy()
        other[self.cells] += change
        return other


def product(shifts: Sequence[Sequence[tuple[int, int]]]) -> tuple[tuple[IntArray, ...], IntArray]:
    """Cells that move, and by which sign."""
    grids = np.meshgrid(*(np.array([index for index, _ in shift]) for shift in shifts), indexing="ij")
    signs = np.meshgrid(*(np.array([sign for _, sign in shift]) for shift in shifts), indexing="ij")
    return tuple(grid.ravel() for grid in grids), np.prod(signs, axis=0).ravel()
