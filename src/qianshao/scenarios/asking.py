"""A question to the simulation, from a door to the library: which scenario, which layers, how many runs.

The engine is loaded with the first question and not with the program: it takes seconds and a hundred megabytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qianshao.core.problems import Problem
from qianshao.simulation.reading import ScenarioError, read_file, shipped, shipped_names
from qianshao.simulation.reading.faults import lines_of
from qianshao.simulation.scenario import Scenario

if TYPE_CHECKING:
    from qianshao.simulation.answers import Answer
    from qianshao.simulation.running import Job, Runs

ALL = "all"
Watch = Callable[[int, int], None]


@dataclass(frozen=True)
class Asked:
    answer: Answer
    job: Job
    runs: Runs


def scenario_of(name: str) -> Scenario:
    """A shipped one by its name, or a file. ScenarioError when it does not hold."""
    if name in shipped_names():
        return shipped(name)
    path = Path(name)
    if not path.is_file():
        raise Problem("simulation.no_scenario", field="scenario", value=name, known=", ".join(shipped_names()))
    return read_file(path)


def with_layers(scenario: Scenario, wanted: str) -> Scenario:
    """The scenario with some of its layers only: names parted by commas, or ``all``.
    ScenarioError when one of them is not there."""
    if wanted.strip() == ALL:
        return scenario
    names = [name.strip() for name in wanted.split(",") if name.strip()]
    known = [layer.name for layer in scenario.layers]
    if not names or set(names) - set(known):
        stranger = next((name for name in names if name not in known), "")
        line = lines_of(scenario.text).get(f"watching.{known[0]}", 1)
        raise ScenarioError(scenario.name, line, "watching", f"has no layer {stranger!r}; there are {', '.join(known)}")
    return scenario.only(names)


def ask(
    scenario: Scenario,
    *,
    runs: int,
    seed: int = 1,
    sizes: tuple[int, ...] | None = None,
    threads: int | None = None,
    folder: Path | None = None,
    dask: str = "",
    watch: Watch | None = None,
) -> Asked:
    """Every combination of the layers of the scenario, over the same epidemics."""
    from qianshao.simulation import compiling
    from qianshao.simulation.answers.answering import answer
    from qianshao.simulation.running import Job, sweep

    job = Job(scenario, tuple(range(1 << len(scenario.layers))), runs, seed, sizes)
    done = sweep(job, threads=threads, folder=folder, dask=dask, watch=watch)
    people = compiling.people_of(scenario, sizes)
    return Asked(answer(job, done, people), job, done)
