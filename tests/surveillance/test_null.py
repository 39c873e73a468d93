"""Where nothing is wrong, few signals: each rule keeps its level on generated districts without any cluster.

The seeds are not those on which the rules were made.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pytest
from scipy import stats

from qianshao.policy import clusters, surveillance
from qianshao.surveillance.rules import looking, nearby, seasonal, shared
from qianshao.surveillance.rules.records import Finding, Link, Records, new_ones

DAY = date(2022, 2, 8)
DISTRICTS, WORKPLACES, DAYS = 120, 600, 28
SCANNED = 25
FIRST_SEED = 5_000
LEVELS = {code: rule.start for code, rule in surveillance.shipped().rules.items()}


def quiet_district(seed: int, *, spread: float = 2.0, weeks: int = 0, ill: float = 1.0) -> Records:
    """Sizes of all kinds, habits of reporting and rates of illness that differ, and nothing else going on. ``spread``:
    shape of the Gamma of rates. ``weeks``: of history. ``ill``: times as many as four in ten thousand a day."""
    dice = np.random.default_rng(seed)
    people = np.maximum(dice.lognormal(3.3, 1.2, WORKPLACES).round(), 1)
    habit = dice.beta(18, 1.5, WORKPLACES)
    reported = dice.random((WORKPLACES, DAYS)) < habit[:, None]
    rate = 4e-4 * ill * dice.gamma(spread, 1 / spread, WORKPLACES)
    counts = dice.poisson((people * rate)[:, None] * reported)
    season = 1 + 0.5 * np.cos(2 * np.pi * np.arange(weeks) / 52)
    sides = dice.poisson((people * 0.01 * dice.gamma(5, 0.2, WORKPLACES))[None], (2, WORKPLACES))
    return Records(
        territory="500113",
        day=DAY,
        numbers=np.arange(1, WORKPLACES + 1),
        people=people,
        town=np.arange(WORKPLACES) % 6,
        towns=tuple(f"50011300{at}" for at in range(6)),
        points=np.column_stack([29.3 + dice.random(WORKPLACES) / 5, 106.5 + dice.random(WORKPLACES) / 5]),
        reported=reported,
        symptoms=counts,
        confirmed=np.zeros_like(counts),
        management=sides[0],
        others=sides[1],
        management_days=np.full(WORKPLACES, 20),
        other_days=np.full(WORKPLACES, 20),
        triangle=np.zeros((DAYS, 15), np.int64),
        weeks=dice.negative_binomial(10 * season, 0.5, (6, weeks)).astype(float) if weeks else np.zeros((6, 0)),
        links=tuple(
            Link(at, "bus", f"{at}", tuple(sorted(dice.choice(WORKPLACES, 12, replace=False).tolist())))
            for at in range(40)
        ),
    )


def definition(kind: str) -> clusters.Definition | None:
    return clusters.definition(clusters.shipped().values(), kind, DAY)


def raised(rule: str, findings: list[Finding]) -> int:
    return sum(one.chance <= LEVELS[rule] for one in findings)


def holds(rule: str, said: int, districts: int) -> bool:
    """No more than a rule at its level says in 999 of 1,000 such tests."""
    return bool(said <= stats.poisson.ppf(0.999, LEVELS[rule] * districts))


@pytest.mark.parametrize("spread", [1.0, 2.0, 8.0])
def test_suspected_clusters_keep_their_level_however_rates_differ(spread: float) -> None:
    rule = definition("symptoms")
    said = sum(
        raised("suspected", list(looking._suspected(quiet_district(FIRST_SEED + at, spread=spread), rule)))
        for at in range(DISTRICTS)
    )
    assert holds("suspected", said, DISTRICTS)


def test_every_other_rule_keeps_its_level() -> None:
    said: Counter[str] = Counter()
    for at in range(DISTRICTS):
        quiet = quiet_district(FIRST_SEED + at, weeks=52 * 3 + 10)
        for rule, found in {
            "rise": looking._rises(quiet),
            "silence": looking._silent(quiet, 7),
            "silent_township": looking._silent_townships(quiet, 7),
            "zeros": looking._zeros(quiet),
            "season": seasonal.above_season(quiet, LEVELS["season"]),
        }.items():
            said[rule] += raised(rule, list(found))
    assert [rule for rule in said if not holds(rule, said[rule], DISTRICTS)] == []


def test_the_scans_keep_their_level() -> None:
    said: Counter[str] = Counter()
    for at in range(SCANNED):
        quiet = quiet_district(FIRST_SEED + at)
        said["scan"] += len(list(nearby.nearby(quiet, LEVELS["scan"])))
        said["shared"] += len(list(shared.sharing(quiet, LEVELS["shared"])))
    assert holds("scan", said["scan"], SCANNED) and holds("shared", said["shared"], SCANNED)


@pytest.mark.parametrize("ill", [1.0, 0.1])
def test_shared_links_say_as_much_as_their_level_and_no_less(ill: float) -> None:
    """Districts in which the scan over shared links says anything, of many: within what a rule at this level says in
    998 of 1,000 such tests. With a tenth of the ill there are some forty cases in a district."""
    level, districts = 0.1, 250
    said = sum(bool(list(shared.sharing(quiet_district(40_000 + at, ill=ill), level))) for at in range(districts))
    least = stats.binom.ppf(0.001, districts, level) if ill == 1 else 0
    assert least <= said <= stats.binom.ppf(0.999, districts, level)


def test_where_nobody_conceals_few_are_said_to() -> None:
    """The level is the share of false ones; where all are false, a district with any at all is as rare."""
    some = sum(
        bool(raised("contradiction", list(looking._contradictions(quiet_district(FIRST_SEED + at)))))
        for at in range(SCANNED)
    )
    assert holds("contradiction", some, SCANNED)


def test_a_whole_run_fits_an_officer() -> None:
    found = []
    for seed in range(4):
        quiet = quiet_district(FIRST_SEED + seed)
        found += looking.look(quiet, definition("confirmed"), definition("symptoms"), LEVELS, 7)
    assert len(found) <= 4 * surveillance.shipped().officer_budget / 2


def test_a_cluster_among_the_same_noise_is_found() -> None:
    quiet = quiet_district(99)
    place = int(np.argsort(quiet.people)[WORKPLACES // 2])
    quiet.symptoms[place, -4:] += 3
    found = looking.look(quiet, None, definition("symptoms"), LEVELS, 7)
    assert f"w{quiet.numbers[place]}" in {one.subject for one in found if one.rule == "suspected"}


def test_many_strange_ones_at_once_do_not_hide_each_other() -> None:
    quiet = quiet_district(98)
    middle = np.argsort(quiet.people)[WORKPLACES // 2 : WORKPLACES // 2 + 5]
    quiet.symptoms[middle, -4:] += 3
    found = [one for one in looking._suspected(quiet, definition("symptoms")) if one.chance <= LEVELS["suspected"]]
    assert {f"w{quiet.numbers[place]}" for place in middle} <= {one.subject for one in found}


def test_only_a_rise_is_new() -> None:
    known = np.array([True, False, True, True, True, True])
    assert new_ones(np.array([1, 0, 3, 2, 2, 4]), known).tolist() == [1, 0, 2, 0, 0, 2]
