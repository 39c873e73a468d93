"""A table of a release: what it counts, by what, and of how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from qianshao.briefing.rules.disclosure import Dimension, Earlier, Unprotected, audit, protect_again
from qianshao.briefing.rules.disclosure.dimensions import BoolArray, IntArray

Words = Mapping[str, str]
"""A sentence in each language, by its code."""

ALL = "all"
"""The code of a total along a dimension that has no place of its own for it."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A dimension with words. ``parents`` as in :class:`Dimension`."""

    code: str
    name: Words
    codes: Mapping[str, Words]
    parents: Mapping[str, str]

    @property
    def dimension(self) -> Dimension:
        return Dimension(self.code, tuple(self.codes), self.parents)


@dataclass(frozen=True, slots=True)
class Table:
    """``values``: all cells with all sums. ``of_people``: small counts are withheld. ``denominators``: by territory."""

    code: str
    title: Words
    query: Words
    denominator: Words
    axes: tuple[Axis, ...]
    values: IntArray
    of_people: bool
    denominators: Mapping[str, int]

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        return tuple(axis.dimension for axis in self.axes)

    def as_dict(self, shown: BoolArray) -> dict[str, Any]:
        """As JSON-stat does it: values in one list, the last dimension runs fastest; null is withheld."""
        flat = zip(self.values.ravel().tolist(), shown.ravel().tolist(), strict=True)
        return {
            "code": self.code,
            "title": dict(self.title),
            "query": dict(self.query),
            "of_people": self.of_people,
            "denominator": {"what": dict(self.denominator), "by_territory": dict(self.denominators)},
            "dimensions": [
                {
                    "code": axis.code,
                    "name": dict(axis.name),
                    "codes": [
                        {"code": code, "name": dict(name), "parent": axis.parents.get(code)}
                        for code, name in axis.codes.items()
                    ],
                }
                for axis in self.axes
            ],
            "value": [value if seen else None for value, seen in flat],
        }


def with_sums(leaves: IntArray, axes: Sequence[Axis]) -> IntArray:
    """All cells, from those that are no sums."""
    for place, axis in enumerate(axes):
        leaves = axis.dimension.totals(leaves, place)
    return leaves


def protected(table: Table, earlier: tuple[dict[str, Any], dict[str, Any]] | None, threshold: int) -> BoolArray:
    """Which cells may be shown beside what is out: all figures of the version before, and what was shown of them.

    Nothing is taken for protected that was not tried: :class:`Unproven` where a proof does not hold.
    """
    if not table.of_people:
        return np.ones(table.values.shape, bool)
    before = _aligned(table, *earlier) if earlier else None
    found = protect_again(table.values, table.dimensions, before, threshold=threshold)
    for layer in found.layers:
        audit(layer, table.dimensions)
    return ~found.withheld


def _aligned(table: Table, whole: dict[str, Any], public: dict[str, Any]) -> Earlier:
    """An earlier version on the axes of this one. What it did not have was not counted: known to be none."""
    before, shown_before = dict(cells(whole)), dict(cells(public))
    if any(set(key) - {code for axis in table.axes for code in axis.codes} for key in before):
        raise Unprotected(())  # it had codes that are no longer counted
    values, shown = np.zeros(table.values.shape, np.int64), np.ones(table.values.shape, bool)
    codes = [tuple(axis.codes) for axis in table.axes]
    for place in np.ndindex(*table.values.shape):
        key = tuple(codes[axis][index] for axis, index in enumerate(place))
        values[place] = before.get(key) or 0
        shown[place] = shown_before.get(key, 0) is not None
    return Earlier(values, shown)


def cells(table: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], int | None]]:
    """Codes and value of each cell of a table that was written down."""
    codes = [[one["code"] for one in dimension["codes"]] for dimension in table["dimensions"]]
    shape = [len(one) for one in codes]
    for place, value in zip(np.ndindex(*shape), table["value"], strict=True):
        yield tuple(codes[axis][index] for axis, index in enumerate(place)), value


def shows_small(table: Mapping[str, Any], threshold: int) -> bool:
    """The last look before it goes out, on what goes out itself."""
    return table["of_people"] and any(value is not None and 0 < value < threshold for _, value in cells(table))
