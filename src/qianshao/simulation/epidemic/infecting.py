"""A person is infected: the course of it, whom it may reach and when, and who may notice."""

from __future__ import annotations

from typing import Any

import numpy as np

from qianshao.simulation.compiled import inner
from qianshao.simulation.draws import poisson, tries, uniform
from qianshao.simulation.epidemic import purposes as of
from qianshao.simulation.epidemic.calendar import NO_ROOM_FOR_RECORDS, wait
from qianshao.simulation.epidemic.state import (
    AT_ONCE,
    CANTEEN,
    CARE,
    CARE_DELAY_TABLE,
    COMMUNITY,
    CROWDING_TABLE,
    DAY,
    DELAYS,
    DETECTED,
    ENDS,
    FULL,
    GENERATION,
    HOME,
    IMPORTED,
    INCUBATION_TABLE,
    INFECTIOUSNESS_TABLE,
    INFECTIVITY_TABLE,
    ISOLATED,
    NEVER,
    ONSET,
    PERSON,
    PRESYMPTOMATIC_TABLE,
    RECORDS,
    ROUTE,
    SHEDDING_TABLE,
    SOURCE,
    SYMPTOMS_TABLE,
    TEST_ENDS,
    TESTABLE,
    WITHDRAWAL_TABLE,
    WITHDRAWN,
    WORKSHOP,
    People,
    Rules,
    State,
)


@inner
def from_table(rules: Rules, row: int, u: float) -> float:
    return float(rules.tables[row, int(u * rules.tables.shape[1])])


@inner
def infect(
    people: People, rules: Rules, state: State, key: np.uint64, active: int, person: int, source: int, route: int,
    time: float,
) -> None:  # fmt: skip
    """Writes the record, then everything that may follow from it, onto the calendar."""
    row = int(state.counts[RECORDS])
    if row >= len(state.records):
        state.counts[FULL] = NO_ROOM_FOR_RECORDS
        return
    state.counts[RECORDS] += 1
    state.record_of[person] = row
    incubation = from_table(rules, INCUBATION_TABLE, uniform(key, person, of.INCUBATION, 0))
    early = from_table(rules, PRESYMPTOMATIC_TABLE, uniform(key, person, of.PRESYMPTOMATIC, 0))
    latent = max(rules.numbers.latent_least, incubation - early)
    silent = uniform(key, person, of.ASYMPTOMATIC, 0) < rules.numbers.asymptomatic
    lasting = from_table(rules, SYMPTOMS_TABLE, uniform(key, person, of.SYMPTOMS, 0))
    shedding = from_table(rules, SHEDDING_TABLE, uniform(key, person, of.SHEDDING, 0))
    record = state.records[row]
    record[PERSON], record[SOURCE], record[ROUTE] = person, source, route
    record[DAY] = int(time)
    record[GENERATION] = 0 if source < 0 else state.records[source, GENERATION] + 1
    record[ONSET] = NEVER if silent else int(time + incubation)
    record[ENDS] = NEVER if silent else int(time + incubation + lasting)
    record[ISOLATED] = record[DETECTED] = NEVER
    record[TESTABLE], record[TEST_ENDS] = int(time + latent), int(time + latent + shedding)
    record[WITHDRAWN] = NEVER if silent else _stays_away(rules, key, person, record[ONSET])
    state.times[row, 0], state.times[row, 1] = time, time + latent
    _spread(people, rules, state, key, person, row, time + latent, silent)
    _be_noticed(people, rules, state, key, active, person, row)


@inner
def _stays_away(rules: Rules, key: np.uint64, person: int, onset: int) -> int:
    """The day from which somebody ill is not at work: of their own accord, or turned back at the gate."""
    day = NEVER
    if uniform(key, person, of.WITHDRAWS, 0) < rules.numbers.withdraws:
        day = onset + int(from_table(rules, WITHDRAWAL_TABLE, uniform(key, person, of.WITHDRAWAL, 0)))
    if rules.numbers.gate > 0.0:
        day = min(day, onset + tries(rules.numbers.gate, uniform(key, person, of.GATE, 0)))
    return min(day, NEVER)


@inner
def _spread(
    people: People, rules: Rules, state: State, key: np.uint64, person: int, row: int, start: float, silent: bool
) -> None:
    """Every infection that this one may cause, drawn at once. What happens in between can only take some away."""
    strength = from_table(rules, INFECTIVITY_TABLE, uniform(key, person, of.INFECTIVITY, 0))
    if silent:
        strength *= rules.numbers.asymptomatic_infectiousness
    for route in range(IMPORTED):
        _reach(
            people, rules, state, key, person, row, start, route, strength * _rate(people, rules, key, person, route)
        )


@inner
def _rate(people: People, rules: Rules, key: np.uint64, person: int, route: int) -> float:
    """Expected infections by this route, for average infectivity, if everybody could still be infected. Workplaces
    differ: one is crowded and badly aired, another is not."""
    numbers = rules.numbers
    if route == COMMUNITY:
        return float(numbers.community)
    if route == HOME:
        home = people.home_of[person]
        others = people.home_start[home + 1] - people.home_start[home] - 1
        return float(others * (numbers.room if home >= people.first_room else numbers.home))
    if person >= len(people.team_of):
        return 0.0
    team = people.team_of[person]
    shift = people.team_shift[team]
    site = people.shift_site[shift]
    crowding = from_table(rules, CROWDING_TABLE, uniform(key, site, of.CROWDING, 0))
    if route == WORKSHOP:
        others = people.team_start[team + 1] - people.team_start[team] - 1
        return float(crowding * min(others, numbers.workshop_contacts) * numbers.workshop)
    if people.site_start[site + 1] - people.site_start[site] < numbers.canteen_from:
        return 0.0
    others = people.shift_start[shift + 1] - people.shift_start[shift] - 1
    return float(crowding * min(others, numbers.canteen_contacts) * numbers.canteen)


@inner
def _reach(
    people: People, rules: Rules, state: State, key: np.uint64, person: int, row: int, start: float, route: int,
    mean: float,
) -> None:  # fmt: skip
    """A Poisson number of infectious contacts, each with its moment and with one of the others of the group.

    That is what independent contacts with each of them come to (thinning of a Poisson process), so nobody who is not
    met costs anything."""
    number = poisson(mean, uniform(key, person, of.OFFSPRING + route, 0))
    for nth in range(number):
        met = _somebody(people, person, route, uniform(key, person, of.TARGET + route, nth))
        if met < 0 or state.record_of[met] >= 0:
            continue  # nobody else is there; or infected before, and so at any later moment
        time = start + from_table(rules, INFECTIOUSNESS_TABLE, uniform(key, person, of.TIMING + route, nth))
        if time < rules.numbers.days:
            wait(state, state.attempts, int(time), met, row, route, time)


@inner
def _somebody(people: People, person: int, route: int, u: float) -> int:
    """One of the others in the group of this route, all equally likely; -1 where there is nobody else."""
    if route == HOME:
        home = people.home_of[person]
        start, end = people.home_start[home], people.home_start[home + 1]
        if end - start < 2:
            return -1
        place = start + int(u * (end - start - 1))
        met = people.home_members[place]
        return int(people.home_members[end - 1] if met == person else met)
    start, end = 0, len(people.home_of)
    if route == WORKSHOP:
        team = people.team_of[person]
        start, end = people.team_start[team], people.team_start[team + 1]
    elif route == CANTEEN:
        shift = people.team_shift[people.team_of[person]]
        start, end = people.shift_start[shift], people.shift_start[shift + 1]
    if end - start < 2:
        return -1
    met = start + int(u * (end - start - 1))
    return int(end - 1 if met == person else met)


@inner
def _be_noticed(people: People, rules: Rules, state: State, key: np.uint64, active: int, person: int, row: int) -> None:
    record = state.records[row]
    if record[ONSET] < NEVER and uniform(key, person, of.CARE, 0) < rules.numbers.care:
        day = record[ONSET] + int(from_table(rules, CARE_DELAY_TABLE, uniform(key, person, of.CARE_DELAY, 0)))
        if day < rules.numbers.days:
            wait(state, state.findings, day, person, row, CARE, 0.0)
    if person >= len(people.team_of):
        return
    site = people.shift_site[people.team_shift[people.team_of[person]]]
    for layer in range(rules.numbers.layers):
        if (active >> layer) & 1 and watches(rules, key, site, layer):
            day = _found(rules, key, person, site, layer, record)
            if day < rules.numbers.days:
                wait(state, state.findings, day, person, row, layer, 0.0)


@inner
def watches(rules: Rules, key: np.uint64, site: int, layer: int) -> bool:
    """Whether a layer is there at this workplace, and is not silenced. That the firm conceals is one fact for all
    layers; whether it silences each of them is another."""
    if uniform(key, site, of.COVERED + layer, 0) >= rules.watching[layer].coverage:
        return False
    if uniform(key, site, of.CONCEALS, 0) >= rules.numbers.concealment:
        return True
    return bool(uniform(key, site, of.SILENCED + layer, 0) >= rules.watching[layer].silenced)


@inner
def _found(rules: Rules, key: np.uint64, person: int, site: int, layer: int, record: Any) -> int:
    """The day on which this layer tells of this person; ``NEVER`` if not before it is over."""
    start, end = record[ONSET], record[ENDS]
    if rules.watching[layer].sees_infected:
        start, end = record[TESTABLE], record[TEST_ENDS]
    if start >= NEVER:
        return NEVER
    every = rules.watching[layer].every
    phase = int(uniform(key, site, of.PHASE + layer, 0) * every)
    first = start + (phase - start) % every
    missed = tries(rules.watching[layer].sensitivity, uniform(key, person, of.FOUND + layer, 0))
    if missed > NEVER:
        return NEVER
    day = first + missed * every
    if day > end:
        return NEVER
    return int(day) + int(from_table(rules, DELAYS + layer, uniform(key, person, of.DELAY + layer, 0)))


@inner
def imported(people: People, rules: Rules, state: State, key: np.uint64, seeds: float, chosen: int) -> None:
    """Infections from outside. ``chosen`` >= 0: that person, on day 0. -1: a Poisson number of persons, on days at
    random. -2: exactly ``seeds`` draws of a person, all on day 0."""
    if chosen >= 0:
        wait(state, state.attempts, 0, chosen, -1, IMPORTED, 0.0)
        return
    number = int(seeds) if chosen == AT_ONCE else poisson(seeds, uniform(key, 0, of.IMPORTS, 0))
    for nth in range(number):
        time = 0.0 if chosen == AT_ONCE else uniform(key, nth, of.IMPORT_DAY, 0) * rules.numbers.days
        person = int(uniform(key, nth, of.IMPORT_PERSON, 0) * len(people.home_of))
        wait(state, state.attempts, int(time), person, -1, IMPORTED, time)
