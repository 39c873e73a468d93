"""Scenarios with everything but one thing left out."""

from __future__ import annotations

from typing import Any

import numpy as np

from qianshao.simulation import compiling
from qianshao.simulation.distributions import Distribution, lognormal_of
from qianshao.simulation.epidemic.state import People
from qianshao.simulation.reading import shipped
from qianshao.simulation.running import Workspace
from qianshao.simulation.scenario import Scenario, Value

NOTHING: dict[str, Value] = {
    "horizon.importation": 0.0,
    "course.asymptomatic": 0.0,
    "course.stays_home": 0.0,
    "screening.gate": 0.0,
    "care.share": 0.0,
    "transmission.home": 0.0,
    "transmission.room": 0.0,
    "transmission.workshop": 0.0,
    "transmission.canteen": 0.0,
    "transmission.community": 0.0,
    "transmission.dispersion": 1e6,
    "transmission.crowding": 1e6,
    "population.working_week": 7.0,
    "concealment.chance": 0.0,
}


def scenario(**changed: Any) -> Scenario:
    """Nobody infects anybody and nothing is noticed, but for what is given: ``transmission__home=0.1``."""
    found = shipped()
    unmeasured = {f"measures.{name}.coverage": 0.0 for name in found.measures}
    values = {key.replace("__", "."): value for key, value in changed.items()}
    return found.with_values({**NOTHING, **unmeasured, **values})


def fixed(days: float) -> Distribution:
    return Distribution("fixed", {"value": days})


def like_covasim(**changed: Any) -> Scenario:
    """The course of benchmarks/simulation/covasim_reference.py: nothing before the latent period is over."""
    within = lognormal_of(8.0, 2.0)
    return scenario(
        course__incubation=lognormal_of(4.5 - 0.5, 1.5),
        course__presymptomatic=fixed(0.0),
        course__latent_least=0.0,
        course__infectiousness=Distribution("flat", within.numbers),
        **changed,
    )


def everybody_alone(persons: int) -> People:
    """So many workplaces of one worker who lives alone: only the community is left."""
    found = scenario(population__households=(1.0,), population__dormitory_share=0.0)
    return compiling.people_of(found, np.ones(persons, np.int32))


def workspace(found: Scenario, people: People | None = None, sizes: Any = None) -> Workspace:
    return Workspace(found, people or compiling.people_of(found, sizes))
