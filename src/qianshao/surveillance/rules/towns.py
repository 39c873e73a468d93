"""Townships: their sums, and what a rule finds in one."""

from __future__ import annotations

from typing import Any

import numpy as np

from qianshao.detection.counts import Floats, Integers
from qianshao.surveillance.rules.records import Finding, Records


def by_town(r: Records, values: Any) -> Floats:
    out = np.zeros((len(r.towns), values.shape[1]))
    np.add.at(out, r.town, values)
    return out


def at_town(
    r: Records, rule: str, town: int, chance: float, evidence: dict[str, Any], weight: Floats | Integers
) -> Finding:
    """``weight``: (N,) by which the workplaces that are named are chosen, the heaviest first."""
    inside = np.flatnonzero(r.town == town)
    order = inside[np.lexsort((-r.people[inside], -weight[inside]))][:10]
    named = tuple(int(place) for place in order if weight[place] > 0) or (int(order[0]),)
    people = int(r.people[inside].sum())
    evidence = {"tested": len(r.towns), **evidence}
    cases = tuple(int(weight[place]) for place in named)
    return Finding(rule, f"t{r.towns[town]}", named, cases, chance, people, evidence)
