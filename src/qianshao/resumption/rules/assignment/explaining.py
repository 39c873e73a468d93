"""Why this one: plain values that the pages put into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qianshao.resumption.rules.assignment.plain import Helper, Place, Plan, conflicts, may_go


@dataclass(frozen=True, slots=True)
class Reason:
    """``nearer``: how many live nearer and may go, and do not come; ``barred``: how many of those nearer are employed
    there; ``kept``: it was so before; ``pinned``: decided by hand."""

    kilometres: float
    knows: bool
    speaks: bool
    nearer: int = 0
    barred: int = 0
    kept: bool = False
    pinned: bool = False


def explain(
    places: Sequence[Place],
    helpers: Sequence[Helper],
    plan: Plan,
    *,
    before: dict[int, int] | None = None,
    pins: dict[int, int] | None = None,
) -> dict[int, Reason]:
    """Of each place that has somebody."""
    known = {helper.key: helper for helper in helpers}
    xs, ys = np.array([one.x for one in helpers]), np.array([one.y for one in helpers])
    found = {}
    for place in places:
        helper = known.get(plan.holder.get(place.key, -1))
        if helper is None:
            continue
        ways = np.hypot(xs - place.x, ys - place.y)
        way = float(np.hypot(helper.x - place.x, helper.y - place.y))
        nearer = [helpers[int(number)] for number in np.nonzero(ways < way)[0]]
        found[place.key] = Reason(
            kilometres=round(way / 10, 1),
            knows=helper.knows(place.industry),
            speaks=place.languages <= helper.languages,
            nearer=sum(may_go(one, place) for one in nearer),
            barred=sum(conflicts(one, place) for one in nearer),
            kept=(before or {}).get(place.key) == helper.key,
            pinned=place.key in (pins or {}),
        )
    return found
