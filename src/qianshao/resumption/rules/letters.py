"""What stands in the result letter of an inspection. It is in Chinese, whatever language the inspector reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qianshao.policy.checklists import Limit, Measure
from qianshao.policy.inspections import Rule
from qianshao.resumption.rules.answers import Value
from qianshao.resumption.rules.checklists import Failing, Outcome, Score, Standing

LANGUAGE = "zh-hans"
CRITICAL = "【重点项】"


def day_in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def value_in_words(measure: Measure, value: Value) -> str:
    if measure.is_yes_no:
        return "是" if value else "否"
    return f"{value:g}{measure.unit_name(LANGUAGE)}"


def threshold_in_words(measure: Measure) -> str:
    asked = {
        Limit.WANT: "应为",
        Limit.AT_LEAST: "应不少于",
        Limit.AT_MOST: "应不超过",
        Limit.BELOW: "应低于",
    }[measure.limit]
    return asked + value_in_words(measure, measure.threshold)


def failing_in_words(number: int, failing: Failing) -> str:
    """What fails, how badly, and what says so."""
    item, measure = failing.item, failing.measure
    mark = CRITICAL if item.critical else ""
    found = f"{measure.name(LANGUAGE)}{value_in_words(measure, failing.value)}，{threshold_in_words(measure)}"
    gap = "" if measure.is_yes_no or not failing.gap else f"，相差{failing.gap:g}{measure.unit_name(LANGUAGE)}"
    return f"{number}. {mark}{item.name(LANGUAGE)}：{found}{gap}。依据：{item.says(LANGUAGE)}。"


def visit_in_words(day: date, inspectors: Sequence[str], workplace: str, basis: str) -> str:
    return f"本会于{day_in_words(day)}派{'、'.join(inspectors)}对{workplace}进行了防疫检查（{basis}）。"


def result_in_words(score: Score, outcome: Outcome) -> str:
    if outcome is Outcome.REFUSED:
        return "贵单位未让检查人员进入，检查未能进行。"
    parts = [f"应查{score.asked}项：符合{score.met}项，不符合{score.failed}项"]
    if score.critical_failed:
        parts.append(f"（其中重点项{len(score.critical_failed)}项）")
    if score.unseen:
        parts.append(f"，未查{score.unseen}项")
    if absent := score.count(Standing.ABSENT):
        parts.append(f"；另有{absent}项贵单位不涉及")
    return "".join(parts) + "。"


def failings_in_words(score: Score, outcome: Outcome) -> list[str]:
    if outcome is Outcome.REFUSED:
        return []
    lines = [failing_in_words(number, one) for number, one in enumerate(score.failings, 1)]
    return lines or ["未发现不符合项。"]


def demand_in_words(outcome: Outcome, again: date | None) -> list[str]:
    visit = f"本会将于{day_in_words(again)}复查。" if again else ""
    return {
        Outcome.PASSED: ["请继续保持各项防护措施。"],
        Outcome.SHORT: [f"请逐项整改，并将整改情况告知本会。{visit}"],
        Outcome.FAILED: [f"请立即整改重点项，整改到位之前不得让职工冒险上岗；其余各项逐项整改。{visit}"],
        Outcome.REFUSED: [f"请立即配合工会监督检查，如实提供情况和资料。{visit}"],
    }[outcome]


def numbered(rule: Rule, year: int, serial: int) -> str:
    return rule.number.format(year=year, serial=serial)
