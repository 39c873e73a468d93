"""Small sums: what is moved lies in several cells below them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product as combinations

import numpy as np
from numpy.typing import NDArray

from qianshao.briefing.rules.disclosure.dimensions import BoolArray, Dimension, IntArray
from qianshao.briefing.rules.disclosure.proofs import Proof, product

Cell = tuple[int, ...]
NOWHERE = -1
FEW_PARTNERS, MOST_PARTNERS = 3, 12
"""Leaves of a dimension that are tried as partners: the fullest ones, which are most likely to bear it. More of them
only where few did not do."""


def proof_of_sum(
    values: IntArray,
    cost: NDArray[np.float64],
    fixed: BoolArray,
    dimensions: Sequence[Dimension],
    cell: Cell,
    threshold: int,
) -> Proof | None:
    """As :func:`moves.cheapest`. Every part that is not zero can fall to 1; one of them, the largest, can rise.

    In each dimension all parts share one partner (a leaf outside of the sum), or take from nowhere.
    """
    for most in (FEW_PARTNERS, MOST_PARTNERS):
        best = _best(values, cost, fixed, dimensions, cell, threshold, most)
        if best is not None:
            return best
    return None


def _best(
    values: IntArray,
    cost: NDArray[np.float64],
    fixed: BoolArray,
    dimensions: Sequence[Dimension],
    cell: Cell,
    threshold: int,
    most: int,
) -> Proof | None:
    best, least_cost = None, np.inf
    parts = _parts(values, dimensions, cell)
    for partners in combinations(*(_partners(values, dimensions, cell, axis, most) for axis in range(len(dimensions)))):
        proof = _proof(values, dimensions, cell, parts, partners, threshold)
        if proof is None or not _holds(values, fixed, proof):
            continue
        total = float(cost[proof.cells].sum())
        if total < least_cost:
            best, least_cost = proof, total
    return best


def _parts(values: IntArray, dimensions: Sequence[Dimension], cell: Cell) -> dict[Cell, int]:
    """The leaves below a sum that are not zero."""
    below = [
        [leaf for leaf in dimension.leaves if place in dimension.lines[leaf]]
        for dimension, place in zip(dimensions, cell, strict=True)
    ]
    return {part: int(values[part]) for part in combinations(*below) if values[part]}


def _partners(values: IntArray, dimensions: Sequence[Dimension], cell: Cell, axis: int, most: int) -> list[int]:
    dimension = dimensions[axis]
    outside = [leaf for leaf in dimension.leaves if cell[axis] not in dimension.lines[leaf]]
    fullness = [-int(values[(*cell[:axis], leaf, *cell[axis + 1 :])]) for leaf in outside]
    ordered = [leaf for _, leaf in sorted(zip(fullness, outside, strict=True))]
    return [*ordered[:most], NOWHERE]


def _proof(
    values: IntArray,
    dimensions: Sequence[Dimension],
    cell: Cell,
    parts: dict[Cell, int],
    partners: Cell,
    threshold: int,
) -> Proof | None:
    now, largest = int(values[cell]), max(parts, key=lambda part: (parts[part], part))
    down: Counter[Cell] = Counter()
    up: Counter[Cell] = Counter()
    for part, value in parts.items():
        for place, sign in _move(dimensions, part, partners):
            down[place] -= (value - 1) * sign
            up[place] += (threshold - 1 - now) * sign if part == largest else 0
    if now + down[cell] != len(parts) or now + up[cell] != threshold - 1:
        return None
    places = sorted(place for place in {*down, *up} if down[place] or up[place])
    if not places:
        places = [cell]
    return Proof(
        tuple(np.array(axis) for axis in zip(*places, strict=True)),
        np.array([down[place] for place in places]),
        np.array([up[place] for place in places]),
        len(parts),
        threshold - 1,
    )


def _move(dimensions: Sequence[Dimension], part: Cell, partners: Cell) -> Iterator[tuple[Cell, int]]:
    shifts = []
    for dimension, gains, loses in zip(dimensions, part, partners, strict=True):
        plus, minus = dimension.lines[gains], dimension.lines[loses] if loses != NOWHERE else ()
        shift = [(index, 1) for index in plus if index not in minus]
        shifts.append(shift + [(index, -1) for index in minus if index not in plus])
    cells, signs = product(shifts)
    places = zip(*(axis.tolist() for axis in cells), strict=True)
    yield from zip(places, signs.tolist(), strict=True)


def _holds(values: IntArray, fixed: BoolArray, proof: Proof) -> bool:
    now = values[proof.cells]
    falls = min(int((now + proof.down).min()), int((now + proof.up).min()))
    return falls >= 1 and not bool(fixed[proof.cells].any())
