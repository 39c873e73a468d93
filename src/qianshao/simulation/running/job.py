"""What has to be run, and what comes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qianshao.simulation import compiling
from qianshao.simulation.epidemic import engine
from qianshao.simulation.epidemic.calendar import NO_ROOM_FOR_RECORDS
from qianshao.simulation.epidemic.state import (
    AT_RANDOM,
    COLUMNS,
    OUTCOMES,
    ROUTES,
    Left,
    People,
    Rules,
    State,
    left_for,
    state_for,
)
from qianshao.simulation.scenario import Scenario

FEW, MANY = 1024, 60_000
ENGINE = 1
"""Raised when the engine changes what it computes: finished runs of another engine are not taken over."""


@dataclass(frozen=True)
class Job:
    """Every combination in ``masks``, ``runs`` times, over the same epidemics."""

    scenario: Scenario
    masks: tuple[int, ...]
    runs: int
    seed: int = 1
    sizes: tuple[int, ...] | None = None
    """Workers of each workplace; by the law of the scenario if None."""

    def fingerprint(self) -> str:
        """Of everything that a run depends on, but for how many there are."""
        numbers = sorted((key, repr(one.value)) for key, one in self.scenario.parameters.items())
        layers = [layer.name for layer in self.scenario.layers]
        what = repr((ENGINE, numbers, layers, self.masks, self.seed, self.sizes))
        return hashlib.sha256(what.encode()).hexdigest()[:16]


@dataclass
class Runs:
    """float64[masks, runs, outcomes], and sums over the runs of curves, routes, waits and detections by layer."""

    outcomes: NDArray[np.float64]
    curves: NDArray[np.int64]
    routes: NDArray[np.int64]
    waits: NDArray[np.int64]
    by_layer: NDArray[np.int64]

    @classmethod
    def empty(cls, masks: int, runs: int, days: int, layers: int) -> Runs:
        def zeros(*shape: int) -> NDArray[np.int64]:
            return np.zeros((masks, *shape), np.int64)

        outcomes = np.zeros((masks, runs, len(OUTCOMES)))
        return cls(outcomes, zeros(days), zeros(len(ROUTES)), zeros(days + 1), zeros(max(layers, 1)))

    def enter(self, mask: int, run: int, left: Left) -> None:
        self.outcomes[mask, run] = left.outcome
        self.curves[mask] += left.curve
        self.routes[mask] += left.routes
        self.waits[mask] += left.waits
        self.by_layer[mask] += left.by_layer

    @classmethod
    def joined(cls, parts: Iterable[Runs]) -> Runs:
        """In the order of their runs."""
        all_parts = list(parts)
        sums = [
            np.sum([getattr(part, name) for part in all_parts], axis=0)
            for name in ("curves", "routes", "waits", "by_layer")
        ]
        return cls(np.concatenate([part.outcomes for part in all_parts], axis=1), *sums)


class Workspace:
    """A population, the rules, and room for one run at a time: one for each thread. People are shared."""

    def __init__(self, scenario: Scenario, people: People, seed: int = 1) -> None:
        self.people, self.seed = people, seed
        self.rules: Rules = compiling.rules_of(scenario)
        self.days, self.layers = int(scenario.number("horizon.days")), len(scenario.layers)
        self.seeds = compiling.seeds_of(scenario, people)
        self.state: State = state_for(people, self.days, FEW)

    def run(self, number: int, mask: int = 0, *, seeds: float | None = None, chosen: int = AT_RANDOM) -> Left:
        """The epidemic of this number with these layers. It begins with the person ``chosen`` alone, or with ``seeds``
        infections from outside, as ``epidemic.infecting.imported`` says."""
        while True:
            left = left_for(self.days, self.layers)
            expected = self.seeds if seeds is None else seeds
            full = engine.run(self.people, self.rules, self.state, left, self.seed, number, mask, expected, chosen)
            if not full:
                return left
            self._make_room(full)

    def records(self) -> NDArray[np.int32]:
        """Of the last run: int32[infections, columns], in the order of infection."""
        return self.state.records[: self.state.counts[0]].copy()

    def times(self) -> NDArray[np.float32]:
        """Of the last run: when infected and when infectious, in days."""
        return self.state.times[: self.state.counts[0]].copy()

    def _make_room(self, full: int) -> None:
        """The run is done again with more; the room stays. Doubled while that is little, by a quarter from then on."""
        state = self.state
        if full == NO_ROOM_FOR_RECORDS:
            more = _more(len(state.records))
            self.state = state._replace(
                records=np.empty((more, COLUMNS), np.int32), times=np.empty((more, 2), np.float32)
            )
        else:
            more = _more(len(state.events))
            self.state = state._replace(events=np.empty((more, 4), np.int32), event_times=np.empty(more, np.float32))


def _more(now: int) -> int:
    return now * 2 if now < MANY else now * 5 // 4


def compute(job: Job, workspace: Workspace, first: int, count: int) -> Runs:
    """Runs ``first`` … ``first + count - 1``, each with every combination."""
    runs = Runs.empty(len(job.masks), count, workspace.days, workspace.layers)
    for nth in range(count):
        for place, mask in enumerate(job.masks):
            runs.enter(place, nth, workspace.run(first + nth, mask))
    return runs
