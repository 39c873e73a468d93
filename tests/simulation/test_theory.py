"""The engine against mathematics, within what chance allows."""

from __future__ import annotations

import numpy as np
import pytest

from qianshao.simulation import compiling, theory
from qianshao.simulation.epidemic.state import AT_ONCE, GENERATION, ROUTE, SOURCE
from qianshao.simulation.reading import shipped
from tests.simulation.plain import everybody_alone, scenario, workspace

PERSONS, SEEDS = 20_000, 40


@pytest.mark.parametrize("reproduction", [0.7, 1.3, 2.2, 4.0])
def test_where_everybody_meets_everybody_the_final_size_is_that_of_the_relation(reproduction: float) -> None:
    space = workspace(scenario(transmission__community=reproduction, horizon__days=900.0), everybody_alone(PERSONS))
    sizes = np.array([space.run(number, seeds=SEEDS).outcome[0] / PERSONS for number in range(40)])
    expected = theory.final_size(reproduction, SEEDS / PERSONS)
    error = sizes.std(ddof=1) / np.sqrt(len(sizes))
    assert abs(sizes.mean() - expected) < 4 * error + 0.002


def test_those_whom_the_first_infects_are_as_many_as_independent_contacts_would_make() -> None:
    """Of a home of m each is infected with the attack rate that the file says; nobody twice."""
    found = scenario(
        transmission__home=0.15, transmission__dispersion=0.58, population__households=(0.0, 0.0, 0.0, 1.0),
        population__dormitory_share=0.0, horizon__days=60.0,
    )  # fmt: skip
    space = workspace(found, sizes=np.full(500, 4))
    direct = 0
    for number in range(4000):
        space.run(number, chosen=number % 2000)
        direct += int((space.records()[:, SOURCE] == 0).sum())
    share = direct / (4000 * 3)
    # Somebody who is infected by the second is no longer there for the first: a little less than 0.15.
    assert 0.128 < share < 0.156


def test_generations_grow_as_the_next_generation_matrix_has_it() -> None:
    """Two kinds of workplaces, homes, canteens, community; groups so large and rates so low that hardly anybody is met
    twice."""
    found = scenario(
        transmission__home=0.02, transmission__workshop=0.04, transmission__workshop_contacts=25.0,
        transmission__canteen=0.01, transmission__canteen_contacts=30.0, transmission__community=0.5,
        population__workshop=1500.0, population__working_week=6.0, horizon__days=70.0,
        population__dormitory_share=0.0,
    )  # fmt: skip
    people = compiling.people_of(found, np.concatenate([np.full(8000, 2), np.full(10, 3000)]))
    space = workspace(found, people)
    expected = theory.generations(people, space.rules, 4)
    found_sizes = np.zeros(5)
    runs = 1500
    for number in range(runs):
        space.run(number, seeds=1.0, chosen=AT_ONCE)
        found_sizes += np.bincount(space.records()[:, GENERATION], minlength=400)[:5]
    assert found_sizes[0] == runs
    assert found_sizes / runs == pytest.approx(expected, rel=0.08)
    assert expected[4] / expected[3] == pytest.approx(theory.reproduction(people, space.rules), rel=0.02)
    assert expected[4] > 2


def test_expected_contacts_by_route_are_those_that_happen() -> None:
    found = scenario(
        transmission__home=0.02, transmission__workshop=0.01, transmission__canteen=0.002,
        transmission__community=0.5, horizon__days=200.0,
    )  # fmt: skip
    people = compiling.people_of(found, np.full(2000, 60))
    space = workspace(found, people)
    contacts = theory.contacts(people, space.rules)
    counted = np.zeros(5)
    runs = 3000
    for number in range(runs):
        space.run(number, chosen=(number * 37) % len(people.team_of))
        records = space.records()
        counted += np.bincount(records[records[:, SOURCE] == 0, ROUTE], minlength=5)
    workers = slice(0, len(people.team_of))
    expected = [contacts.home[workers].mean(), contacts.workshop[workers].mean(), contacts.canteen[workers].mean()]
    for route, mean in enumerate([*expected, contacts.community]):
        assert counted[route] / runs == pytest.approx(mean, abs=4 * np.sqrt(mean / runs) + 0.03 * mean)


def test_generation_times_reproduce_the_input() -> None:
    found = scenario(transmission__community=1.5, transmission__dispersion=0.58, horizon__days=300.0)
    space = workspace(found, everybody_alone(PERSONS))
    waits: list[float] = []
    for number in range(60):
        space.run(number, seeds=20, chosen=AT_ONCE)
        records, times = space.records(), space.times()[:, 0]
        # Of those who were infected while nearly all others could be: later ones meet fewer.
        early = (records[:, SOURCE] >= 0) & (times[records[:, SOURCE]] < 15)
        waits += list(times[early] - times[records[early, SOURCE]])
    expected = theory.generation_time(space.rules, np.random.default_rng(1))
    assert len(waits) > 2000
    assert np.mean(waits) == pytest.approx(expected.mean(), rel=0.03)
    assert np.std(waits) == pytest.approx(expected.std(), rel=0.06)
    assert np.median(waits) == pytest.approx(np.median(expected), rel=0.05)


def test_the_shipped_course_is_that_of_its_sources() -> None:
    """R0 2.2 without measures; 44 to 59 per cent of infections before symptoms; generations of about six days."""
    found = shipped()
    bare = found.with_values({f"measures.{name}.coverage": 0.0 for name in found.measures})
    people = compiling.people_of(bare)
    assert theory.reproduction(people, compiling.rules_of(bare)) == pytest.approx(2.2, abs=0.1)
    rules, dice = compiling.rules_of(found), np.random.default_rng(1)
    assert 0.44 < theory.before_symptoms(rules, dice) < 0.59
    assert 4.6 < theory.generation_time(rules, dice).mean() < 6.5
    assert 5.0 < found.distribution("course.incubation").mean < 6.0


def test_an_attack_rate_becomes_the_rate_that_gives_it() -> None:
    dice = np.random.default_rng(1)
    for attack, dispersion in ((0.154, 0.58), (0.04, 0.1), (0.3, 1e6)):
        strength = dice.gamma(min(dispersion, 1e4), 1 / min(dispersion, 1e4), 400_000)
        escaped = np.exp(-compiling.rate_of(attack, dispersion) * strength).mean()
        assert 1 - escaped == pytest.approx(attack, rel=0.03)
