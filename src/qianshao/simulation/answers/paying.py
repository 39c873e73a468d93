"""One more layer after the other, the best next one first, until one no longer pays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from qianshao.simulation.answers.costs import costs
from qianshao.simulation.answers.intervals import of_mean
from qianshao.simulation.answers.values import Step
from qianshao.simulation.epidemic.state import People
from qianshao.simulation.scenario import Scenario


def path(scenario: Scenario, people: People, infections: NDArray[np.float64], worker_days: float) -> list[Step]:
    """``infections``: float64[2**layers, runs]. The layer that prevents most for its minutes comes next; money counts
    as minutes at the rate of the scenario."""
    left, mask, steps = list(range(len(scenario.layers))), 0, []
    while left:
        offers = [(_step(scenario, people, infections, worker_days, mask, layer), layer) for layer in left]
        step, layer = max(offers, key=lambda offer: (_for_minutes(offer[0]), -offer[1]))
        steps.append(step)
        left.remove(layer)
        mask |= 1 << layer
    return steps


def _step(
    scenario: Scenario, people: People, infections: NDArray[np.float64], worker_days: float, mask: int, layer: int
) -> Step:
    prevented = infections[mask] - infections[mask | 1 << layer]
    mean, interval = float(prevented.mean()), of_mean(prevented)
    cost = costs(scenario, people, 1 << layer)
    minutes = (cost.minutes + cost.yuan / max(scenario.number("worth.minute"), 1e-9)) * worker_days
    price = minutes / mean if mean > 0 else None
    worth = scenario.number("worth.infection")
    times = price / worth if price is not None and worth else None
    name, pays = scenario.layers[layer].name, price is not None and price <= worth
    return Step(name, mean, interval, minutes, price, times, interval[0] > 0, pays)


def _for_minutes(step: Step) -> float:
    return step.infections_prevented / max(step.minutes, 1e-9)
