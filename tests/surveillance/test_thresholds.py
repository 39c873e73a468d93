"""The rule by which judgements move a level: bounded, monotone, and nothing but the judgements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.policy import surveillance
from qianshao.policy.surveillance import Feedback, PolicyError, Rule
from qianshao.surveillance.rules import thresholds
from qianshao.surveillance.rules.thresholds import level

RULE = Rule("rise", lowest=0.005, start=0.05, highest=0.5, at_risk=0.1, category="cluster")
FEEDBACK = Feedback(last=20, least=5, aim=0.3)
verdicts = st.lists(st.booleans(), max_size=60)


@given(verdicts)
def test_a_level_stays_within_its_bounds(judged: list[bool]) -> None:
    assert RULE.lowest <= level(RULE, judged, FEEDBACK) <= RULE.highest


@given(verdicts, st.integers(min_value=0, max_value=59))
def test_one_more_true_signal_never_makes_a_rule_say_less(judged: list[bool], at: int) -> None:
    if at < len(judged):
        better = [*judged[:at], True, *judged[at + 1 :]]
        worse = [*judged[:at], False, *judged[at + 1 :]]
        assert level(RULE, worse, FEEDBACK) <= level(RULE, better, FEEDBACK)


@given(verdicts, verdicts)
def test_what_is_older_than_the_last_ones_is_forgotten(judged: list[bool], older: list[bool]) -> None:
    newest = (judged + [True] * 20)[:20]
    assert level(RULE, newest, FEEDBACK) == level(RULE, newest + older, FEEDBACK)


def test_the_ends_and_the_middle() -> None:
    assert level(RULE, [], FEEDBACK) == RULE.start
    assert level(RULE, [False] * 4, FEEDBACK) == RULE.start
    assert level(RULE, [False] * 5, FEEDBACK) == pytest.approx(RULE.lowest)
    assert level(RULE, [True] * 5, FEEDBACK) == pytest.approx(RULE.highest)
    assert level(RULE, [True] * 3 + [False] * 7, FEEDBACK) == pytest.approx(RULE.start)


@given(st.lists(st.integers(), unique=True, max_size=30), st.integers(min_value=0, max_value=30))
def test_the_gravest_fit_the_day_and_the_others_are_kept(ranked: list[int], budget: int) -> None:
    held = thresholds.held_back(ranked, budget)
    assert len(ranked) - len(held) == min(len(ranked), budget)
    assert held == set(ranked[budget:])


def test_a_policy_with_faults_is_told_with_line_and_key() -> None:
    from qianshao.policy.loading import SHIPPED

    text = (SHIPPED / "surveillance.toml").read_text(encoding="utf-8")
    broken = text.replace("officer_budget = 5", "officer_budget = 0").replace("aim = 0.3", "aim = 3")
    with pytest.raises(PolicyError) as told:
        surveillance.parse(broken, source="own.toml")
    assert told.value.key == "officer_budget" and "own.toml:" in str(told.value)
    assert [one.key for one in told.value.others] == ["feedback.aim"]
    with pytest.raises(PolicyError):
        surveillance.parse("window_days = 28\n", source="own.toml")
