"""The scan over what workplaces share: a dormitory, a canteen, a contractor, a bus."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from qianshao.detection import scan
from qianshao.surveillance.rules.nearby import LEAST_CASES, LONGEST_DAYS, trial
from qianshao.surveillance.rules.records import Finding, Records

LARGEST = 0.5
"""Of all cases expected: what most of a district shares can be compared with nothing."""


def sharing(r: Records, level: float) -> Iterator[Finding]:
    """As the scan in space, over sets instead of circles: expected is what these workplaces have at other times and
    what the district has on these days."""
    cases = r.symptoms + r.confirmed
    if not r.links or cases.sum() < LEAST_CASES:
        return
    zones = scan.sets([(str(one), link.places) for one, link in enumerate(r.links)], len(cases))
    if not zones.names:
        return
    longest = min(LONGEST_DAYS, max(cases.shape[1] // 2, 1))
    found = scan.scan_sets(
        cases,
        zones,
        scan.permutation(cases),
        scan.prospective(cases.shape[1], longest),
        share=LARGEST,
        trial=trial(level),
        prospective=True,
    )
    for one in found.clusters:
        if one.p is None or one.p > level:
            continue
        inside = np.array(one.members)
        ill = cases[inside][:, one.first : one.last + 1].sum(axis=1)
        order = np.lexsort((-r.people[inside], -ill))
        with_cases = [at for at in order if ill[at] > 0]
        if len(with_cases) < 2:
            continue  # one workplace alone is what the rules on clusters are for
        link = r.links[int(zones.names[one.centre])]
        evidence = {
            "cases": one.observed,
            "expected": round(one.expected, 2),
            "days": one.last - one.first + 1,
            "workplaces": len(inside),
            "link": link.name,
            "kind": link.kind,
            "series": cases[inside].sum(axis=0).tolist(),
        }
        places, people = tuple(int(inside[at]) for at in with_cases), int(r.people[inside].sum())
        yield Finding(
            "shared", f"s{link.number}", places, tuple(int(ill[at]) for at in with_cases), one.p, people, evidence
        )
