"""The bound by minimum-cost flow, and a plan beside it in which no workplace is shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from qianshao.resumption.rules.assignment.options import NOBODY, Ints, Options, options
from qianshao.resumption.rules.assignment.plain import Helper, Place, Plan, Terms
from qianshao.resumption.rules.assignment.settling import Settling

FINE = 1_000
"""Costs by the minute are integers; rounded down at this fineness, so that the bound stays one."""


def assign(
    places: Sequence[Place],
    helpers: Sequence[Helper],
    terms: Terms,
    *,
    before: Mapping[int, int] | None = None,
    pins: Mapping[int, int] | None = None,
) -> Plan:
    """Everybody's hours hold, nobody goes where they are employed, and what is pinned stays: a pin comes before hours
    that were shortened after it. The same input gives the same plan."""
    known = {helper.key for helper in helpers}
    pins = {place: helper for place, helper in (pins or {}).items() if helper in known}
    free = sorted((place for place in places if place.key not in pins), key=lambda place: place.key)
    helpers = sorted(helpers, key=lambda helper: helper.key)
    if not free or not helpers:
        return Plan(holder={place.key: pins[place.key] for place in places if place.key in pins})
    given = options(free, helpers, terms, before)
    room = np.maximum(given.room - _pinned(places, helpers, terms, pins), 0)
    settling = Settling(given, room)
    bound = _fill(given, settling)
    settling.settle()
    settling.improve()
    if before:
        settling = min(_as_before(given, room, free, helpers, before), settling, key=Settling.cost)
    chosen = {
        place.key: helpers[number].key for place, number in zip(free, settling.holder, strict=True) if number >= 0
    }
    fixed = {place.key: pins[place.key] for place in places if place.key in pins}
    return Plan(holder=fixed | chosen, cost=settling.cost(), bound=bound)


def _pinned(places: Sequence[Place], helpers: Sequence[Helper], terms: Terms, pins: Mapping[int, int]) -> Ints:
    taken = {helper.key: 0 for helper in helpers}
    for place in places:
        if place.key in pins:
            size = terms.size(place.people)
            taken[pins[place.key]] += size.visits * size.minutes
    return np.array([taken[helper.key] for helper in helpers], np.int64)


def _as_before(
    given: Options, room: Ints, free: Sequence[Place], helpers: Sequence[Helper], before: Mapping[int, int]
) -> Settling:
    """Everybody stays where they are, as far as that still holds; only those without anybody are settled. Of two plans
    that cost the same it is the one in which fewer change hands."""
    positions = {helper.key: number for number, helper in enumerate(helpers)}
    settling = Settling(given, room)
    for row, place in enumerate(free):
        settling.keep(row, positions.get(before.get(place.key, NOBODY), NOBODY))
    settling.settle()
    return settling


def _fill(given: Options, settling: Settling) -> int:
    """Those with the largest load first, each time with all that are left beside them, so that they find whole room.
    The last load is the same for all that are left: in units of it the flow shares none. Gives the bound."""
    bound = 0
    for turn, load in enumerate(sorted(set(given.load.tolist()), reverse=True)):
        rest = np.nonzero(given.load <= load)[0]
        last = bool((given.load[rest] == load).all())
        flow, cost = _relaxed(given, rest, settling.left, unit=load if last and turn else 1)
        bound = bound if turn else cost
        settling.take(rest, np.where(given.load[rest, None] == load, flow, 0))
    return bound


def _relaxed(given: Options, rest: Ints, room: Ints, unit: int) -> tuple[Ints, int]:
    """Minutes of each of ``rest`` at each of its options, as though it could be shared down to the ``unit``; and what
    that costs."""
    helpers, load = given.helpers[rest], given.load[rest]
    count, width = helpers.shape
    rows, columns = np.nonzero(helpers != NOBODY)
    source, sink = count + len(room), count + len(room) + 1
    places = np.arange(count)
    tails = np.concatenate([rows, places, np.full(count, source), count + np.arange(len(room))])
    heads = np.concatenate([count + helpers[rows, columns], np.full(count, sink), places, np.full(len(room), sink)])
    caps = np.concatenate([load[rows], load, load, room]) // unit
    by_unit = given.costs[rest][rows, columns] * FINE * unit // load[rows]
    free = np.zeros(count + len(room), np.int64)
    costs = np.concatenate([by_unit, given.nobody[rest] * FINE * unit // load, free])
    solver = SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(tails, heads, caps, costs)
    total = int(load.sum()) // unit
    solver.set_node_supply(source, total)
    solver.set_node_supply(sink, -total)
    if solver.solve() != solver.OPTIMAL:
        raise ArithmeticError("A flow that may leave every place to nobody always exists.")
    flow = np.zeros((count, width), np.int64)
    flow[rows, columns] = solver.flows(arcs[: len(rows)]) * unit
    return flow, solver.optimal_cost() // FINE
