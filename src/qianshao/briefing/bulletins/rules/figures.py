"""The figures of a bulletin, and the marks that tie a number in its text to the figure behind it.

A mark is the number of the figure in square brackets after it: ``11,040[2]``. It survives editing, a reader can follow
it, and it lets the program see a number that no longer is what the record says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

NAMES = (
    "workplaces",
    "answered",
    "heard",
    "silent",
    "late",
    "wrong",
    "opened",
    "serious",
    "closed",
    "open",
    "overdue",
    "moved_up",
    "letters",
    "referrals",
    "restarted",
    "newly_working",
    "inspected",
    "failed",
    "signals",
    "confirmed",
    "undertaken",
    "kept",
    "broken",
)
"""Every figure, in the order in which a bulletin comes to them. Their place, from 1 on, is their mark."""

DENOMINATORS = {
    "answered": "workplaces",
    "heard": "workplaces",
    "silent": "workplaces",
    "late": "workplaces",
    "wrong": "answered",
    "serious": "opened",
    "overdue": "open",
    "newly_working": "restarted",
    "failed": "inspected",
    "confirmed": "signals",
}
"""Of which figure each is a part; what is not named here is a count by itself."""

MARKED = re.compile(r"(\d[\d,]*)?\s?\[(\d{1,2})\]")
MARK = re.compile(r"\[(\d{1,2})\]")


@dataclass(frozen=True, slots=True)
class Figure:
    """``before``: of the day or week before; ``earlier``: of the same day of the week before. None: not known."""

    name: str
    value: int
    before: int | None = None
    earlier: int | None = None

    @property
    def mark(self) -> int:
        return NAMES.index(self.name) + 1

    @property
    def marked(self) -> str:
        return f"{self.value:,}[{self.mark}]"


class Figures:
    """Those of one bulletin, by name."""

    def __init__(self, rows: Iterable[Figure]) -> None:
        self.rows = {row.name: row for row in sorted(rows, key=lambda row: row.mark)}

    def __getitem__(self, name: str) -> Figure:
        return self.rows[name]

    def value(self, name: str) -> int:
        return self.rows[name].value

    def share(self, part: str, whole: str) -> int:
        """Per cent, rounded down: 100 means all."""
        return 100 * self.value(part) // self.value(whole) if self.value(whole) else 0

    def share_before(self, part: str, whole: str) -> int | None:
        now, then = self.rows[part].before, self.rows[whole].before
        return 100 * now // then if now is not None and then else None

    def as_rows(self) -> list[dict[str, int | str | None]]:
        """As they are kept."""
        return [
            {"name": row.name, "value": row.value, "before": row.before, "earlier": row.earlier}
            for row in self.rows.values()
        ]


def frozen(rows: Sequence[Mapping[str, int | str | None]]) -> Figures:
    """From what was kept."""
    return Figures(
        Figure(str(row["name"]), _number(row["value"]) or 0, _number(row["before"]), _number(row["earlier"]))
        for row in rows
    )


def _number(value: int | str | None) -> int | None:
    return None if value is None else int(value)


def differing(text: str, figures: Figures) -> list[tuple[str, Figure]]:
    """The marked numbers of a text that are not what the figure says."""
    found = []
    for number, mark in MARKED.findall(text):
        if not number or not 0 < int(mark) <= len(NAMES):
            continue
        row = figures.rows.get(NAMES[int(mark) - 1])
        if row is not None and int(number.replace(",", "")) != row.value:
            found.append((number, row))
    return found


def without_marks(text: str) -> str:
    """For paper."""
    return MARK.sub("", text)
