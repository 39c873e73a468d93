"""What a checklist says about what was found: never a bare number, but what fails, how badly, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from qianshao.policy.checklists import Checklist, Item, Limit, Measure
from qianshao.policy.ladder import Term
from qianshao.resumption.rules.answers import Answers, Value

GRAVE = 0.5
"""From here on a failure is called grave: half the way from the threshold to as bad as can be."""


class Standing(StrEnum):
    """Of an item."""

    MET = "met"
    FAILED = "failed"
    ABSENT = "absent"
    OPEN = "open"


class Outcome(StrEnum):
    """Of an inspection."""

    PASSED = "passed"
    SHORT = "short"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Failing:
    """A measure that fails. ``badness`` runs from 0, at the threshold, to 1, as bad as can be."""

    item: Item
    measure: Measure
    value: Value
    badness: float

    @property
    def is_grave(self) -> bool:
        return self.badness >= GRAVE

    @property
    def gap(self) -> float:
        """How much is missing or too much, in the unit of the measure; 0 for a yes or no."""
        return 0 if self.measure.is_yes_no else abs(float(self.value) - float(self.measure.threshold))


@dataclass(frozen=True, slots=True)
class Score:
    """The items by how they stand; the failings, critical ones first, then the worst."""

    standings: dict[str, Standing]
    failings: tuple[Failing, ...]
    critical_failed: tuple[Item, ...]
    critical_open: tuple[Item, ...]

    def count(self, standing: Standing) -> int:
        return sum(1 for one in self.standings.values() if one is standing)

    @property
    def met(self) -> int:
        return self.count(Standing.MET)

    @property
    def failed(self) -> int:
        return self.count(Standing.FAILED)

    @property
    def unseen(self) -> int:
        return self.count(Standing.OPEN)

    @property
    def asked(self) -> int:
        """How many items there are to meet at this workplace."""
        return len(self.standings) - self.count(Standing.ABSENT)

    @property
    def failed_items(self) -> list[str]:
        return [code for code, standing in self.standings.items() if standing is Standing.FAILED]

    @property
    def categories(self) -> list[str]:
        """The kinds of danger of the critical items that failed, each once."""
        return list(dict.fromkeys(item.category for item in self.critical_failed))


def fails(measure: Measure, value: Value) -> bool:
    threshold = measure.threshold
    if measure.limit is Limit.WANT:
        return bool(value) is not bool(threshold)
    if measure.limit is Limit.AT_LEAST:
        return value < threshold
    return value > threshold if measure.limit is Limit.AT_MOST else value >= threshold


def badness(measure: Measure, value: Value) -> float:
    """0 where it is met or just missed, 1 from ``grave`` on; a yes or no is all or nothing."""
    if not fails(measure, value):
        return 0.0
    if measure.limit is Limit.WANT:
        return 1.0
    way = float(measure.grave) - float(measure.threshold)
    return min(1.0, (float(value) - float(measure.threshold)) / way)


def standing(item: Item, answers: Answers) -> Standing:
    """One measure that fails is enough, whatever was not looked at."""
    if item.code in answers.absent:
        return Standing.ABSENT
    found = [(measure, answers.of(item, measure)) for measure in item.measures]
    if any(value is not None and fails(measure, value) for measure, value in found):
        return Standing.FAILED
    return Standing.OPEN if any(value is None for _, value in found) else Standing.MET


def score(checklist: Checklist, answers: Answers, only: Iterable[str] | None = None) -> Score:
    """``only``: the codes of the items that count; all if left out."""
    wanted = set(checklist.items if only is None else only)
    items = [item for item in checklist.items.values() if item.code in wanted]
    standings = {item.code: standing(item, answers) for item in items}
    failings = [one for item in items if standings[item.code] is Standing.FAILED for one in _failings(item, answers)]
    failings.sort(key=lambda one: (not one.item.critical, -one.badness, one.item.number))
    return Score(
        standings=standings,
        failings=tuple(failings),
        critical_failed=tuple(item for item in items if item.critical and standings[item.code] is Standing.FAILED),
        critical_open=tuple(item for item in items if item.critical and standings[item.code] is Standing.OPEN),
    )


def _failings(item: Item, answers: Answers) -> list[Failing]:
    found = [(measure, answers.of(item, measure)) for measure in item.measures]
    return [
        Failing(item, measure, value, badness(measure, value))
        for measure, value in found
        if value is not None and fails(measure, value)
    ]


def outcome(result: Score) -> Outcome:
    """What was not looked at is not passed, where it is critical."""
    if result.critical_failed:
        return Outcome.FAILED
    return Outcome.SHORT if result.failed or result.critical_open else Outcome.PASSED


def follow_up(checklist: Checklist, came_out: Outcome) -> Term | None:
    """How long until somebody looks again; None where nothing is left to look at."""
    terms = checklist.follow_up
    return {
        Outcome.PASSED: None,
        Outcome.SHORT: terms.failed,
        Outcome.FAILED: terms.critical,
        Outcome.REFUSED: terms.refused,
    }[came_out]


# --- three columns ----------------------------------------------------------------------------------------

SOURCES = ("employer", "union", "inspector")
"""Declared, confirmed, verified on site."""


class Gravity(StrEnum):
    """Of a difference between two columns."""

    OVERSTATED = "overstated"  # said to be met, found not to be
    CONTRADICTED = "contradicted"  # one says met, another not
    DIFFERENT = "different"  # other numbers, the same verdict


@dataclass(frozen=True, slots=True)
class Cell:
    value: Value | None
    absent: bool
    failed: bool

    @property
    def is_stated(self) -> bool:
        return self.absent or self.value is not None


@dataclass(frozen=True, slots=True)
class Row:
    """A measure in three columns; ``differs`` is None where those that say something say the same."""

    item: Item
    measure: Measure
    cells: tuple[Cell, ...]
    differs: Gravity | None
    first: bool
    """The first measure of its item."""


def compare(checklist: Checklist, columns: dict[str, Answers | None]) -> list[Row]:
    """Side by side, in the order of the paper. ``columns`` by source; None where there is no such statement."""
    rows = []
    for item in checklist.items.values():
        for place, measure in enumerate(item.measures):
            cells = tuple(_cell(item, measure, columns.get(source)) for source in SOURCES)
            rows.append(Row(item, measure, cells, _difference(cells), first=place == 0))
    return rows


def findings(rows: Iterable[Row]) -> list[Row]:
    """Where columns differ: what was overstated first, critical items before others."""
    order = list(Gravity)
    found = [row for row in rows if row.differs]
    return sorted(found, key=lambda row: (order.index(row.differs or Gravity.DIFFERENT), not row.item.critical))


def _cell(item: Item, measure: Measure, answers: Answers | None) -> Cell:
    if answers is None:
        return Cell(None, absent=False, failed=False)
    value = answers.of(item, measure)
    return Cell(value, item.code in answers.absent, failed=value is not None and fails(measure, value))


def _difference(cells: tuple[Cell, ...]) -> Gravity | None:
    stated = [cell for cell in cells if cell.is_stated]
    if len({(cell.value, cell.absent) for cell in stated}) < 2:
        return None
    on_site = cells[-1]
    if on_site.failed and any(cell.is_stated and not cell.failed for cell in cells[:-1]):
        return Gravity.OVERSTATED
    contradicted = len({(cell.failed, cell.absent) for cell in stated}) > 1
    return Gravity.CONTRADICTED if contradicted else Gravity.DIFFERENT
