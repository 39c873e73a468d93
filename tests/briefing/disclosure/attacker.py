"""Somebody who has everything that was published, and a solver. Shares no code with the rules but their nouns.

Knows: each cell that is shown, in every version; that sums are sums; that counts are whole numbers; that a cell which
was withheld when it was first published is at least one. And, which is more than anybody would know: where no sum is,
whether a count stayed, rose or fell from one version to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

Cell = tuple[int, ...]
Values = dict[tuple[int, Cell], int]


class Axis(Protocol):
    @property
    def codes(self) -> tuple[str, ...]: ...

    @property
    def parents(self) -> Any: ...


@dataclass(frozen=True, order=True)
class Goal:
    """To exclude that a cell of a version is ``value``; with ``rise``, that it rose by this since the one before."""

    version: int
    cell: Cell
    value: int
    rise: bool = False

    def reached(self, found: Values) -> bool:
        before = found[self.version - 1, self.cell] if self.rise else 0
        return found[self.version, self.cell] - before == self.value


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
        for number in range(1, len(versions)):
            self._directions(number)

    def _cells(self, number: int, values: NDArray[np.int64], shown: NDArray[np.bool_]) -> None:
        least = 0 if number else 1
        for cell in np.ndindex(*values.shape):
            known = int(values[cell])
            low, high = (known, known) if shown[cell] else (least, self.most)
            self.at[number, cell] = self.model.new_int_var(low, high, "")

    def _sums(self, number: int, shape: tuple[int, ...]) -> None:
        for axis, dimension in enumerate(self.dimensions):
            below: dict[str, list[int]] = {}
            for index, code in enumerate(dimension.codes):
                if code in dimension.parents:
                    below.setdefault(dimension.parents[code], []).append(index)
            for cell in np.ndindex(*shape):
                if parts := below.get(dimension.codes[cell[axis]]):
                    places = [(*cell[:axis], index, *cell[axis + 1 :]) for index in parts]
                    self.model.add(sum(self.at[number, place] for place in places) == self.at[number, cell])

    def _directions(self, number: int) -> None:
        before, after = self.versions[number - 1][0], self.versions[number][0]
        for cell in self._below(tuple(0 for _ in self.dimensions), whole=True):
            if before[cell] == after[cell]:
                self.model.add(self.at[number - 1, cell] == self.at[number, cell])
            elif after[cell] > before[cell]:
                self.model.add(self.at[number, cell] >= self.at[number - 1, cell])
            else:
                self.model.add(self.at[number - 1, cell] >= self.at[number, cell])

    # --- what is wanted ---------------------------------------------------------------------------------------

    def goals(self) -> Iterator[Goal]:
        """The two ends of the interval of each small cell, and of each small rise. Where counts fell, everything that a
        fall has touched is withheld, and no more than that is promised."""
        for number, (values, _shown) in enumerate(self.versions):
            for place in np.ndindex(*values.shape):
                cell = tuple(int(one) for one in place)
                if self._fell(number, cell):
                    continue
                if 0 < values[cell] < self.threshold:
                    yield Goal(number, cell, sum(self._groups(number, part) for part in self._below(cell)))
                    yield Goal(number, cell, self.threshold - 1)
                rise = int(values[cell] - self.versions[number - 1][0][cell]) if number else 0
                if 0 < rise < self.threshold:
                    yield Goal(number, cell, sum(self._rises(number, part) for part in self._below(cell)), rise=True)
                    yield Goal(number, cell, self.threshold - 1, rise=True)

    def _fell(self, number: int, cell: Cell) -> bool:
        steps = list(pairwise(values for values, _ in self.versions[: number + 1]))
        return any(after[part] < before[part] for part in self._below(cell) for before, after in steps)

    def _groups(self, number: int, part: Cell) -> int:
        """Of how many groups a count consists: those of the first version, and those who came with each later one."""
        first = int(self.versions[0][0][part] > 0)
        return first + sum(self._rises(later, part) for later in range(1, number + 1))

    def _rises(self, number: int, part: Cell) -> int:
        return int(self.versions[number][0][part] > self.versions[number - 1][0][part])

    def _below(self, cell: Cell, *, whole: bool = False) -> list[Cell]:
        """The cells that are no sums, below one; with ``whole`` all of them."""
        axes = []
        for axis, dimension in enumerate(self.dimensions):
            above = set(dimension.parents.values())
            leaves = [index for index, code in enumerate(dimension.codes) if code not in above]
            wanted = dimension.codes[cell[axis]]
            axes.append([leaf for leaf in leaves if whole or self._is_below(axis, dimension.codes[leaf], wanted)])
        return list(product(*axes))

    def _is_below(self, axis: int, code: str, wanted: str) -> bool:
        while code != wanted:
            if code not in self.dimensions[axis].parents:
                return False
            code = self.dimensions[axis].parents[code]
        return True

    def narrowed(self) -> list[Goal]:
        """What could be excluded: nothing, where the protection holds."""
        wanted = set(self.goals())
        for sign in (1, -1):
            wanted = self._without(wanted, self._pull(wanted, sign))
        found = []
        for goal in sorted(wanted):
            if goal in wanted:
                reached = self._solve_for(goal)
                if reached is None:
                    found.append(goal)
                wanted = self._without(wanted, reached)
        return found

    def _pull(self, goals: set[Goal], sign: int) -> Values | None:
        """Many cells at once towards one end: most goals fall in two looks."""
        cells = sorted({(goal.version, goal.cell) for goal in goals if not goal.rise})
        if not cells:
            return None
        model = self.model.clone()
        at = {cell: model.get_int_var_from_proto_index(self.at[cell].index) for cell in cells}
        if sign < 0:
            model.minimize(sum(at.values()))
            return self._solve(model)
        capped = []
        for variable in at.values():
            cap = model.new_int_var(0, self.threshold - 1, "")
            model.add(cap <= variable)
            capped.append(cap)
        model.maximize(sum(capped) * 10 - sum(at.values()))
        return self._solve(model)

    def _solve_for(self, goal: Goal) -> Values | None:
        model = self.model.clone()
        here = model.get_int_var_from_proto_index(self.at[goal.version, goal.cell].index)
        if goal.rise:
            before = model.get_int_var_from_proto_index(self.at[goal.version - 1, goal.cell].index)
            model.add(here - before == goal.value)
        else:
            model.add(here == goal.value)
        return self._solve(model)

    def _solve(self, model: cp_model.CpModel) -> Values | None:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.cp_model_presolve = False  # so small that it takes longer than it saves
        solver.parameters.max_time_in_seconds = 60
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return {key: solver.value(variable) for key, variable in self.at.items()}

    @staticmethod
    def _without(goals: set[Goal], found: Values | None) -> set[Goal]:
        return goals if found is None else {goal for goal in goals if not goal.reached(found)}
