"""One dimension of a table: codes that add up along a tree, such as townships of a district, or days of a week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Dimension:
    """``codes`` in the order of the table's axis; ``parents`` from each code to the one that it is added to.

    A code without a parent is a total. Where a code has children, its cell is the sum of theirs.
    """

    name: str
    codes: tuple[str, ...]
    parents: Mapping[str, str]

    def __post_init__(self) -> None:
        unknown = [parent for parent in self.parents.values() if parent not in self.codes]
        if unknown or len(set(self.codes)) != len(self.codes):
            raise ValueError(f"{self.name}: codes are not unique, or parents unknown: {unknown}")

    @cached_property
    def lines(self) -> tuple[tuple[int, ...], ...]:
        """For each code the indices of itself and of all that it is added to."""
        index = {code: place for place, code in enumerate(self.codes)}
        found = []
        for code in self.codes:
            line, at = [index[code]], code
            while at in self.parents:
                at = self.parents[at]
                line.append(index[at])
            found.append(tuple(line))
        return tuple(found)

    @cached_property
    def leaves(self) -> tuple[int, ...]:
        above = set(self.parents.values())
        return tuple(place for place, code in enumerate(self.codes) if code not in above)

    def totals(self, leaves: IntArray, axis: int) -> IntArray:
        """The array with all sums along ``axis``, from one that holds the leaves only (in the order of ``leaves``)."""
        shape = list(leaves.shape)
        shape[axis] = len(self.codes)
        whole = np.zeros(shape, dtype=np.int64)
        for place, leaf in enumerate(self.leaves):
            for node in self.lines[leaf]:
                target = [slice(None)] * whole.ndim
                target[axis] = slice(node, node + 1)
                whole[tuple(target)] += np.take(leaves, [place], axis=axis)
        return whole

    def shifts(self, node: int) -> list[tuple[tuple[int, int], ...]]:
        """Ways to move counts along this dimension so that ``node`` gains one: pairs (index, +1 or -1).

        From another leaf to one below ``node``: sums above both stay. Or from nowhere: then every sum above gains, too.
        """
        below = [leaf for leaf in self.leaves if node in self.lines[leaf]]
        others = [leaf for leaf in self.leaves if node not in self.lines[leaf]]
        found = [_moved(self.lines[gains], self.lines[loses]) for gains in below for loses in others]
        return found + [_moved(self.lines[gains], ()) for gains in below]


def _moved(gains: Sequence[int], loses: Sequence[int]) -> tuple[tuple[int, int], ...]:
    plus = [(index, 1) for index in gains if index not in loses]
    return tuple(plus + [(index, -1) for index in loses if index not in gains])
