"""A table that was published before, and has changed since: what both versions together would tell.

Each person is counted in some of the versions. The parts of a count by *which* versions (its layers) add up to every
version, so that the versions are one more dimension of one table, whose sums overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qianshao.briefing.rules.disclosure.dimensions import BoolArray, Dimension, IntArray
from qianshao.briefing.rules.disclosure.suppression import THRESHOLD, Protected, protect

VERSIONS = "version"


@dataclass(frozen=True)
class Earlier:
    """A version that is out: all its cells with all sums, and which of them are shown."""

    values: IntArray
    shown: BoolArray


@dataclass(frozen=True)
class Joint:
    """``withheld`` are the cells of the new version. What it rests on, earlier versions included, is ``protected``."""

    withheld: BoolArray
    primary: BoolArray
    protected: Protected
    dimensions: tuple[Dimension, ...]


def protect_again(
    values: IntArray,
    dimensions: Sequence[Dimension],
    earlier: Sequence[Earlier] = (),
    *,
    threshold: int = THRESHOLD,
) -> Joint:
    """The newest version, such that it and all earlier ones together reveal nothing.

    Where nothing has changed, the versions are the same table, and what any of them shows is known of all.
    """
    small = (values > 0) & (values < threshold)
    if all(np.array_equal(one.values, values) for one in earlier):
        known = np.zeros(values.shape, bool)
        for one in earlier:
            known |= one.shown
        found = protect(values, dimensions, threshold=threshold, published=known)
        return Joint(found.withheld, small, found, tuple(dimensions))
    tables = [*(one.values for one in earlier), values]
    versions, whole = layers(tables, dimensions)
    published, hidden = np.zeros(whole.shape, bool), np.ones(whole.shape, bool)
    for place, one in enumerate(earlier):
        published[..., place] = one.shown
    newest = len(earlier)
    hidden[..., newest] = False
    joint = (*dimensions, versions)
    found = protect(whole, joint, threshold=threshold, published=published, hidden=hidden)
    return Joint(found.withheld[..., newest], small, found, joint)


def layers(tables: Sequence[IntArray], dimensions: Sequence[Dimension]) -> tuple[Dimension, IntArray]:
    """The dimension of versions, and the table that has it as its last axis: first the versions in their order, then
    the layers that occur. A layer is named by the versions in which it is counted."""
    counts = np.stack([_leaves(table, dimensions) for table in tables], axis=-1)
    found: dict[tuple[int, ...], IntArray] = {}
    ordered = np.sort(counts, axis=-1)
    below = np.zeros(counts.shape[:-1], np.int64)
    for step in range(len(tables)):
        top = ordered[..., step]
        inside = counts >= top[..., None]
        for place in np.argwhere(top > below):
            at = tuple(place)
            members = tuple(np.flatnonzero(inside[at]).tolist())
            found.setdefault(members, np.zeros(counts.shape[:-1], np.int64))[at] = top[at] - below[at]
        below = top
    names = {members: "+".join(f"v{n + 1}" for n in members) + " only" for members in sorted(found)}
    codes = [f"v{n + 1}" for n in range(len(tables))]
    parents = {name: codes[members[0]] for members, name in names.items()}
    also = {name: tuple(codes[n] for n in members[1:]) for members, name in names.items()}
    whole = [*tables, *(_totals(found[members], dimensions) for members in names)]
    return Dimension(VERSIONS, (*codes, *names.values()), parents, also), np.stack(whole, axis=-1)


def _leaves(values: IntArray, dimensions: Sequence[Dimension]) -> IntArray:
    for axis, dimension in enumerate(dimensions):
        values = np.take(values, dimension.leaves, axis=axis)
    return values


def _totals(leaves: IntArray, dimensions: Sequence[Dimension]) -> IntArray:
    for axis, dimension in enumerate(dimensions):
        leaves = dimension.totals(leaves, axis)
    return leaves
