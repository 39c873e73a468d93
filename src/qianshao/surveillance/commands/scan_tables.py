"""The three files of a scan, read into plain values; each fault with its line and column."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from qianshao.core.problems import Problem, raise_all
from qianshao.registry.rules import sheets

NAMES = {
    "place": ("place", "location", "地点", "单位", "区划"),
    "date": ("date", "day", "日期"),
    "count": ("count", "cases", "病例数", "人数", "数量"),
    "population": ("population", "人口", "人口数"),
    "lat": ("lat", "latitude", "纬度"),
    "lon": ("lon", "lng", "longitude", "经度"),
    "x": ("x",),
    "y": ("y",),
    "link": ("link", "shared", "联系", "班车", "宿舍", "食堂", "劳务公司"),
    "code": ("code", "区划代码"),
}
KNOWN = {heading: name for name, headings in NAMES.items() for heading in headings}
SHOWN = 20
"""So many faults are said at once; more would not be read."""

Strata = tuple[str, ...]


@dataclass(slots=True)
class File:
    """One table, and what is wrong with it."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[int, tuple[str, ...]]]
    problems: list[Problem] = field(default_factory=list)

    def each(self) -> Iterator[Line]:
        for line, cells in self.rows:
            row = Line(self, line, dict(zip(self.columns, (*cells, *[""] * len(self.columns)), strict=False)))
            if any(cells[len(self.columns) :]):
                self.fail("scan.cells", line, "", value=next(filter(None, cells[len(self.columns) :])))
            yield row

    def fail(self, code: str, line: int, column: str, **values: Any) -> None:
        if len(self.problems) < SHOWN:
            self.problems.append(Problem(code, file=self.name, line=line, column=column, **values))

    def done(self) -> None:
        raise_all(self.problems)


@dataclass(frozen=True, slots=True)
class Line:
    file: File
    line: int
    cells: dict[str, str]

    def fail(self, code: str, column: str, **values: object) -> None:
        self.file.fail(code, self.line, column, value=self.cells.get(column, ""), **values)

    def text(self, column: str) -> str:
        if not self.cells[column]:
            self.fail("scan.blank", column)
        return self.cells[column]

    def number(self, column: str, *, whole: bool = False, least: float = -math.inf, most: float = math.inf) -> float:
        """0 after a fault was noted; the file is refused then."""
        try:
            value = float(self.cells[column])
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or (whole and value != int(value)):
            self.fail("scan.whole" if whole else "scan.number", column)
            return 0
        if not least <= value <= most:
            self.fail("scan.range", column, least=_short(least), most=_short(most))
            return 0
        return value

    def day(self, column: str) -> tuple[date, str] | None:
        """A date and how exactly it is known; the middle of a year or month stands for it, as in SaTScan."""
        text = self.cells[column].replace("/", "-")
        parts = text.split("-")
        try:
            middle = {1: ("7", "1"), 2: ("15",)}.get(len(parts), ())
            year, month, day = (int(part) for part in (*parts, *middle))
            return date(year, month, day), ("year", "month", "day")[len(parts) - 1]
        except (ValueError, IndexError):
            self.fail("scan.date", column)
            return None


def _short(value: float) -> str:
    return "∞" if math.isinf(value) else f"{value:g}"


def open_table(path: Path, needed: tuple[str, ...]) -> File:
    """Raises Problem for a file that cannot be read or lacks a column."""
    table = sheets.read(path.read_bytes(), lambda heading: heading in KNOWN)
    columns = tuple(KNOWN.get(sheets.fold_heading(name), name.strip()) for name in table.headings)
    while columns and not columns[-1]:
        columns = columns[:-1]
    if missing := [name for name in needed if name not in columns]:
        raise Problem("scan.column", file=path.name, column=missing[0], columns=", ".join(needed))
    if twice := [name for name, often in Counter(columns).items() if often > 1]:
        raise Problem("scan.column_twice", file=path.name, column=twice[0])
    return File(path.name, columns, [(row.line, row.cells) for row in table.rows])


# --- places -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Places:
    """``globe``: the pairs are latitude and longitude in degrees, else x and y in km."""

    file: str
    globe: bool
    at: dict[str, tuple[float, float]]


def read_places(path: Path) -> Places:
    file = open_table(path, ("place",))
    globe = {"lat", "lon"} <= set(file.columns)
    if not globe and not {"x", "y"} <= set(file.columns):
        raise Problem("scan.coordinates", file=file.name)
    at: dict[str, tuple[float, float]] = {}
    lines: dict[str, int] = {}
    for row in file.each():
        name = row.text("place")
        if globe:
            where = row.number("lat", least=-90, most=90), row.number("lon", least=-180, most=180)
        else:
            where = row.number("x"), row.number("y")
        if name in at and at[name] != where:
            row.fail("scan.place_twice", "place", first=lines[name])
        at[name], lines[name] = where, lines.get(name, row.line)
    file.done()
    if len(set(at.values())) < 2:
        raise Problem("scan.one_place", file=file.name)
    return Places(file.name, globe, at)


# --- cases and population -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cases:
    """``counts``: place, day, stratum → cases. ``repeated``: rows that were added to an earlier one."""

    file: str
    covariates: tuple[str, ...]
    counts: Counter[tuple[str, date, Strata]]
    line_of: dict[str, int]
    repeated: int


def read_cases(path: Path, places: Places, start: date, end: date) -> Cases:
    file = open_table(path, ("place", "date", "count"))
    covariates = _covariates(file, "count")
    counts: Counter[tuple[str, date, Strata]] = Counter()
    line_of: dict[str, int] = {}
    rows: set[tuple[str, date, Strata]] = set()
    repeated = 0
    for row in file.each():
        name, day = _place(row, places), _within(row, start, end)
        count = int(row.number("count", whole=True, least=0))
        if day is None:
            continue
        key = (name, day, tuple(row.cells[one] for one in covariates))
        repeated += key in rows
        rows.add(key)
        if count:
            counts[key] += count
            line_of.setdefault(name, row.line)
    file.done()
    if counts.total() < 2:
        raise Problem("scan.no_cases", file=file.name)
    return Cases(file.name, covariates, counts, line_of, repeated)


def _covariates(file: File, value: str) -> tuple[str, ...]:
    known = {"place", "date", value, ""}
    return tuple(sorted(name for name in file.columns if name not in known))


def _place(row: Line, places: Places) -> str:
    name = row.text("place")
    if name and name not in places.at:
        row.fail("scan.place_unknown", "place", places=places.file)
    return name


def _within(row: Line, start: date, end: date) -> date | None:
    """A case of a year or month lies inside the period if any day of it does."""
    if (known := row.day("date")) is None:
        return None
    day, unit = known
    low, high = _span(day, unit)
    if high < start or low > end:
        row.fail("scan.outside", "date", start=start, end=end)
        return None
    return min(max(day, start), end)


def _span(day: date, unit: str) -> tuple[date, date]:
    if unit == "year":
        return day.replace(month=1, day=1), day.replace(month=12, day=31)
    if unit == "month":
        low = day.replace(day=1)
        return low, (low + timedelta(31)).replace(day=1) - timedelta(1)
    return day, day


@dataclass(frozen=True, slots=True)
class Population:
    """``knots``: days (as ordinals) at which populations are known. ``values``: place, knot, stratum → persons."""

    knots: tuple[int, ...]
    values: dict[tuple[str, int, Strata], float]


def read_population(path: Path, places: Places, cases: Cases) -> Population:
    """A date to the day holds for all of it; one of a year or month for its middle; straight lines in between."""
    file = open_table(path, ("place", "date", "population"))
    if (covariates := _covariates(file, "population")) != cases.covariates:
        raise Problem(
            "scan.covariates",
            file=file.name,
            columns=", ".join(covariates) or "—",
            cases=cases.file,
            others=", ".join(cases.covariates) or "—",
        )
    values: dict[tuple[str, int, Strata], float] = {}
    seen: dict[tuple[str, int, Strata], int] = {}
    exact: set[int] = set()
    for row in file.each():
        name, persons = _place(row, places), row.number("population", least=0)
        if (known := row.day("date")) is None:
            continue
        key = (name, known[0].toordinal(), tuple(row.cells[one] for one in covariates))
        if key in seen:
            row.fail("scan.population_twice", "place", first=seen[key])
        values[key], seen[key] = persons, row.line
        if known[1] == "day":
            exact.add(key[1])
    file.done()
    _whole(file, cases, values)
    for (name, knot, stratum), persons in list(values.items()):
        if knot in exact:
            values[name, knot + 1, stratum] = persons
    return Population(tuple(sorted({knot for _, knot, _ in values})), values)


def _whole(file: File, cases: Cases, values: dict[tuple[str, int, Strata], float]) -> None:
    """Each place that has a population has one on each date, and each place with cases has one."""
    knots = {knot for _, knot, _ in values}
    dates: dict[str, set[int]] = {}
    persons: dict[str, float] = {}
    living: dict[Strata, float] = {}
    for (name, knot, stratum), number in values.items():
        dates.setdefault(name, set()).add(knot)
        persons[name] = persons.get(name, 0) + number
        living[stratum] = living.get(stratum, 0) + number
    problems = [
        Problem("scan.population_gap", file=file.name, value=name, date=date.fromordinal(min(knots - has)))
        for name, has in dates.items()
        if knots - has
    ]
    problems += [
        Problem("scan.population_missing", file=cases.file, line=line, column="place", value=name, population=file.name)
        for name, line in cases.line_of.items()
        if not persons.get(name)
    ]
    problems += [
        Problem("scan.stratum", file=file.name, value=", ".join(stratum), cases=cases.file)
        for stratum in sorted({stratum for _, _, stratum in cases.counts})
        if not living.get(stratum) and persons
    ]
    raise_all(problems[:SHOWN])


__all__ = ["Cases", "Places", "Population", "read_cases", "read_places", "read_population"]
