"""Where nothing is wrong, few signals: the levels are kept on generated data without any cluster."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from qianshao.policy import clusters, surveillance
from qianshao.surveillance.rules import looking
from qianshao.surveillance.rules.records import Records, new_ones

DAY = date(2022, 2, 8)
DISTRICTS, WORKPLACES, DAYS = 12, 600, 28


def quiet_district(seed: int) -> Records:
    """Sizes of all kinds, habits of reporting and rates of illness that differ, and nothing else going on."""
    dice = np.random.default_rng(seed)
    people = np.maximum(dice.lognormal(3.3, 1.2, WORKPLACES).round(), 1)
    habit = dice.beta(18, 1.5, WORKPLACES)
    reported = dice.random((WORKPLACES, DAYS)) < habit[:, None]
    rate = 4e-4 * dice.gamma(2.0, 0.5, WORKPLACES)
    ill = dice.poisson((people * rate)[:, None] * reported)
    return Records(
        territory="500113",
        day=DAY,
        numbers=np.arange(1, WORKPLACES + 1),
        people=people,
        town=np.arange(WORKPLACES) % 6,
        towns=tuple(f"50011300{at}" for at in range(6)),
        points=np.column_stack([29.3 + dice.random(WORKPLACES) / 5, 106.5 + dice.random(WORKPLACES) / 5]),
        reported=reported,
        symptoms=ill,
        confirmed=np.zeros_like(ill),
        management=dice.poisson(people * 0.01),
        others=dice.poisson(people * 0.01),
        management_days=np.full(WORKPLACES, 20),
        other_days=np.full(WORKPLACES, 20),
    )


@pytest.fixture(scope="module")
def found() -> list[tuple[int, str]]:
    policy = surveillance.shipped()
    definitions = clusters.shipped().values()
    confirmed, suspected = (clusters.definition(definitions, kind, DAY) for kind in ("confirmed", "symptoms"))
    levels = {code: rule.start for code, rule in policy.rules.items()}
    said = []
    for seed in range(DISTRICTS):
        one = looking.look(quiet_district(seed), confirmed, suspected, levels, policy.habit_days)
        said += [(seed, finding.rule) for finding in one]
    return said


def test_no_rule_says_much_more_than_its_level(found: list[tuple[int, str]]) -> None:
    """At the start every level is at most one in ten days; of a dozen districts that is one, and four are an alarm."""
    rules = [rule for _seed, rule in found]
    assert {rule: rules.count(rule) for rule in set(rules) if rules.count(rule) > 4} == {}


def test_and_all_together_fit_an_officer(found: list[tuple[int, str]]) -> None:
    assert len(found) <= DISTRICTS * surveillance.shipped().officer_budget / 5


def test_a_cluster_among_the_same_noise_is_found() -> None:
    policy, definitions = surveillance.shipped(), clusters.shipped().values()
    quiet = quiet_district(99)
    place = int(np.argsort(quiet.people)[WORKPLACES // 2])
    quiet.symptoms[place, -4:] += 3
    suspected = clusters.definition(definitions, "symptoms", DAY)
    levels = {code: rule.start for code, rule in policy.rules.items()}
    said = looking.look(quiet, None, suspected, levels, policy.habit_days)
    assert f"w{quiet.numbers[place]}" in {one.subject for one in said if one.rule == "suspected"}


def test_only_a_rise_is_new() -> None:
    known = np.array([True, False, True, True, True, True])
    assert new_ones(np.array([1, 0, 3, 2, 2, 4]), known).tolist() == [1, 0, 2, 0, 0, 2]
