"""Somebody who has everything that was published, and a solver. Shares no code with the rules but their nouns.

Knows: each cell that is shown, in every version; that sums are sums; that counts are whole numbers; that a withheld
cell is at least one; and, which is more than anybody would know, for how many people each version differs from the
others where it does not differ at all: a count that is the same in two versions is of the same people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

Cell = tuple[int, ...]
Goal = tuple[int, Cell, int]


class Axis(Protocol):
    @property
    def codes(self) -> tuple[str, ...]: ...

    @property
    def parents(self) -> Any: ...


class Attacker:
    """``versions``: true values with what is shown of them, the oldest first."""

    def __init__(
        self,
        versions: Sequence[tuple[NDArray[np.int64], NDArray[np.bool_]]],
        dimensions: Sequence[Axis],
        threshold: int,
    ) -> None:
        self.versions, self.dimensions, self.threshold = versions, dimensions, threshold
        self.most = max(int(values.max()) for values, _ in versions) + 2 * threshold
        self.model = cp_model.CpModel()
        self.at: dict[tuple[int, Cell], cp_model.IntVar] = {}
        for number, (values, shown) in enumerate(versions):
            self._cells(number, values, shown)
            self._sums(number, values.shape)
        for number in range(len(versions) - 1):
            self._unchanged(number)

    def _cells(self, number: int, values: NDArray[np.int64], shown: NDArray[np.bool_]) -> None:
        for cell in np.ndindex(*values.shape):
            known = int(values[cell])
            low, high = (known, known) if shown[cell] else (1, self.most)
            self.at[number, cell] = self.model.new_int_var(low, high, "")

    def _sums(self, number: int, shape: tuple[int, ...]) -> None:
        for cell, parts in self._adding(shape):
            self.model.add(sum(self.at[number, part] for part in parts) == self.at[number, cell])

    def _adding(self, shape: tuple[int, ...]) -> Iterator[tuple[Cell, list[Cell]]]:
        for axis, dimension in enumerate(self.dimensions):
            below: dict[str, list[int]] = {}
            for index, code in enumerate(dimension.codes):
                if code in dimension.parents:
                    below.setdefault(dimension.parents[code], []).append(index)
            for cell in np.ndindex(*shape):
                if parts := below.get(dimension.codes[cell[axis]]):
                    yield cell, [(*cell[:axis], index, *cell[axis + 1 :]) for index in parts]

    def _inner(self) -> Iterator[Cell]:
        """Cells that are no sums."""
        above = [set(dimension.parents.values()) for dimension in self.dimensions]
        places = [
            [index for index, code in enumerate(dimension.codes) if code not in above[axis]]
            for axis, dimension in enumerate(self.dimensions)
        ]
        yield from product(*places)

    def _unchanged(self, number: int) -> None:
        before, after = self.versions[number][0], self.versions[number + 1][0]
        for cell in self._inner():
            if before[cell] == after[cell]:
                self.model.add(self.at[number, cell] == self.at[number + 1, cell])
            elif after[cell] > before[cell]:
                self.model.add(self.at[number + 1, cell] >= self.at[number, cell] + 1)
            else:
                self.model.add(self.at[number, cell] >= self.at[number + 1, cell] + 1)

    # --- what is wanted ---------------------------------------------------------------------------------------

    def goals(self) -> Iterator[Goal]:
        """The two ends of the interval of each small cell, which the attacker hopes to exclude."""
        for number, (values, _shown) in enumerate(self.versions):
            for cell in np.ndindex(*values.shape):
                if 0 < values[cell] < self.threshold:
                    yield number, cell, self._least(number, cell)
                    yield number, cell, self.threshold - 1

    def _least(self, number: int, cell: Cell) -> int:
        """Of a sum: as many as it has parts that are not zero, counted over all versions for who has several."""
        axes = [self._leaves_below(axis, index) for axis, index in enumerate(cell)]
        parts = [part for part in product(*axes) if self.versions[number][0][part]]
        return sum(self._layers(number, part) for part in parts)

    def _layers(self, number: int, part: Cell) -> int:
        """Of how many groups a count consists that came or went together, as far as one who has all versions sees."""
        here = int(self.versions[number][0][part])
        steps = {int(values[part]) for values, _ in self.versions if 0 < values[part] <= here}
        return len(steps)

    def _leaves_below(self, axis: int, index: int) -> list[int]:
        dimension = self.dimensions[axis]
        children = [
            n for n, code in enumerate(dimension.codes) if dimension.parents.get(code) == dimension.codes[index]
        ]
        return [leaf for child in children for leaf in self._leaves_below(axis, child)] or [index]

    def narrowed(self) -> list[Goal]:
        """What could be excluded: nothing, where the protection holds. A difference between two versions that are both
        shown is excluded as well where it is small."""
        open_ones = set(self.goals())
        found = list(self._differences())
        for sign in (1, -1):
            open_ones -= self._reached(open_ones, self._pull(open_ones, sign))
        for goal in sorted(open_ones):
            if goal in open_ones:
                reached = self._solve_for(goal)
                if reached is None:
                    found.append(goal)
                else:
                    open_ones -= self._reached(open_ones, reached)
        return found

    def _differences(self) -> Iterator[Goal]:
        for number, (one, two) in enumerate(pairwise(self.versions)):
            change = np.abs(two[0] - one[0])
            for cell in np.argwhere(one[1] & two[1] & (change > 0) & (change < self.threshold)):
                yield number, tuple(int(place) for place in cell), int(change[tuple(cell)])

    def _pull(self, goals: set[Goal], sign: int) -> dict[tuple[int, Cell], int] | None:
        """Many cells at once towards one end: most goals fall in two looks."""
        cells = {(number, cell) for number, cell, _ in goals}
        if not cells:
            return None
        capped = []
        for number, cell in sorted(cells):
            cap = self.model.new_int_var(0, self.threshold - 1, "")
            self.model.add(cap <= self.at[number, cell])
            capped.append(cap if sign > 0 else self.at[number, cell])
        if sign > 0:
            self.model.maximize(sum(capped))
        else:
            self.model.minimize(sum(capped))
        found = self._solve()
        self.model.clear_objective()
        return found

    def _solve_for(self, goal: Goal) -> dict[tuple[int, Cell], int] | None:
        number, cell, value = goal
        model = self.model.clone()
        variable = model.get_int_var_from_proto_index(self.at[number, cell].index)
        model.add(variable == value)
        return self._solve(model)

    def _solve(self, model: cp_model.CpModel | None = None) -> dict[tuple[int, Cell], int] | None:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = 20
        model = model or self.model
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return {key: solver.value(variable) for key, variable in self.at.items()}

    @staticmethod
    def _reached(goals: set[Goal], found: dict[tuple[int, Cell], int] | None) -> set[Goal]:
        return {goal for goal in goals if found and found[goal[0], goal[1]] == goal[2]}
