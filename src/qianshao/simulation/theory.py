"""What mathematics says where it can say something: the engine is held against it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from qianshao.simulation.epidemic.state import CROWDING_TABLE, INFECTIVITY_TABLE, People, Rules

Floats = NDArray[np.float64]
STEPS, ENOUGH = 200, 1e-10


def final_size(reproduction: float, seeds: float = 0.0) -> float:
    """The share that is ever infected where everybody meets everybody: z = 1 - (1 - s) exp(-R z), with a share ``s``
    infected from outside (Kermack and McKendrick 1927, doi 10.1098/rspa.1927.0118)."""
    if seeds == 0.0 and reproduction <= 1.0:
        return 0.0

    def rest(share: float) -> float:
        return 1.0 - (1.0 - seeds) * float(np.exp(-reproduction * share)) - share

    return float(brentq(rest, 1e-9 if seeds == 0.0 else seeds / 2, 1.0))


@dataclass(frozen=True, slots=True)
class Contacts:
    """Infections to be expected from each person, float64[persons], by route, if nobody around was infected yet."""

    home: Floats
    workshop: Floats
    canteen: Floats
    community: float


def contacts(people: People, rules: Rules) -> Contacts:
    """rate · (number of others, as far as they are met), for average infectivity and crowding, symptoms as often as the
    scenario has them, and a working week as long as it has it."""
    numbers = rules.numbers
    silent = float(numbers["asymptomatic"])
    strength = float(rules.tables[INFECTIVITY_TABLE].mean(dtype=np.float64))
    strength *= 1 - silent + silent * float(numbers["asymptomatic_infectiousness"])
    at_work = strength * float(rules.tables[CROWDING_TABLE].mean(dtype=np.float64)) * int(numbers["work_days"]) / 7
    home_size = np.diff(people.home_start)
    in_room = np.arange(len(home_size)) >= people.first_room
    each_home = (home_size - 1) * np.where(in_room, float(numbers["room"]), float(numbers["home"]))
    persons, workers = len(people.home_of), len(people.team_of)
    workshop, canteen = np.zeros(persons), np.zeros(persons)
    near = np.minimum(np.diff(people.team_start) - 1, int(numbers["workshop_contacts"]))
    workshop[:workers] = at_work * float(numbers["workshop"]) * near[people.team_of]
    eats = np.diff(people.site_start)[people.shift_site] >= int(numbers["canteen_from"])
    met = np.minimum(np.diff(people.shift_start) - 1, int(numbers["canteen_contacts"])) * eats
    canteen[:workers] = at_work * float(numbers["canteen"]) * met[people.team_shift[people.team_of]]
    home = strength * each_home[people.home_of]
    return Contacts(home, workshop, canteen, strength * float(numbers["community"]))


def reproduction(people: People, rules: Rules) -> float:
    """R0: the largest eigenvalue of the next-generation matrix between persons (Diekmann, Heesterbeek and Metz 1990,
    doi 10.1007/BF00178324), by power iteration. The matrix is never written down: a case infects, by each route, one of
    the others of its group with equal chance, so that a step costs as much as adding up groups."""
    found, weight, value = contacts(people, rules), np.ones(len(people.home_of)), 0.0
    for _ in range(STEPS):
        new = _next(people, found, weight)
        before, value = value, float(new.mean() / weight.mean())
        weight = new / new.mean()
        if abs(value - before) < ENOUGH * value:
            break
    return value


def generations(people: People, rules: Rules, number: int) -> Floats:
    """How many are infected in generation 0 … ``number`` after one person, chosen at random, if nobody is met twice."""
    found, weight = contacts(people, rules), np.ones(len(people.home_of))
    sizes = [1.0]
    for _ in range(number):
        weight = _next(people, found, weight)
        sizes.append(float(weight.mean()))
    return np.array(sizes)


def _next(people: People, found: Contacts, weight: Floats) -> Floats:
    """The matrix on a vector: of each person, the sum of ``weight`` over those whom they infect."""
    workers = len(people.team_of)
    new = found.home * _others(weight, people.home_of)
    new[:workers] += found.workshop[:workers] * _others(weight[:workers], people.team_of)
    new[:workers] += found.canteen[:workers] * _others(weight[:workers], people.team_shift[people.team_of])
    return np.asarray(new + found.community * weight.mean())


def _others(weight: Floats, group: NDArray[np.int32]) -> Floats:
    """For each person the mean of ``weight`` over the others of the group; 0 where there are none."""
    if not len(group):
        return weight
    total, size = np.bincount(group, weight), np.bincount(group)
    others = size[group] - 1
    return np.where(others > 0, (total[group] - weight) / np.maximum(others, 1), 0.0)


def generation_time(rules: Rules, dice: np.random.Generator, draws: int = 200_000) -> Floats:
    """Draws of the time from one infection to the next: the latent period and the moment within infectiousness.
    Days of rest and isolation are left out. float64[draws], in days."""
    incubation, early, within = (dice.choice(rules.tables[row], draws).astype(np.float64) for row in range(3))
    return np.maximum(float(rules.numbers["latent_least"]), incubation - early) + within


def before_symptoms(rules: Rules, dice: np.random.Generator, draws: int = 200_000) -> float:
    """The share of infections by somebody with symptoms that happen before these begin."""
    incubation, early, within = (dice.choice(rules.tables[row], draws).astype(np.float64) for row in range(3))
    start = np.maximum(float(rules.numbers["latent_least"]), incubation - early)
    return float((start + within < incubation).mean())
