"""From counts to figures: a share with its interval, a median with its interval, a number; or nothing, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isinf

from qianshao.assessment.rules.intervals import median_between, wilson
from qianshao.policy.appraisal import Indicator, Question


class Missing(StrEnum):
    """Why there is no figure. Neither is a zero."""

    NOT_RECORDED = "not_recorded"
    NOTHING_TO_COUNT = "nothing_to_count"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Share:
    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class Spread:
    """``values`` may hold infinity: it has not happened by the cut-off."""

    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Number:
    count: int


Counted = Share | Spread | Number | None
"""None: nothing of the kind is recorded."""


@dataclass(frozen=True, slots=True)
class Figure:
    """``low`` and ``high`` bound ``value`` with 95 per cent; None: no bound on that side. ``missing`` says why there is
    no value. ``small``: the denominator is so small that the figure says little."""

    code: str
    kind: str
    numerator: int | None = None
    denominator: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    small: bool = False
    missing: str = ""


def figure(indicator: Indicator, counted: Counted) -> Figure:
    if counted is None:
        return Figure(indicator.code, "share", missing=Missing.NOT_RECORDED)
    if isinstance(counted, Number):
        small = counted.count < indicator.small
        return Figure(indicator.code, "number", counted.count, value=float(counted.count), small=small)
    if isinstance(counted, Spread):
        return _median(indicator, counted.values)
    return _share(indicator, counted)


def _share(indicator: Indicator, counted: Share) -> Figure:
    code, part, whole = indicator.code, counted.part, counted.whole
    if not whole:
        return Figure(code, "share", 0, 0, missing=Missing.NOTHING_TO_COUNT)
    low, high = wilson(part, whole)
    return Figure(
        code, "share", part, whole, round(part / whole, 4), round(low, 4), round(high, 4), whole < indicator.small
    )


def _median(indicator: Indicator, values: tuple[float, ...]) -> Figure:
    happened = sum(not isinf(value) for value in values)
    known = median_between(values)
    if known is None:
        return Figure(indicator.code, "median", 0, 0, missing=Missing.NOTHING_TO_COUNT)
    middle, low, high = known
    small = len(values) < indicator.small
    if isinf(middle):
        return Figure(indicator.code, "median", happened, len(values), small=small, missing=Missing.NOT_REACHED)
    return Figure(indicator.code, "median", happened, len(values), round(middle, 2), _bound(low), _bound(high), small)


def _bound(value: float) -> float | None:
    return None if isinf(value) else round(value, 2)


def answer(question: Question, figures: Mapping[str, Figure]) -> bool | None:
    """Yes or no by the figure that the question rests on; None where there is none, which is neither."""
    found = figures.get(question.rests_on)
    if found is None or found.value is None or found.kind != "share":
        return None
    return found.value >= question.least
