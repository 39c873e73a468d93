"""From a scenario to what the engine takes: attack rates to rates, measures to factors, spans to tables."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from qianshao.simulation.distributions import infectivity
from qianshao.simulation.epidemic.state import (
    CLOSE_WORKSHOP,
    CONTACTS,
    HOLD_WORKPLACE,
    ISOLATE,
    NUMBERS,
    WATCHING,
    People,
    Rules,
)
from qianshao.simulation.population.build import Habits, build
from qianshao.simulation.population.sizes import pareto
from qianshao.simulation.scenario import Scenario

STEPS = {"isolate": ISOLATE, "contacts": CONTACTS, "workshop": CLOSE_WORKSHOP, "workplace": HOLD_WORKPLACE}
POPULATION_SEED = 500113
PLACES = ("home", "room", "workshop", "canteen", "community")


def rate_of(attack: float, dispersion: float) -> float:
    """Infections per contact over the whole course, for average infectivity, such that a contact of somebody whose
    infectivity is gamma(dispersion, mean 1) is infected with the chance ``attack``:
    attack = 1 - (1 + rate/k)^(-k), the probability generating function of the gamma-Poisson mixture at 0."""
    if not np.isfinite(dispersion) or dispersion >= 1000:
        return float(-np.log1p(-attack))
    return float(dispersion * np.expm1(-np.log1p(-attack) / dispersion))


def factor(scenario: Scenario, place: str) -> float:
    """What is left of the infections at a place under all measures: the product of 1 - coverage · effect."""
    left = 1.0
    for name in scenario.measures:
        covered = scenario.number(f"measures.{name}.coverage")
        left *= 1.0 - covered * scenario.number(f"measures.{name}.{place}")
    return left


def rates(scenario: Scenario) -> dict[str, float]:
    dispersion = scenario.number("transmission.dispersion")
    found = {place: rate_of(scenario.number(f"transmission.{place}"), dispersion) for place in PLACES[:-1]}
    found["community"] = scenario.number("transmission.community")
    return {place: rate * factor(scenario, place) for place, rate in found.items()}


WHOLE = {
    "days": "horizon.days",
    "work_days": "population.working_week",
    "window": "horizon.cluster_window",
    "workshop_contacts": "transmission.workshop_contacts",
    "canteen_contacts": "transmission.canteen_contacts",
    "canteen_from": "population.canteen_from",
    "response_delay": "response.delay",
    "isolation_days": "response.isolation",
    "closure_days": "response.closure",
    "test_delay": "response.test_delay",
}
REAL = {
    "asymptomatic": "course.asymptomatic",
    "asymptomatic_infectiousness": "transmission.asymptomatic_infectiousness",
    "latent_least": "course.latent_least",
    "withdraws": "course.stays_home",
    "gate": "screening.gate",
    "care": "care.share",
    "concealment": "concealment.chance",
    "test_sensitivity": "response.test_sensitivity",
    "home_leak": "response.home_leak",
}
COURSE = ("incubation", "presymptomatic", "infectiousness", "symptoms", "shedding")


def rules_of(scenario: Scenario) -> Rules:
    numbers = np.zeros(1, NUMBERS)
    values = {**rates(scenario), "layers": len(scenario.layers)}
    values |= {name: scenario.number(key) for name, key in (WHOLE | REAL).items()}
    values |= {name: STEPS[scenario.word(f"response.{name}")] for name in ("first", "again")}
    for name, value in values.items():
        numbers[name] = value
    return Rules(numbers[0], _tables(scenario), _watching(scenario))


def _tables(scenario: Scenario) -> NDArray[np.float32]:
    spans = [scenario.distribution(f"course.{name}").table() for name in COURSE]
    spans += [infectivity(scenario.number(f"transmission.{name}")) for name in ("dispersion", "crowding")]
    spans += [scenario.distribution(key).table() for key in ("course.stays_home_after", "care.delay")]
    spans += [scenario.distribution(f"watching.{layer.name}.delay").table() for layer in scenario.layers]
    return np.stack(spans)


def _watching(scenario: Scenario) -> NDArray[np.void]:
    found = np.zeros(len(scenario.layers), WATCHING)
    for place, layer in enumerate(scenario.layers):
        for name in ("coverage", "sensitivity", "silenced", "every"):
            found[name][place] = scenario.of_layer(layer, name)
        found["sees_infected"][place] = layer.sees_infected
    return found


def habits_of(scenario: Scenario) -> Habits:
    def whole(key: str) -> int:
        return int(scenario.number(f"population.{key}"))

    return Habits(
        household_shares=scenario.shares("population.households"),
        other_works=scenario.number("population.others_work"),
        workshop=whole("workshop"),
        shifts=whole("shifts"),
        shifts_from=whole("shifts_from"),
        dormitory_share=scenario.number("population.dormitory_share"),
        dormitory_from=whole("dormitory_from"),
        room=whole("room"),
    )


def sizes_of(scenario: Scenario, seed: int = POPULATION_SEED) -> Any:
    """Of as many workplaces as the scenario has, by its law."""
    return pareto(
        int(scenario.number("population.workplaces")),
        int(scenario.number("population.smallest")),
        int(scenario.number("population.largest")),
        scenario.number("population.exponent"),
        seed,
    )


def people_of(scenario: Scenario, sizes: Any = None, seed: int = POPULATION_SEED) -> People:
    return build(sizes_of(scenario, seed) if sizes is None else sizes, habits_of(scenario), seed)


def seeds_of(scenario: Scenario, people: People) -> float:
    """Infections from outside that are to be expected over the horizon."""
    daily = scenario.number("horizon.importation") * len(people.home_of) / 100_000
    return daily * scenario.number("horizon.days")
