"""From runs to an answer: laws of intervals, of worth and of the path."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.simulation import compiling, sensitivity
from qianshao.simulation.answers import Answer
from qianshao.simulation.answers.answering import answer
from qianshao.simulation.answers.costs import costs
from qianshao.simulation.answers.intervals import median_wait, wilson
from qianshao.simulation.answers.worth import shapley
from qianshao.simulation.reading import shipped
from qianshao.simulation.running import Job, sweep

SIZES = tuple([8] * 300 + [300] * 8)


@given(st.integers(0, 500), st.integers(1, 500))
def test_an_interval_holds_its_share_and_lies_within_0_and_1(hits: int, more: int) -> None:
    low, high = wilson(hits, hits + more)
    assert -1e-12 <= low <= hits / (hits + more) <= high <= 1


@given(st.lists(st.floats(-10, 10), min_size=8, max_size=8), st.permutations(range(3)))
def test_worths_add_up_and_do_not_hang_on_the_order_of_layers(values: list[float], order: list[int]) -> None:
    of = np.array(values)[:, None]
    worth = shapley(of, 3)[:, 0]
    assert worth.sum() == pytest.approx(values[7] - values[0], abs=1e-9)
    moved = np.array([values[sum(1 << order[bit] for bit in range(3) if mask >> bit & 1)] for mask in range(8)])
    assert shapley(moved[:, None], 3)[:, 0] == pytest.approx(worth[order], abs=1e-9)


def test_a_layer_that_does_nothing_is_worth_nothing() -> None:
    values = np.array([[5.0], [5.0], [2.0], [2.0]])
    assert shapley(values, 2)[:, 0].tolist() == [0.0, -3.0]


@pytest.mark.parametrize(
    ("waits", "median"), [([0, 0, 3, 0], 2), ([1, 1, 0, 2], 1), ([1, 0, 0, 2], None), ([0, 0, 0, 0], None)]
)
def test_half_of_the_workplaces_have_to_be_found_for_a_median(waits: list[int], median: int | None) -> None:
    assert median_wait(np.array(waits)) == median


@pytest.fixture(scope="module")
def asked() -> Answer:
    scenario = shipped().with_values({"horizon.importation": 20.0}).only(["management", "workers_line"])
    job = Job(scenario, (0, 1, 2, 3), 80, sizes=SIZES)
    return answer(job, sweep(job), compiling.people_of(scenario, SIZES))


def test_an_answer_survives_being_kept(asked: Answer) -> None:
    kept = json.loads(json.dumps(asked.as_dict()))
    assert (
        Answer.from_dict(kept).as_dict() == asked.as_dict()
        or json.loads(json.dumps(Answer.from_dict(kept).as_dict())) == kept
    )


def test_minutes_and_alarms_are_those_of_the_layers_together(asked: Answer) -> None:
    none, first, second, both = asked.combinations
    assert none.minutes_per_worker_day == none.false_alarms_mean == 0
    assert both.minutes_per_worker_day == pytest.approx(first.minutes_per_worker_day + second.minutes_per_worker_day)
    assert both.false_alarms_mean == pytest.approx(first.false_alarms_mean + second.false_alarms_mean)
    assert both.infections_mean < none.infections_mean
    assert sum(one.infections for one in asked.marginal_worth) == pytest.approx(
        none.infections_mean - both.infections_mean
    )
    assert {step.layer for step in asked.one_more_layer} == {"management", "workers_line"}


def test_a_layer_pays_when_an_infection_is_worth_its_price() -> None:
    base = shipped().with_values({"horizon.importation": 20.0}).only(["workers_line"])
    for worth, pays in ((0.0, False), (1e7, True)):
        job = Job(base.with_values({"worth.infection": worth}), (0, 1), 80, sizes=SIZES)
        people = compiling.people_of(base, SIZES)
        [step] = answer(job, sweep(job), people).one_more_layer
        assert step.pays is pays and step.certain
        assert step.minutes == pytest.approx(costs(base, people, 1).minutes * len(people.team_of) * 45)


def test_the_answer_hangs_on_concealment_where_only_management_watches() -> None:
    """What management's report prevents is explained by concealment and its own sensitivity, not by false names."""
    scenario = shipped().with_values({"horizon.importation": 40.0}).only(["management"])
    people = compiling.people_of(scenario, SIZES)
    keys = ("concealment.chance", "population.dormitory_share", "watching.management.sensitivity")
    found = sensitivity.sobol(scenario, people, points=16, runs=20, only=keys)
    assert set(found) == set(sensitivity.QUESTIONS)
    prevented = {one.parameter: one.total for one in found["prevented_by_all"]}
    assert set(prevented) == {"concealment.chance", "watching.management.sensitivity"}
    assert prevented["concealment.chance"] > 0.2
    # Without layers nothing hangs on either of them.
    assert all(one.total == 0 for one in found["infections"])
