"""Which assumptions the answer hangs on: Sobol indices over everything that has a range.

Saltelli's sample and the estimators of SALib (Herman and Usher 2017, doi 10.21105/joss.00097; Saltelli 2010,
doi 10.1016/j.cpc.2009.09.018). Every point meets the same epidemics (common random numbers), so what differs is the
parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qianshao.simulation.epidemic.state import CLUSTERS_2, INFECTIONS, People
from qianshao.simulation.running.job import Workspace
from qianshao.simulation.scenario import Scenario

STRUCTURAL = ("population.",)
"""Parameters that change who is there: the population would have to be built anew at every point."""

QUESTIONS = ("infections", "p_cluster_2", "prevented_by_all", "prevented_beside_management")
Watch = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Index:
    """Of one parameter: the share of the variance of an answer that it explains alone (``first``), and together with
    others (``total``), each with the half of its interval of 95 per cent."""

    parameter: str
    first: float
    first_half: float
    total: float
    total_half: float


def sobol(
    scenario: Scenario,
    people: People,
    *,
    points: int = 64,
    runs: int = 20,
    seed: int = 1,
    threads: int = 2,
    only: tuple[str, ...] = (),
    watch: Watch | None = None,
) -> dict[str, list[Index]]:
    """For each of ``QUESTIONS`` the indices, the largest total first. ``points``: a power of two; the model is run at
    points · (parameters + 2) of them. ``only``: these parameters, else all that have a range."""
    from SALib.analyze import sobol as analyse
    from SALib.sample import sobol as sample

    ranges = {
        key: bounds
        for key, bounds in scenario.uncertain().items()
        if not key.startswith(STRUCTURAL) and (not only or key in only)
    }
    problem = {"num_vars": len(ranges), "names": list(ranges), "bounds": [list(one) for one in ranges.values()]}
    chosen = sample.sample(problem, points, calc_second_order=False, seed=seed)
    answers = _evaluate(scenario, people, list(ranges), chosen, runs, seed, threads, watch)
    return {
        name: _indices(_analysed(analyse.analyze, problem, answers[:, place], seed), list(ranges))
        for place, name in enumerate(QUESTIONS)
    }


def _analysed(analyze: Any, problem: dict[str, Any], values: NDArray[np.float64], seed: int) -> dict[str, Any]:
    """What does not vary hangs on nothing."""
    if np.ptp(values) == 0:
        return {name: np.zeros(problem["num_vars"]) for name in ("S1", "S1_conf", "ST", "ST_conf")}
    found: dict[str, Any] = analyze(problem, values, calc_second_order=False, seed=seed)
    return found


def as_dict(found: dict[str, list[Index]]) -> dict[str, list[dict[str, Any]]]:
    return {name: [asdict(one) for one in indices] for name, indices in found.items()}


def _evaluate(
    scenario: Scenario, people: People, names: list[str], chosen: NDArray[np.float64], runs: int, seed: int,
    threads: int, watch: Watch | None,
) -> NDArray[np.float64]:  # fmt: skip
    """float64[points, questions]."""

    def at(point: NDArray[np.float64]) -> list[float]:
        values = {name: float(value) for name, value in zip(names, point, strict=True)}
        return answers_at(scenario.with_values(values), people, runs, seed)

    at(chosen[0])  # compiled once, before threads ask for it together
    found = []
    with ThreadPoolExecutor(threads) as pool:
        for number, answer in enumerate(pool.map(at, chosen), 1):
            found.append(answer)
            if watch:
                watch(number, len(chosen))
    return np.array(found)


def answers_at(scenario: Scenario, people: People, runs: int, seed: int) -> list[float]:
    """``QUESTIONS`` for one set of numbers: without layers, and what layers take off."""
    space = Workspace(scenario, people, seed)
    names = [layer.name for layer in scenario.layers]
    masks = (0, 1 << names.index("management") if "management" in names else 1, (1 << len(names)) - 1)
    outcomes = np.array([[space.run(number, mask).outcome for mask in masks] for number in range(runs)])
    none, first, every = outcomes[:, :, INFECTIONS].mean(axis=0)
    cluster = float((outcomes[:, 0, CLUSTERS_2] > 0).mean())
    return [float(none), cluster, float(none - every), float(first - every)]


def _indices(found: dict[str, NDArray[np.float64]], names: list[str]) -> list[Index]:
    rows = zip(names, found["S1"], found["S1_conf"], found["ST"], found["ST_conf"], strict=True)
    indices = [Index(name, *(float(np.nan_to_num(value)) for value in values)) for name, *values in rows]
    return sorted(indices, key=lambda one: -one.total)
