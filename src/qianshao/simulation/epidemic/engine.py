"""A run: days go by, each with its detections first and its infections then."""

from __future__ import annotations

import numpy as np

from qianshao.simulation.compiled import compiled, inner
from qianshao.simulation.draws import key_of
from qianshao.simulation.epidemic.calendar import NO_ROOM_FOR_RECORDS, take
from qianshao.simulation.epidemic.infecting import imported, infect
from qianshao.simulation.epidemic.responding import detected, gets_through
from qianshao.simulation.epidemic.state import (
    AFFECTED,
    AT_WORK,
    BEFORE,
    CANTEEN,
    CLUSTER_SIZES,
    CLUSTERS_2,
    DAY,
    EVENT_PERSON,
    EVENT_ROUTE,
    EVENT_SOURCE,
    EVENTS,
    FIRST_DETECTION,
    FREE,
    FULL,
    INFECTIONS,
    NEVER,
    PERSON,
    RECORDS,
    WORKERS,
    WORKSHOP,
    Left,
    People,
    Rules,
    State,
)

__all__ = ["NO_ROOM_FOR_RECORDS", "run"]


@compiled
def run(
    people: People, rules: Rules, state: State, left: Left, seed: int, number: int, active: int, seeds: float,
    chosen: int,
) -> int:  # fmt: skip
    """One epidemic (``number`` under ``seed``) with the layers whose bits ``active`` has. ``left`` has to be all zeros.

    Returns 0, or what there was no room for. The state is clean afterwards in either case, and the records stay
    readable until the next run."""
    key = key_of(seed, number)
    counts = state.counts
    counts[RECORDS] = counts[EVENTS] = counts[FULL] = 0
    counts[FREE] = -1
    left.outcome[FIRST_DETECTION] = NEVER
    imported(people, rules, state, key, seeds, chosen)
    for day in range(rules.numbers.days):
        place = take(state, state.findings, day)
        while place >= 0 and counts[FULL] == 0:
            row, by = int(state.events[place, EVENT_SOURCE]), int(state.events[place, EVENT_ROUTE])
            detected(people, rules, state, left, key, row, by, day)
            place = take(state, state.findings, day)
        place = take(state, state.attempts, day)
        while place >= 0 and counts[FULL] == 0:
            _attempt(people, rules, state, left, key, active, place, day)
            place = take(state, state.attempts, day)
        if counts[FULL] != 0:
            break
    found = 0
    for day in range(rules.numbers.days):
        found += left.waits[day]
    left.waits[rules.numbers.days] = left.outcome[AFFECTED] - found
    _clean(people, state)
    return int(counts[FULL])


@inner
def _attempt(
    people: People, rules: Rules, state: State, left: Left, key: np.uint64, active: int, place: int, day: int
) -> None:
    met, source = int(state.events[place, EVENT_PERSON]), int(state.events[place, EVENT_SOURCE])
    route, time = int(state.events[place, EVENT_ROUTE]), float(state.event_times[place])
    if state.record_of[met] >= 0:
        return
    if source >= 0 and not gets_through(people, rules, state, key, source, route, met, day):
        return
    infect(people, rules, state, key, active, met, source, route, time)
    if state.counts[FULL] == 0:
        _enter(people, rules, state, left, met, route, day)


@inner
def _enter(people: People, rules: Rules, state: State, left: Left, person: int, route: int, day: int) -> None:
    """Counts an infection, and for a worker what it makes of the workplace."""
    row = state.record_of[person]
    left.outcome[INFECTIONS] += 1
    left.curve[day] += 1
    left.routes[route] += 1
    state.records[row, BEFORE] = -1
    if person >= len(people.team_of):
        return
    left.outcome[WORKERS] += 1
    left.outcome[AT_WORK] += WORKSHOP <= route <= CANTEEN
    site = people.shift_site[people.team_shift[people.team_of[person]]]
    if state.site_first[site] == NEVER:
        state.site_first[site] = day
        left.outcome[AFFECTED] += 1
    state.records[row, BEFORE] = state.site_last[site]
    state.site_last[site] = row
    number = _within_window(state, row, day - rules.numbers.window)
    for level in range(3):
        if number >= CLUSTER_SIZES[level] and state.site_level[site] == level:
            state.site_level[site] += 1
            left.outcome[CLUSTERS_2 + level] += 1


@inner
def _within_window(state: State, row: int, day: int) -> int:
    """Infections at the workplace of this one, itself included, after a day; as far as a cluster has to be counted."""
    number = 0
    while row >= 0 and state.records[row, DAY] > day and number < CLUSTER_SIZES[2]:
        number += 1
        row = state.records[row, BEFORE]
    return number


@inner
def _clean(people: People, state: State) -> None:
    """Puts back what this run has touched, and only that."""
    for row in range(min(state.counts[RECORDS], len(state.records))):
        person = state.records[row, PERSON]
        state.record_of[person] = -1
        if person < len(people.team_of):
            team = people.team_of[person]
            site = people.shift_site[people.team_shift[team]]
            state.workshop_closed[people.team_workshop[team]] = 0
            state.site_closed[site] = 0
            state.site_level[site] = 0
            state.site_last[site] = -1
            state.site_first[site] = NEVER
            state.site_found[site] = NEVER
    for day in range(len(state.attempts)):
        state.attempts[day] = -1
        state.findings[day] = -1
