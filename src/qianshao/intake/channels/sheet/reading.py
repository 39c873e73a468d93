"""A day of many workplaces in one sheet: CSV or XLSX, with the headings that offices write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from qianshao.core.problems import Problem
from qianshao.intake import bulk, queries
from qianshao.intake.rules import columns
from qianshao.registry.rules import sheets
from qianshao.registry.rules.sheets import Row, Table
from qianshao.registry.scope import Scope


@dataclass(frozen=True, slots=True)
class Sheet:
    table: Table
    places: dict[str, int]

    @property
    def unknown(self) -> tuple[str, ...]:
        return columns.COLUMNS.unknown(self.table.headings)

    @property
    def known(self) -> tuple[str, ...]:
        return tuple(self.table.headings[place] for place in self.places.values())

    def __len__(self) -> int:
        return len(self.table.rows)


def read(content: bytes) -> Sheet:
    """A Problem when it is no sheet, or does not say of which workplaces it speaks."""
    table = sheets.read(content, columns.COLUMNS.knows)
    return Sheet(table, columns.places(table.headings))


def lines(sheet: Sheet, scope: Scope, day: date, *, well: bool = False) -> Iterator[bulk.Line]:
    """For ``bulk.file``. ``day`` is that of rows without one. Workplaces are known by number, code, or exact name.

    ``well``: the sender states that all is well where a row shows no danger and says nothing about it.
    """
    at = sheet.places.get("name")
    names = {row.cells[at].strip() for row in sheet.table.rows if at < len(row.cells)} if at is not None else set()
    numbers = queries.numbers_of_names(scope, names)
    for row in sheet.table.rows:
        yield row.line, lambda row=row: _given(row, sheet, numbers, day, well)  # type: ignore[misc]


def _given(row: Row, sheet: Sheet, numbers: dict[str, list[int]], day: date, well: bool) -> dict[str, Any]:
    found = columns.given(row.cells, sheet.places)
    code, name = found.pop("credit_code", None), found.pop("name", None)
    if "workplace" not in found and code:
        found["workplace"] = code
    if "workplace" not in found and name:
        known = numbers.get(name, [])
        if len(known) > 1:
            choices = ", ".join(map(str, known))
            raise Problem("workplace.several", field="workplace", value=name, count=len(known), choices=choices)
        if not known:
            raise Problem("workplace.unknown", field="workplace", value=name)
        found["workplace"] = known[0]
    if well:
        found.setdefault("all_clear", "true")
    found.setdefault("day", day.isoformat())
    found["day"] = found["day"].replace("/", "-").replace(".", "-")
    return found
