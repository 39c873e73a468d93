"""Count series out of a table that somebody sent: what is valid is kept, and what is not is said with its line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, TypeAlias

from qianshao.core.problems import Problem
from qianshao.registry.rules.sheets import Row, Table, fold_heading

HEADINGS = {
    "date": frozenset({"date", "日期", "day", "week"}),
    "series": frozenset({"series", "序列", "名称"}),
    "count": frozenset({"count", "例数", "数量", "counts"}),
}
COUNT = re.compile(r"\d{1,13}(\.0+)?")
DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
LARGEST = 10**12
SAID = 20
"""So many rows are said one by one."""

LONGEST = 60 * 366
"""Days between the first and the last date of a series; beyond it one date is taken for a slip."""

DAY, WEEK = 1, 7

Rows: TypeAlias = dict[date, tuple[int, float | None]]
"""Line and count of each date, in the order of the file."""


@dataclass(frozen=True, slots=True)
class Series:
    """Counts at regular times from ``first`` on, ``step`` days apart; None where the file has no valid count."""

    name: str
    first: date
    step: int
    counts: tuple[float | None, ...]

    def day(self, place: int) -> date:
        return self.first + timedelta(days=self.step * place)


@dataclass(slots=True)
class Found:
    """``problems`` lost something; ``remarks`` only say how the file was understood."""

    series: list[Series] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)


def knows(folded: str) -> bool:
    return any(folded in names for names in HEADINGS.values())


def read(table: Table) -> Found:
    """:class:`Problem` when a column is not there; everything else is noted and the rest goes on."""
    found = Found()
    places = _columns(table, found)
    rows: dict[str, Rows] = {}
    for row in table.rows:
        if entry := _entry(row, places, found):
            name, day, count = entry
            seen = rows.setdefault(name, {})
            if day in seen:
                values: dict[str, Any] = {"first": seen[day][0], "series": name, "date": day.isoformat()}
                found.problems.append(Problem("series.twice", line=row.line, **values))
            else:
                seen[day] = row.line, count
    step = _step(rows.values())
    for name, seen in rows.items():
        if list(seen) != sorted(seen):
            found.remarks.append(Problem("series.unsorted", series=name))
        _add(name, _on_step(name, seen, step, found), step, found)
    return found


def _columns(table: Table, found: Found) -> dict[str, int]:
    folded = [fold_heading(cell) for cell in table.headings]
    places: dict[str, int] = {}
    for place, heading in enumerate(folded):
        column = next((name for name, names in HEADINGS.items() if heading in names), None)
        if column is None:
            if heading:
                found.remarks.append(Problem("series.column_unknown", column=table.headings[place]))
        elif column in places:
            raise Problem("import.column_twice", first=table.headings[places[column]], second=table.headings[place])
        else:
            places[column] = place
    if missing := [name for name in HEADINGS if name not in places]:
        raise Problem("series.column_missing", column=missing[0], columns=", ".join(filter(None, table.headings)))
    return places


def _entry(row: Row, places: dict[str, int], found: Found) -> tuple[str, date, float | None] | None:
    """A count that does not hold leaves its time not known; a row without a name or a date is left out."""
    cells = {name: row.cells[place].strip() if place < len(row.cells) else "" for name, place in places.items()}
    day, count = _date(cells["date"]), cells["count"]
    if not cells["series"]:
        found.problems.append(Problem("series.name", line=row.line))
        return None
    if day is None:
        found.problems.append(Problem("series.date", line=row.line, value=cells["date"]))
        return None
    if not COUNT.fullmatch(count) or float(count) > LARGEST:
        negative = count.startswith("-") and COUNT.fullmatch(count[1:])
        code = "series.negative" if negative else "series.count"
        found.problems.append(Problem(code, line=row.line, value=count))
        return cells["series"], day, None
    return cells["series"], day, float(count)


def _date(text: str) -> date | None:
    match = DATE.fullmatch(text.removesuffix(" 00:00:00").removesuffix("T00:00:00"))
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None


def _step(all_rows: Iterable[Rows]) -> int:
    """What most neighbours are apart: a week, or a day. :class:`Problem` if they stand like months or years."""
    gaps = Counter((b - a).days for seen in all_rows for a, b in pairwise(sorted(seen)))
    if not gaps or gaps[DAY] > gaps[WEEK]:
        return DAY
    if gaps[WEEK]:
        return WEEK
    if min(gaps) < WEEK:
        return DAY
    raise Problem("series.irregular")


def _on_step(name: str, seen: Rows, step: int, found: Found) -> Rows:
    """Weekly counts begin on the weekday that most begin on; the others are left out."""
    if step == DAY:
        return seen
    weekday, _ = Counter(day.weekday() for day in seen).most_common(1)[0]
    for day, (line, _) in seen.items():
        if day.weekday() != weekday:
            found.problems.append(Problem("series.weekday", line=line, series=name, date=day.isoformat()))
    return {day: entry for day, entry in seen.items() if day.weekday() == weekday}


def _add(name: str, seen: Rows, step: int, found: Found) -> None:
    days = sorted(seen)
    if (days[-1] - days[0]).days > LONGEST:
        found.problems.append(
            Problem("series.too_long", series=name, first=days[0].isoformat(), last=days[-1].isoformat())
        )
        return
    for a, b in pairwise(days):
        if (missing := (b - a).days // step - 1) > 0:
            found.remarks.append(
                Problem(
                    "series.gap",
                    series=name,
                    missing=missing,
                    line=seen[b][0],
                    after=a.isoformat(),
                    before=b.isoformat(),
                )
            )
    length = (days[-1] - days[0]).days // step + 1
    counts: list[float | None] = [None] * length
    for day, (_, count) in seen.items():
        counts[(day - days[0]).days // step] = count
    found.series.append(Series(name, days[0], step, tuple(counts)))
