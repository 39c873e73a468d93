"""The figures of a day as a table that may leave the house: with names, with its sum, and with small cells withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from qianshao.briefing.rules.disclosure import Dimension, Unprotected, protect
from qianshao.briefing.rules.upward import COUNTS, SUMS

FIGURES = (*COUNTS, *SUMS)
OF_PEOPLE = tuple(name for name in FIGURES if name not in ("workplaces", "reported", "heard", "headcount", "on_duty"))
"""Small ones among these could tell of one person, or that somebody at the only workplace of a place has reported."""

MEANINGS: Mapping[str, tuple[str, str]] = {
    "workplaces": ("用人单位数", "workplaces on record that are open"),
    "reported": ("已报告", "workplaces whose own union has reported"),
    "heard": ("电话了解", "workplaces whose union was silent and that a federation has asked by telephone"),
    "wrong": ("有异常", "workplaces that reported that something is wrong"),
    "opened": ("新立事项", "cases opened on the day"),
    "open": ("在办事项", "cases open at the end of the day, or now"),
    "headcount": ("职工人数", "people who work there, as reported"),
    "on_duty": ("在岗人数", "people at work"),
    "in_observation": ("隔离观察", "people in observation"),
    "fever": ("发热", "people with fever"),
    "suspected": ("疑似病例", "suspected cases"),
    "confirmed": ("确诊病例", "confirmed cases"),
    "asymptomatic": ("无症状感染者", "infected people without symptoms"),
    "close_contacts": ("密切接触者", "close contacts"),
    "absent_unexplained": ("无故缺勤", "people absent without known reason"),
}
"""In Chinese and English: the data dictionary."""


@dataclass(frozen=True, slots=True)
class Line:
    """One division. A figure that is None was stated by nobody, or is ``withheld``."""

    code: str
    name: str
    figures: Mapping[str, int | None]
    withheld: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """``whole``: the sum over all lines. ``publisher``: the body that gives it out."""

    day: date
    whole: Line
    lines: Sequence[Line]
    publisher: str
    generated: bool


def sheet(
    code: str, name: str, *, day: date, rows: Sequence[Mapping[str, Any]], names: Mapping[str, str], publisher: str,
    generated: bool,
) -> Sheet:  # fmt: skip
    """``rows``: a line for each division, as :func:`figures` gives them. Where a small cell could be computed from what
    is shown, the whole column is withheld."""
    # What cannot be told from its own sum stands alone.
    parts = [row for row in rows if row["territory"] != code]
    shown = {figure: _column(figure, code, rows, parts) for figure in FIGURES}
    lines = [_line(row["territory"], names.get(row["territory"], row["territory"]), shown) for row in parts]
    return Sheet(day, _line(code, name, shown), lines, publisher, generated)


Column = dict[str, tuple[int | None, bool]]
"""For each code: the value that is shown, and whether it is withheld."""


def _column(figure: str, code: str, rows: Sequence[Mapping[str, Any]], parts: Sequence[Mapping[str, Any]]) -> Column:
    stated = [row[figure] for row in rows if row[figure] is not None]
    values: dict[str, int | None] = {code: sum(stated) if stated else None}
    values |= {row["territory"]: row[figure] for row in parts}
    hidden = _hidden(code, values) if figure in OF_PEOPLE else frozenset()
    return {one: (None if one in hidden else value, one in hidden) for one, value in values.items()}


def _hidden(code: str, values: Mapping[str, int | None]) -> frozenset[str]:
    """Not stated counts as zero here: it adds nothing to the sum."""
    codes = tuple(values)
    counts = np.array([values[one] or 0 for one in codes], np.int64)
    dimension = Dimension("territory", codes, {one: code for one in codes if one != code})
    try:
        withheld = protect(counts, [dimension]).withheld
    except Unprotected:
        return frozenset(codes)
    return frozenset(one for one, hide in zip(codes, withheld, strict=True) if hide)


def _line(code: str, name: str, shown: Mapping[str, Column]) -> Line:
    figures = {figure: column[code][0] for figure, column in shown.items()}
    return Line(code, name, figures, frozenset(figure for figure, column in shown.items() if column[code][1]))
