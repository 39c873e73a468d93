"""What follows a detection: isolation, tests of contacts, a closed workshop, a workplace on hold."""

from __future__ import annotations

import numpy as np

from qianshao.simulation.compiled import inner
from qianshao.simulation.draws import uniform
from qianshao.simulation.epidemic import purposes as of
from qianshao.simulation.epidemic.calendar import wait
from qianshao.simulation.epidemic.state import (
    BY_CARE,
    BY_CONTACT,
    BY_CONTACTS,
    CARE,
    CLOSE_WORKSHOP,
    CONTACTS,
    DETECTED,
    DETECTIONS,
    FIRST_DETECTION,
    HOLD_WORKPLACE,
    HOME,
    ISOLATED,
    LOST_DAYS,
    NEVER,
    PERSON,
    TEST_ENDS,
    TESTABLE,
    WITHDRAWN,
    Left,
    People,
    Rules,
    State,
)


@inner
def detected(
    people: People, rules: Rules, state: State, left: Left, key: np.uint64, row: int, by: int, day: int
) -> None:
    record = state.records[row]
    if record[DETECTED] < NEVER:
        return
    record[DETECTED] = day
    acted = day + rules.numbers.response_delay
    record[ISOLATED] = acted
    _count(rules, left, by, day)
    person = int(record[PERSON])
    step = rules.numbers.first
    site = -1
    works = person < len(people.team_of)
    if works:
        site = people.shift_site[people.team_shift[people.team_of[person]]]
        if state.site_found[site] == NEVER:
            state.site_found[site] = day
            left.waits[max(0, day - state.site_first[site])] += 1
        else:
            step = rules.numbers.again
        left.outcome[LOST_DAYS] += _lost(rules, acted, acted + rules.numbers.isolation_days)
    if step >= CONTACTS:
        _test_contacts(people, rules, state, key, person, acted)
    if works and step == CLOSE_WORKSHOP:
        _close_workshop(people, rules, state, left, people.team_workshop[people.team_of[person]], acted)
    if works and step >= HOLD_WORKPLACE:
        _hold(people, rules, state, left, site, acted)


@inner
def _count(rules: Rules, left: Left, by: int, day: int) -> None:
    left.outcome[DETECTIONS] += 1
    left.outcome[FIRST_DETECTION] = min(left.outcome[FIRST_DETECTION], day)
    if by == CARE:
        left.outcome[BY_CARE] += 1
    elif by == BY_CONTACT:
        left.outcome[BY_CONTACTS] += 1
    else:
        left.by_layer[by] += 1


@inner
def _lost(rules: Rules, start: int, end: int) -> float:
    """Working days between two days, as far as the horizon."""
    return float(max(0, min(end, rules.numbers.days) - min(start, rules.numbers.days)) * rules.numbers.work_days / 7.0)


@inner
def _test_contacts(people: People, rules: Rules, state: State, key: np.uint64, person: int, day: int) -> None:
    """Those of the home and of the team who are infected already may be found by a test, and so isolated."""
    home = people.home_of[person]
    for place in range(people.home_start[home], people.home_start[home + 1]):
        _test(rules, state, key, int(people.home_members[place]), person, day)
    if person < len(people.team_of):
        team = people.team_of[person]
        for other in range(people.team_start[team], people.team_start[team + 1]):
            _test(rules, state, key, other, person, day)


@inner
def _test(rules: Rules, state: State, key: np.uint64, other: int, person: int, day: int) -> None:
    row = int(state.record_of[other])
    if row < 0 or other == person:
        return
    record = state.records[row]
    told = day + rules.numbers.test_delay
    if record[DETECTED] < NEVER or not record[TESTABLE] <= day <= record[TEST_ENDS] or told >= rules.numbers.days:
        return
    if uniform(key, other, of.TESTED, person) < rules.numbers.test_sensitivity:
        wait(state, state.findings, told, other, row, BY_CONTACT, 0.0)


@inner
def _close_workshop(people: People, rules: Rules, state: State, left: Left, workshop: int, day: int) -> None:
    until = day + rules.numbers.closure_days
    since = max(day, state.workshop_closed[workshop])
    if until > since:
        left.outcome[LOST_DAYS] += people.workshop_size[workshop] * _lost(rules, since, until)
        state.workshop_closed[workshop] = until


@inner
def _hold(people: People, rules: Rules, state: State, left: Left, site: int, day: int) -> None:
    until = day + rules.numbers.closure_days
    since = max(day, state.site_closed[site])
    if until > since:
        size = people.site_start[site + 1] - people.site_start[site]
        left.outcome[LOST_DAYS] += size * _lost(rules, since, until)
        state.site_closed[site] = until


@inner
def gets_through(
    people: People, rules: Rules, state: State, key: np.uint64, row: int, route: int, met: int, day: int
) -> bool:
    """Whether a contact that was drawn happens: not from isolation, not on a day of rest, not where work is stopped."""
    record = state.records[row]
    if record[ISOLATED] <= day:
        return route == HOME and uniform(key, record[PERSON], of.LEAK, met) < rules.numbers.home_leak
    if route != HOME and route < 3:
        if day % 7 >= rules.numbers.work_days or record[WITHDRAWN] <= day:
            return False
        team = people.team_of[record[PERSON]]
        if state.workshop_closed[people.team_workshop[team]] > day:
            return False
        if state.workshop_closed[people.team_workshop[people.team_of[met]]] > day:
            return False
        return bool(state.site_closed[people.shift_site[people.team_shift[team]]] <= day)
    return True
