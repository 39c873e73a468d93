"""The space-time scan over the workplaces of a district."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from qianshao.detection import scan
from qianshao.surveillance.rules.records import Finding, Records

LEAST_CASES = 4
LONGEST_DAYS = 14
NEIGHBOURS = 40
REPLICATIONS = 999
MOST_NAMED = 40


def nearby(r: Records, level: float) -> Iterator[Finding]:
    """Prospective, permuted: expected is what a place has at other times and what the district has on these days;
    circles of at most so many neighbours. Replications end early where chance plainly explains what was seen. With the
    head-counts as baseline, workplaces that merely differ in their rates would be raised."""
    cases = r.symptoms + r.confirmed
    known = np.flatnonzero(~np.isnan(r.points).any(axis=1))
    if known.size < 2 or cases[known].sum() < LEAST_CASES:
        return
    points, point_of = scan.merge(scan.on_the_globe(r.points[known, 0], r.points[known, 1]))
    if len(points) < 2:
        return
    counts = np.zeros((len(points), cases.shape[1]), np.int64)
    np.add.at(counts, point_of, cases[known])
    # Places and days as they are: some have more cases at all times, and that alone is no news.
    baseline = scan.permutation(counts)
    longest = min(LONGEST_DAYS, max(cases.shape[1] // 2, 1))
    found = scan.scan(
        points,
        counts,
        baseline,
        scan.prospective(cases.shape[1], longest),
        limits=scan.Limits(share=0.1, neighbours=min(NEIGHBOURS, len(points))),
        trial=trial(level),
        prospective=True,
    )
    for one in found.clusters:
        if one.p is None or one.p > level:
            continue
        inside = known[np.isin(point_of, list(one.members))]
        ill = cases[inside][:, one.first : one.last + 1].sum(axis=1)
        order = np.lexsort((-r.people[inside], -ill))[:MOST_NAMED]
        with_cases = [at for at in order if ill[at] > 0]
        if len(with_cases) < 2:
            continue  # one workplace alone is what the rules on clusters are for
        places = tuple(int(inside[at]) for at in with_cases)
        subject = _subject([int(r.numbers[place]) for place in places])
        evidence = {
            "cases": one.observed,
            "expected": round(one.expected, 2),
            "days": one.last - one.first + 1,
            "workplaces": len(inside),
            "series": cases[inside].sum(axis=0).tolist(),
        }
        people = int(r.people[inside].sum())
        yield Finding("scan", subject, places, tuple(int(ill[at]) for at in with_cases), one.p, people, evidence)


def trial(level: float) -> scan.Trial:
    """Replications end early where chance plainly explains what was seen."""
    return scan.Trial(replications=REPLICATIONS, enough=max(round(level * REPLICATIONS) * 2, 10))


def _subject(numbers: list[int]) -> str:
    """The workplace with most cases names the cluster, so that one that grows stays the same."""
    return f"z{numbers[0]}"
