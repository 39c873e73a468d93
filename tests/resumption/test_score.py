"""What a checklist says about what was found. Worse is never better, and it is never only a number."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.core.problems import Problem, Problems
from qianshao.policy.checklists import Limit, Measure
from qianshao.resumption.rules import checklists as rules
from qianshao.resumption.rules.answers import Answers, as_read, named, read
from tests.resumption.visits import BAD, good, resumption

LIST = resumption()
MEASURES = [(item, measure) for item in LIST.items.values() for measure in item.measures]
NUMBERS = st.floats(0, 1000).map(lambda number: round(number, 2))


def worse(measure: Measure, one: float, other: float) -> tuple[Any, Any]:
    """The two values, the better first."""
    if measure.is_yes_no:
        return measure.threshold, not measure.threshold
    low, high = sorted((one, other))
    return (high, low) if measure.limit is Limit.AT_LEAST else (low, high)


@given(st.sampled_from(MEASURES), NUMBERS, NUMBERS, st.booleans())
def test_a_worse_measurement_never_scores_better(found: Any, one: float, other: float, bad: bool) -> None:
    item, measure = found
    better_value, worse_value = worse(measure, one, other)
    around = good(BAD if bad else None).values
    scores = [
        rules.score(LIST, Answers({**around, item.code: {**around[item.code], measure.code: value}}))
        for value in (better_value, worse_value)
    ]
    order = list(rules.Outcome)
    assert rules.badness(measure, better_value) <= rules.badness(measure, worse_value)
    assert rules.fails(measure, better_value) <= rules.fails(measure, worse_value)
    assert scores[0].failed <= scores[1].failed
    assert scores[0].met >= scores[1].met
    assert len(scores[0].critical_failed) <= len(scores[1].critical_failed)
    assert order.index(rules.outcome(scores[0])) <= order.index(rules.outcome(scores[1]))


@given(st.sampled_from(MEASURES), NUMBERS)
def test_badness_runs_from_nothing_to_one(found: Any, value: float) -> None:
    _, measure = found
    given_value = bool(value > 500) if measure.is_yes_no else value
    assert 0 <= rules.badness(measure, given_value) <= 1
    assert rules.fails(measure, given_value) or rules.badness(measure, given_value) == 0


@given(st.sets(st.sampled_from(list(LIST.items))), st.sets(st.sampled_from(list(LIST.items))))
def test_every_item_stands_somewhere_once(left_out: set[str], broken: set[str]) -> None:
    values = {code: dict(found) for code, found in good().values.items() if code not in left_out}
    for code in broken - left_out:
        measure = LIST.items[code].measures[0]
        values[code][measure.code] = worse(measure, 0, 999)[1]
    score = rules.score(LIST, Answers(values))
    assert score.met + score.failed + score.unseen == len(LIST.items) == score.asked
    assert score.unseen == len(left_out)
    assert score.failed == len(broken - left_out) == len({one.item.code for one in score.failings})


def test_what_was_not_looked_at_is_not_met() -> None:
    score = rules.score(LIST, Answers())
    assert (score.met, score.failed, rules.outcome(score)) == (0, 0, rules.Outcome.SHORT)


def test_a_failing_says_what_how_badly_and_by_which_rule() -> None:
    score = rules.score(LIST, good(BAD))
    first, second = score.failings
    assert (first.item.code, first.value, first.measure.threshold, first.gap) == ("entry_temperature", 40, 100, 60)
    assert first.badness == 1 and first.is_grave and "国发明电〔2020〕4号" in first.item.says("zh-hans")
    assert (second.item.code, second.item.critical) == ("leader_on_site", False)
    assert score.categories == ["no_disinfection_or_measuring"]
    assert rules.outcome(score) is rules.Outcome.FAILED


def test_a_plant_without_a_bus_is_not_asked_for_its_bus() -> None:
    score = rules.score(LIST, good(absent=frozenset({"bus"})))
    assert (score.asked, rules.outcome(score)) == (31, rules.Outcome.PASSED)


# --- reading ----------------------------------------------------------------------------------------------


def test_a_form_becomes_answers() -> None:
    found = read(LIST, {"entry_temperature.share": "９８.5%", "leading_group.group": "是", "bus.absent": "on"})
    assert found.values == {"entry_temperature": {"share": 98.5}, "leading_group": {"group": True}}
    assert found.absent == {"bus"}
    assert as_read(found.as_kept()) == found


def test_everything_that_is_wrong_is_said_by_its_field() -> None:
    with pytest.raises(Problems) as caught:
        read(LIST, {"entry_temperature.share": "120", "plans.dated": "two", "isolation.absent": "yes"})
    assert {one.field: one.code for one in caught.value.problems} == {
        "entry_temperature.share": "checklist.range",
        "plans.dated": "checklist.number",
        "isolation.absent": "checklist.not_optional",
    }


@given(st.dictionaries(st.sampled_from([named(*pair) for pair in MEASURES]), st.text(max_size=12), max_size=5))
def test_whatever_is_typed_is_read_or_refused(typed: dict[str, str]) -> None:
    try:
        found = read(LIST, typed)
    except (Problem, Problems):
        return
    assert as_read(found.as_kept()) == found


# --- three columns ----------------------------------------------------------------------------------------


def test_where_the_columns_differ_is_a_finding() -> None:
    seen = good({"entry_temperature": {"share": 40}, "stock": {"days": 5}})
    rows = rules.compare(LIST, {"employer": good(), "union": None, "inspector": seen})
    found = [(row.item.code, row.differs) for row in rules.findings(rows)]
    assert found == [("entry_temperature", rules.Gravity.OVERSTATED), ("stock", rules.Gravity.DIFFERENT)]


def test_employer_and_union_alone_can_contradict_each_other() -> None:
    rows = rules.compare(LIST, {"employer": good(), "union": good(BAD), "inspector": None})
    assert {row.item.code: row.differs for row in rows if row.differs} == {
        "entry_temperature": rules.Gravity.CONTRADICTED,
        "leader_on_site": rules.Gravity.CONTRADICTED,
    }


def test_one_column_alone_contradicts_nobody() -> None:
    rows = rules.compare(LIST, {"employer": good(BAD)})
    assert not rules.findings(rows)
    assert len(rows) == len(MEASURES)
