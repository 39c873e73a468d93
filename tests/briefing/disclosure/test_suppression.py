"""Nobody who knows all that is shown can narrow a small cell: other tables prove it, and an attacker who shares no code
with the rules tries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from qianshao.briefing.rules.disclosure import Dimension, Protected, Unprotected, protect

Table = NDArray[np.int64]
THRESHOLD = 10


def flat(name: str, size: int) -> Dimension:
    codes = [f"{name}{n}" for n in range(size)]
    return Dimension(name, ("all", *codes), dict.fromkeys(codes, "all"))


def grouped(name: str, size: int, groups: int) -> Dimension:
    codes = [f"{name}{n}" for n in range(size)]
    above = [f"group{n}" for n in range(groups)]
    parents = dict.fromkeys(above, "all") | {code: above[n % groups] for n, code in enumerate(codes)}
    return Dimension(name, ("all", *above, *codes), parents)


SHAPES = (
    (flat("place", 5), flat("kind", 4)),
    (grouped("place", 6, 2), flat("kind", 3)),
    (flat("place", 4), flat("day", 3), flat("kind", 2)),
)


def whole(leaves: Table, dimensions: Sequence[Dimension]) -> Table:
    for axis, dimension in enumerate(dimensions):
        leaves = dimension.totals(leaves, axis)
    return leaves


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, Sequence[Dimension]]:
    dimensions = draw(st.sampled_from(SHAPES))
    shape = [len(dimension.leaves) for dimension in dimensions]
    counts = st.sampled_from([0, 0, 1, 2, 3, 5, 8, 9, 10, 12, 20, 45, 90])
    cells = draw(st.lists(counts, min_size=int(np.prod(shape)), max_size=int(np.prod(shape))))
    return whole(np.array(cells, np.int64).reshape(shape), dimensions), dimensions


@settings(max_examples=60, deadline=None)
@given(tables())
def test_each_small_cell_has_two_other_tables_that_look_the_same(given_: tuple[Table, Sequence[Dimension]]) -> None:
    values, dimensions = given_
    found = protect(values, dimensions, threshold=THRESHOLD)
    assert not (found.withheld & (values == 0)).any()
    assert found.primary.sum() == ((values > 0) & (values < THRESHOLD)).sum() == len(found.proofs)
    for cell, proof in found.proofs.items():
        for other, value in ((proof.lowest(values), proof.least), (proof.highest(values), THRESHOLD - 1)):
            assert other[cell] == value
            assert (other[~found.withheld] == values[~found.withheld]).all()
            assert (other[found.withheld] >= 1).all()
            assert (whole(_leaves(other, dimensions), dimensions) == other).all()


def _leaves(values: Table, dimensions: Sequence[Dimension]) -> Table:
    for axis, dimension in enumerate(dimensions):
        values = np.take(values, dimension.leaves, axis=axis)
    return values


# --- the attacker -----------------------------------------------------------------------------------------


def may_be(
    found: Protected, shown: NDArray[np.bool_], dimensions: Sequence[Dimension], cell: tuple[int, ...], value: int
) -> bool:
    """Is there a table of whole numbers with all that is shown, all sums, and this value in this cell?"""
    model = cp_model.CpModel()
    most = int(found.values.max()) + 2 * THRESHOLD
    at: dict[tuple[int, ...], cp_model.IntVar] = {}
    for place in np.ndindex(*found.values.shape):
        known = int(found.values[place])
        at[place] = model.new_int_var(known, known, "") if shown[place] else model.new_int_var(1, most, "")
    for axis, dimension in enumerate(dimensions):
        children: dict[str, list[int]] = {}
        for index, code in enumerate(dimension.codes):
            if code in dimension.parents:
                children.setdefault(dimension.parents[code], []).append(index)
        for place in np.ndindex(*found.values.shape):
            if below := children.get(dimension.codes[place[axis]]):
                parts = [at[(*place[:axis], index, *place[axis + 1 :])] for index in below]
                model.add(sum(parts) == at[place])
    model.add(at[cell] == value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)


@settings(max_examples=12, deadline=None)
@given(tables())
def test_an_attacker_with_a_solver_narrows_no_small_cell(given_: tuple[Table, Sequence[Dimension]]) -> None:
    values, dimensions = given_
    found = protect(values, dimensions, threshold=THRESHOLD)
    for cell, proof in list(found.proofs.items())[:6]:
        assert may_be(found, ~found.withheld, dimensions, cell, proof.least)
        assert may_be(found, ~found.withheld, dimensions, cell, THRESHOLD - 1)


def test_the_attacker_succeeds_where_only_the_small_cell_is_withheld() -> None:
    dimensions = SHAPES[0]
    values = whole(np.full((5, 4), 30, np.int64), dimensions)
    values = whole(np.where(np.arange(20).reshape(5, 4) == 7, 3, _leaves(values, dimensions)), dimensions)
    found = protect(values, dimensions, threshold=THRESHOLD)
    (cell,) = found.proofs
    assert not may_be(found, ~found.primary, dimensions, cell, 9)
    assert may_be(found, ~found.withheld, dimensions, cell, 9)


def test_what_was_published_before_is_not_taken_back() -> None:
    dimensions = (flat("place", 2),)
    values = whole(np.array([4, 40], np.int64), dimensions)
    known = np.array([True, False, True])
    with pytest.raises(Unprotected):
        protect(values, dimensions, published=known)
