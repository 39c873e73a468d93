"""A report in the columns of another form. Nothing is invented: what was not stated is empty, and adds nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from qianshao.policy.forms import Column, Form

Cell = str | int | None
Facts = Mapping[str, object]

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the beginning of a text."""


def row(form: Form, facts: Facts) -> list[Cell]:
    """``facts``: the fields of the workplace and, where there is one, of its report."""
    return [_cell(form, column, facts) for column in form.columns]


def _cell(form: Form, column: Column, facts: Facts) -> Cell:
    if column.constant:
        return column.constant
    if column.sum:
        stated = [value for name in column.sum if isinstance(value := facts.get(name), int)]
        return sum(stated) if stated else None
    return _plain(form, facts.get(column.field))


def _plain(form: Form, value: object) -> Cell:
    if isinstance(value, bool):
        return form.yes if value else form.no
    if isinstance(value, int) or value is None:
        return value
    if isinstance(value, date):
        return value.isoformat()
    return harmless(str(value))


def harmless(text: str) -> str:
    """Names and remarks come from people; none of them runs in the authority's spreadsheet."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def totals(form: Form, rows: Iterable[list[Cell]], label: str) -> list[Cell]:
    """Of the columns that count something."""
    sums: list[Cell] = [0 if column.adds_up else None for column in form.columns]
    for cells in rows:
        for place, cell in enumerate(cells):
            before = sums[place]
            if isinstance(before, int) and isinstance(cell, int):
                sums[place] = before + cell
    first_text = next((place for place, cell in enumerate(sums) if cell is None), None)
    if first_text is not None:
        sums[first_text] = label
    return sums
