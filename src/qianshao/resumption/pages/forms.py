"""A checklist as a form: the same rows for the employer's paper, the union's confirmation, and the visit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import get_language

from qianshao.core.problems import Problem, Problems
from qianshao.policy.checklists import Checklist, Item
from qianshao.resumption import findings
from qianshao.resumption.rules.answers import ABSENT, Answers, named


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: str
    unit: str
    limit: str
    yes_no: bool
    value: str
    problem: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An item with its fields."""

    item: Item
    label: str
    rule: str
    fields: list[Field]
    absent_name: str
    absent: bool


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    entries: list[Entry]


def groups(
    checklist: Checklist,
    typed: Mapping[str, Any] | None = None,
    problems: Iterable[Problem] = (),
    only: Iterable[str] | None = None,
) -> list[Group]:
    """In the order of the paper. ``typed``: as the fields of the form are named."""
    language, given = get_language(), typed or {}
    wrong = {one.field: one.sentence for one in problems}
    wanted = set(checklist.items if only is None else only)
    items = [item for item in checklist.items.values() if item.code in wanted]
    return [
        Group(label, [_entry(item, given, wrong, language) for item in found])
        for label, found in groupby(items, key=lambda item: item.group_name(language))
    ]


def _entry(item: Item, given: Mapping[str, Any], wrong: Mapping[str, str], language: str | None) -> Entry:
    fields = [
        Field(
            name=named(item, measure),
            label=measure.name(language),
            unit=measure.unit_name(language),
            limit=findings.limit(measure),
            yes_no=measure.is_yes_no,
            value=str(given.get(named(item, measure), "")),
            problem=wrong.get(named(item, measure), ""),
        )
        for measure in item.measures
    ]
    absent = f"{item.code}.{ABSENT}"
    return Entry(item, item.name(language), item.says(language), fields, absent, bool(given.get(absent)))


def as_typed(answers: Answers) -> dict[str, str]:
    """What was stated before, as it would be typed."""
    typed = {f"{code}.{ABSENT}": "on" for code in answers.absent}
    for code, found in answers.values.items():
        for measure, value in found.items():
            typed[f"{code}.{measure}"] = ("true" if value else "false") if isinstance(value, bool) else f"{value:g}"
    return typed


def listed(trouble: Problem | Problems | None) -> list[Problem]:
    if trouble is None:
        return []
    return trouble.problems if isinstance(trouble, Problems) else [trouble]
