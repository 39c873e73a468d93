"""What each place can choose from: the best placed helpers who may go there, with what each would cost."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from qianshao.resumption.rules.assignment.plain import Helper, Place, Terms, conflicts

Ints = NDArray[np.int64]
Value = TypeVar("Value", bound=Hashable)
NOBODY = -1
FORBIDDEN = np.iinfo(np.int64).max
BATCH = 500
"""Places that are set against all helpers at a time: it bounds the memory."""


@dataclass(frozen=True, slots=True)
class Options:
    """Of each place its helpers (positions), the cheapest first, filled up with ``NOBODY``; their costs; its load; and
    what it costs if nobody comes."""

    helpers: Ints
    costs: Ints
    load: Ints
    nobody: Ints
    room: Ints


def options(
    places: Sequence[Place], helpers: Sequence[Helper], terms: Terms, before: Mapping[int, int] | None = None
) -> Options:
    """``before``: who held each place until now. To change that costs, so that a plan made anew moves few."""
    before = before or {}
    sizes = [terms.size(place.people) for place in places]
    visits = np.array([size.visits for size in sizes], np.int64)
    width = min(terms.nearest, len(helpers))
    chosen = np.full((len(places), max(width, 1)), NOBODY, np.int64)
    costs = np.full((len(places), max(width, 1)), FORBIDDEN, np.int64)
    for start in range(0, len(places) if helpers else 0, BATCH):
        batch = slice(start, start + BATCH)
        table = _table(places[batch], helpers, terms, before)
        best = np.argsort(table, axis=1, kind="stable")[:, :width]
        found = np.take_along_axis(table, best, axis=1)
        chosen[batch] = np.where(found == FORBIDDEN, NOBODY, best)
        costs[batch] = np.where(found == FORBIDDEN, FORBIDDEN, found * visits[batch, None])
    return Options(
        helpers=chosen,
        costs=costs,
        load=np.array([size.visits * size.minutes for size in sizes], np.int64),
        nobody=terms.nobody * visits,
        room=np.array([helper.minutes for helper in helpers], np.int64),
    )


def _table(places: Sequence[Place], helpers: Sequence[Helper], terms: Terms, before: Mapping[int, int]) -> Ints:
    """Of each pair what one visit costs: the way there and back, and what else speaks against it."""
    xs, ys = np.array([one.x for one in helpers]), np.array([one.y for one in helpers])
    ways = np.hypot(
        np.array([one.x for one in places])[:, None] - xs, np.array([one.y for one in places])[:, None] - ys
    )
    table: Ints = np.rint(2 * ways).astype(np.int64)
    for known, rows in _by([one.industry for one in places]).items():
        table[np.ix_(rows, _where(not one.knows(known) for one in helpers))] += terms.stranger
    for spoken, rows in _by([one.languages for one in places]).items():
        table[np.ix_(rows, _where(not spoken <= one.languages for one in helpers))] += terms.tongue
    for code, rows in _by([one.territory for one in places]).items():
        table[np.ix_(rows, _where(not code.startswith(one.reach) for one in helpers))] = FORBIDDEN
    _forbid_conflicts(table, places, helpers)
    _prefer_before(table, places, helpers, terms, before)
    return table


def _by(values: Sequence[Value]) -> dict[Value, Ints]:
    """Of each value the rows that have it."""
    found: dict[Value, list[int]] = {}
    for number, value in enumerate(values):
        found.setdefault(value, []).append(number)
    return {value: np.array(rows, np.int64) for value, rows in found.items()}


def _where(holds: Iterable[bool]) -> Ints:
    return np.array([number for number, one in enumerate(holds) if one], np.int64)


def _forbid_conflicts(table: Ints, places: Sequence[Place], helpers: Sequence[Helper]) -> None:
    employed: dict[str, list[int]] = {}
    for number, helper in enumerate(helpers):
        for employer in helper.employers:
            employed.setdefault(employer, []).append(number)
    for row, place in enumerate(places):
        for employer in place.employers & employed.keys():
            for number in employed[employer]:
                if conflicts(helpers[number], place):
                    table[row, number] = FORBIDDEN


def _prefer_before(
    table: Ints, places: Sequence[Place], helpers: Sequence[Helper], terms: Terms, before: Mapping[int, int]
) -> None:
    """A place that had somebody who is still there pays for a change; one that had nobody pays nothing."""
    positions = {helper.key: number for number, helper in enumerate(helpers)}
    for row, place in enumerate(places):
        number = positions.get(before.get(place.key, NOBODY))
        if number is not None and table[row, number] != FORBIDDEN:
            table[row, (table[row] != FORBIDDEN) & (np.arange(len(helpers)) != number)] += terms.change
