"""What somebody states or finds for the items of a checklist, and how what was typed becomes that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any
from unicodedata import normalize

from qianshao.core.problems import Problem, raise_all
from qianshao.policy.checklists import PERCENT, Checklist, Item, Measure

Value = bool | float
ABSENT = "absent"
"""The name of the tick that there is nothing of the kind: "bus.absent"."""

LARGEST = 1_000_000
COLDEST, HOTTEST = 30, 45
"""Degrees of a body that lives."""

YES = frozenset({"true", "yes", "是", "有", "1", "on"})
NO = frozenset({"false", "no", "否", "无", "0"})


@dataclass(frozen=True, slots=True)
class Answers:
    """``values`` by item and measure; what is not in it was not looked at. ``absent``: items of which the workplace
    has nothing."""

    values: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()

    def of(self, item: Item, measure: Measure) -> Value | None:
        return self.values.get(item.code, {}).get(measure.code)

    def covers(self, item: Item) -> bool:
        """Each measure was looked at, or there is nothing of the kind."""
        return item.code in self.absent or all(self.of(item, measure) is not None for measure in item.measures)

    def as_kept(self) -> dict[str, Any]:
        return {"values": {code: dict(found) for code, found in self.values.items()}, "absent": sorted(self.absent)}


def as_read(kept: Mapping[str, Any]) -> Answers:
    """From what :meth:`Answers.as_kept` gave."""
    return Answers(kept.get("values", {}), frozenset(kept.get("absent", ())))


def named(item: Item, measure: Measure) -> str:
    """The name of its field in a form, and its key in the API."""
    return f"{item.code}.{measure.code}"


def read(checklist: Checklist, given: Mapping[str, Any]) -> Answers:
    """From a form, or from the flat object of a program. Fields that are no items are left alone."""
    values: dict[str, dict[str, Value]] = {}
    absent: set[str] = set()
    problems: list[Problem] = []
    for item in checklist.items.values():
        if _ticked(given.get(f"{item.code}.{ABSENT}")):
            if item.optional:
                absent.add(item.code)
                continue
            problems.append(Problem("checklist.not_optional", field=f"{item.code}.{ABSENT}", item=item.name(None)))
        for measure in item.measures:
            try:
                value = _value(measure, given.get(named(item, measure)))
            except Problem as problem:
                problem.field = named(item, measure)
                problems.append(problem)
            else:
                if value is not None:
                    values.setdefault(item.code, {})[measure.code] = value
    raise_all(problems)
    return Answers(values, frozenset(absent))


def _ticked(given: Any) -> bool:
    return given is True or (isinstance(given, str) and given.strip().lower() in YES)


def _value(measure: Measure, given: Any) -> Value | None:
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    return _yes_no(given) if measure.is_yes_no else _number(measure, given)


def _yes_no(given: Any) -> bool:
    text = str(given).strip().lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise Problem("field.invalid.yes_no", value=given)


def _number(measure: Measure, given: Any) -> float:
    text = normalize("NFKC", str(given)).strip().removesuffix("%")
    try:
        number = float(text) if not isinstance(given, bool) else float("nan")
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise Problem("checklist.number", value=given)
    least, most = _range(measure)
    if not least <= number <= most:
        raise Problem("checklist.range", value=given, least=least, most=most)
    return int(number) if number == int(number) else number


def _range(measure: Measure) -> tuple[int, int]:
    if measure.unit == "celsius":
        return COLDEST, HOTTEST
    return 0, 100 if measure.unit == PERCENT else LARGEST
