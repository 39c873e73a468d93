"""A method over series that were read: which counts are more than their past explains."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import numpy as np

from qianshao.core.problems import Problem
from qianshao.detection.counts import Detected, Floats
from qianshao.detection.cusum import Chart, cusum
from qianshao.detection.ears import Ears, ears
from qianshao.detection.farrington import Flexible, farrington
from qianshao.surveillance.rules.sheets import WEEK, Series


class Method(StrEnum):
    EARS_C1 = "ears-c1"
    EARS_C2 = "ears-c2"
    EARS_C3 = "ears-c3"
    CUSUM = "cusum"
    FARRINGTON = "farrington"


EARS = {Method.EARS_C1: Ears.C1, Method.EARS_C2: Ears.C2, Method.EARS_C3: Ears.C3}
ALPHA = 0.001
"""Of C1 and C2 where none is given, as in R."""

LEAST_TRAINING = 7


@dataclass(frozen=True, slots=True)
class Options:
    """What the methods can be told; None is the method's own. ``training``: counts at the beginning of a series that
    are taken as in control by a CUSUM."""

    alpha: float | None = None
    baseline: int = 7
    training: int | None = None
    chart: Chart = field(default_factory=Chart)
    flexible: Flexible = field(default_factory=Flexible)


@dataclass(frozen=True, slots=True)
class Judged:
    """One row; ``expected`` and ``upper`` are None where the method has nothing to say."""

    date: date
    series: str
    count: float
    expected: float | None
    upper: float | None
    alarm: bool


def judge(series: list[Series], method: Method, options: Options) -> tuple[list[Judged], list[Problem]]:
    """Rows in the order of the series and of time, and a problem for each series that is too short to be judged."""
    together: dict[tuple[date, int, int], list[int]] = defaultdict(list)
    for place, one in enumerate(series):
        together[one.first, one.step, len(one.counts)].append(place)
    rows: dict[int, list[Judged]] = {}
    problems: dict[int, Problem] = {}
    for (first, step, length), places in together.items():
        least = needed(method, options, step, length)
        found = None
        if length >= least:
            counts = np.array([[np.nan if c is None else c for c in series[place].counts] for place in places])
            found = _detect(counts, first, step, method, options)
        for row, place in enumerate(places):
            rows[place] = _rows(series[place], found, row)
            if found is None:
                problems[place] = _too_short(series[place], method, least, options)
    return [row for place in range(len(series)) for row in rows[place]], [problems[place] for place in sorted(problems)]


def needed(method: Method, options: Options, step: int, length: int) -> int:
    """Counts from which on a series has a judged one."""
    if method is Method.CUSUM:
        return training(options, step, length) + 1
    if method is Method.FARRINGTON:
        o = options.flexible
        per_year = 52 if step == WEEK else 365
        return o.years * per_year + o.half_window + 1
    return options.baseline + 1 + {Method.EARS_C1: 0, Method.EARS_C2: 2, Method.EARS_C3: 4}[method]


def training(options: Options, step: int, length: int) -> int:
    """A year where two are there, else the first half."""
    if options.training is not None:
        return options.training
    year = 52 if step == WEEK else 365
    return max(year if length >= 2 * year else length // 2, LEAST_TRAINING)


def _detect(counts: Floats, first: date, step: int, method: Method, options: Options) -> Detected:
    if method in EARS:
        return ears(counts, EARS[method], baseline=options.baseline, alpha=options.alpha or ALPHA)
    if method is Method.CUSUM:
        return cusum(counts, first=training(options, step, counts.shape[1]), chart=options.chart)
    flexible = replace(options.flexible, alpha=options.alpha) if options.alpha else options.flexible
    days = np.datetime64(first, "D") + step * np.arange(counts.shape[1])
    return farrington(counts, days=days, options=flexible)


def _rows(one: Series, found: Detected | None, row: int) -> list[Judged]:
    """Only times that the file has; a gap is not a row."""
    judged = []
    for place, count in enumerate(one.counts):
        if count is None:
            continue
        expected = _known(found.expected[row, place]) if found else None
        upper = _known(found.upper[row, place]) if found else None
        alarm = bool(found.alarm[row, place]) if found else False
        judged.append(Judged(one.day(place), one.name, count, expected, upper, alarm))
    return judged


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _too_short(one: Series, method: Method, least: int, options: Options) -> Problem:
    last = one.first + timedelta(days=one.step * (len(one.counts) - 1))
    values: dict[str, Any] = {"series": one.name, "times": len(one.counts), "last": last.isoformat(), "needed": least}
    if method is not Method.FARRINGTON:
        return Problem("series.too_short", **values)
    year = 52 if one.step == WEEK else 365
    years = (len(one.counts) - 1 - options.flexible.half_window) // year
    return Problem("series.too_short_for_years", **values, years=options.flexible.years, fit=max(years, 0))
