"""The authority's own daily forms: which column holds what. Files, so that nobody has to type a report twice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from qianshao.policy import own
from qianshao.policy.loading import SHIPPED, PolicyError, read_toml

FOLDER = "forms"
OF_WORKPLACES = ("number", "name", "site", "credit_code", "address", "township", "day", "receipt", "stated_by")
OF_REPORTS = (
    "headcount",
    "on_duty",
    "returned_from_outside",
    "in_observation",
    "fever",
    "respiratory",
    "suspected",
    "confirmed",
    "asymptomatic",
    "close_contacts",
    "absent_unexplained",
    "masks_in_stock",
    "masks_needed_daily",
    "thermometers",
    "dormitory_rooms_over_limit",
    "isolation_rooms_free",
    "disinfected",
    "entries_measured",
    "remarks",
)
FIELDS = (*OF_WORKPLACES, *OF_REPORTS)
COUNTS = OF_REPORTS[:-3]
KEYS = ("title", "yes", "no", "totals", "column")
KINDS = ("field", "constant", "sum")


@dataclass(frozen=True, slots=True)
class Column:
    """Exactly one of ``field``, ``constant`` and ``sum`` says what stands in it."""

    heading: str
    field: str = ""
    constant: str = ""
    sum: tuple[str, ...] = ()

    @property
    def adds_up(self) -> bool:
        return bool(self.sum) or self.field in COUNTS


@dataclass(frozen=True, slots=True)
class Form:
    name: str
    title: str
    yes: str
    no: str
    totals: bool
    columns: tuple[Column, ...]


def in_force() -> dict[str, Form]:
    """By name; a federation's own file replaces the shipped one of its name."""
    return own.files(FOLDER, parse, shipped)


@cache
def shipped() -> dict[str, Form]:
    paths = sorted((SHIPPED / FOLDER).glob("*.toml"))
    return {path.stem: parse(path.read_text(encoding="utf-8"), source=path.name) for path in paths}


def parse(text: str, *, source: str) -> Form:
    """A form has the name of its file. :class:`PolicyError` with all that does not hold."""
    tree = read_toml(text, source)
    reader = _Reader(text, source)
    columns = reader.columns(tree.get("column"))
    form = Form(
        name=Path(source).stem,
        title=reader.text(tree, "title"),
        yes=reader.text(tree, "yes"),
        no=reader.text(tree, "no"),
        totals=bool(tree.get("totals", False)),
        columns=columns,
    )
    for key in sorted(set(tree) - set(KEYS)):
        reader.fail(key, f"is not a key here; there are {', '.join(KEYS)}")
    reader.raise_all()
    return form


class _Reader:
    """Collects what does not hold, with its line: the n-th ``[[column]]`` is the n-th in the text."""

    def __init__(self, text: str, source: str) -> None:
        self.lines, self.source = text.splitlines(), source
        self.errors: list[PolicyError] = []

    def fail(self, key: str, what: str, column: int | None = None) -> None:
        self.errors.append(PolicyError(self.source, self._line(key, column), key, what))

    def raise_all(self) -> None:
        if self.errors:
            first, *others = sorted(self.errors, key=lambda error: error.line)
            raise PolicyError(first.source, first.line, first.key, first.what, tuple(others))

    def _line(self, key: str, column: int | None) -> int:
        heads = [number for number, line in enumerate(self.lines, 1) if line.strip().startswith("[[column]]")]
        if column is not None:
            return heads[column] if column < len(heads) else len(self.lines)
        found = (number for number, line in enumerate(self.lines, 1) if line.split("=")[0].strip() == key)
        return next(found, 1)

    def text(self, tree: dict[str, Any], key: str) -> str:
        value = tree.get(key)
        if not isinstance(value, str) or not value.strip():
            self.fail(key, "must be a text")
        return str(value)

    def columns(self, given: Any) -> tuple[Column, ...]:
        if not isinstance(given, list) or not given:
            self.fail("column", "there must be at least one [[column]]")
            return ()
        found = tuple(self.column(one, number) for number, one in enumerate(given))
        headings = [one.heading for one in found]
        for number, heading in enumerate(headings):
            if heading and heading in headings[:number]:
                self.fail("heading", f"“{heading}” is there twice", number)
        return found

    def column(self, given: Any, number: int) -> Column:
        given = given if isinstance(given, dict) else {}
        kinds = [kind for kind in KINDS if kind in given]
        for key in sorted(set(given) - {"heading", *KINDS}):
            self.fail(key, f"is not a key of a column; there are heading, {', '.join(KINDS)}", number)
        if not isinstance(given.get("heading"), str) or not given["heading"].strip():
            self.fail("heading", "must be a text", number)
        if len(kinds) != 1:
            self.fail("column", f"must have exactly one of {', '.join(KINDS)}", number)
        elif kinds == ["field"] and given["field"] not in FIELDS:
            self.fail("field", f"“{given['field']}” is not known; there are {', '.join(FIELDS)}", number)
        elif kinds == ["sum"] and not (isinstance(given["sum"], list) and set(given["sum"]) <= set(COUNTS)):
            self.fail("sum", f"must be a list of {', '.join(COUNTS)}", number)
        if self.errors:
            return Column(str(given.get("heading", "")))
        return Column(**{**given, "sum": tuple(given.get("sum", ()))})
