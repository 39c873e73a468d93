"""A table that was published before, and has changed since: what both versions together would tell.

Whoever has both knows their difference. So those who came later are a table of their own, which is protected like any
other, and so are those who were taken out; a figure of the new version is shown where the old one was, and both changes
may be. What was withheld once stays withheld. All that a reader can know are then the shown cells of tables that are
independent of each other, and the proofs of each hold beside the others.

Only one thing ties them: nobody is taken out who was not in. Where that could tell something, nothing is shown that a
fall has touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qianshao.briefing.rules.disclosure.dimensions import BoolArray, Dimension, IntArray
from qianshao.briefing.rules.disclosure.suppression import THRESHOLD, Protected, protect


@dataclass(frozen=True)
class Earlier:
    """A version that is out: all its cells with all sums, and which of them are shown."""

    values: IntArray
    shown: BoolArray


@dataclass(frozen=True)
class Decided:
    """``withheld`` are the cells of the new version; ``layers`` the tables on whose proofs that rests."""

    withheld: BoolArray
    layers: tuple[Protected, ...]


def protect_again(
    values: IntArray,
    dimensions: Sequence[Dimension],
    before: Earlier | None = None,
    *,
    threshold: int = THRESHOLD,
) -> Decided:
    """The next version, such that it and all earlier ones together reveal nothing. ``before`` is the last one.

    There always is one: at worst it shows little.
    """
    if before is None:
        found = protect(values, dimensions, threshold=threshold)
        return Decided(found.withheld, (found,))
    shown, layers = before.shown.copy(), []
    rises, falls = (_whole(np.maximum(sign * (values - before.values), 0), dimensions) for sign in (1, -1))
    if rises.any():
        found = protect(rises, dimensions, threshold=threshold)
        layers.append(found)
        shown &= ~found.withheld
    if falls.any():
        found = protect(falls, dimensions, threshold=threshold)
        if _may_be_told(values, before, falls, found, dimensions):
            layers.append(found)
            shown &= ~found.withheld
        else:
            shown &= falls == 0
    return Decided(~shown, tuple(layers))


def _may_be_told(
    values: IntArray, before: Earlier, falls: IntArray, found: Protected, dimensions: Sequence[Dimension]
) -> bool:
    """Only from counts that are shown was anything taken, in no other table that looks the same more than there was,
    and nothing small is left, which who knows the old figure and the fall would know."""
    small = (falls > 0) & (values > 0) & (values < found.threshold)
    if small.any():
        return False
    inner = np.zeros(falls.shape, bool)
    inner[np.ix_(*(dimension.leaves for dimension in dimensions))] = True
    fallen = inner & (falls > 0)
    if not before.shown[fallen].all():
        return False
    others = [table for proof in found.proofs.values() for table in (proof.lowest(falls), proof.highest(falls))]
    return all(bool((other[fallen] <= before.values[fallen]).all()) for other in others)


def _whole(table: IntArray, dimensions: Sequence[Dimension]) -> IntArray:
    """All sums anew, from the cells that are no sums."""
    leaves = table[np.ix_(*(dimension.leaves for dimension in dimensions))]
    for axis, dimension in enumerate(dimensions):
        leaves = dimension.totals(leaves, axis)
    return leaves
