"""Every rule over the records of a district. Pure: arrays in, findings out; so it may run on another machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy import stats

from qianshao.detection.cluster import clusters
from qianshao.detection.contradiction import contradictions
from qianshao.detection.counts import Floats, Integers
from qianshao.detection.ears import Ears, ears
from qianshao.detection.silence import silent_groups, silent_workplaces, zero_runs
from qianshao.detection.spread import gamma_shape
from qianshao.policy.clusters import Definition
from qianshao.surveillance.rules.nearby import nearby
from qianshao.surveillance.rules.records import Finding, Records
from qianshao.surveillance.rules.seasonal import above_season
from qianshao.surveillance.rules.shared import sharing
from qianshao.surveillance.rules.towns import at_town, by_town

RECENT = 5
"""A workplace is silent over so many days: on fewer, one in some thousands is silent by chance every day."""

RECENT_OF_TOWNSHIP = 2
FEWEST_ZEROS = 14
"""Days reported, before nothing but zeros says anything."""

MOST_OF_A_RULE = 200
"""Findings kept of one rule on one day, the strangest first: more would be a fault of the network, not news."""

MOST_AT_ONE = 0.8
"""Of the cases of a township: more at one workplace is no rise of the township."""

SPAN = 10
"""Days of counts that the rule on rises needs: seven of baseline, two between, and the day itself."""


def look(
    records: Records, confirmed: Definition | None, suspected: Definition | None, levels: dict[str, float], habit: int
) -> list[Finding]:
    """What is stranger than the level of its rule. ``habit``: days of reporting before silence means anything."""
    found: list[Finding] = []
    if len(records.numbers) == 0:
        return found
    for rule in (
        _defined(records, confirmed),
        _suspected(records, suspected),
        _rises(records),
        above_season(records, levels["season"]),
        nearby(records, levels["scan"]),
        sharing(records, levels["shared"]),
        _silent(records, habit),
        _silent_townships(records, habit),
        _zeros(records),
        _contradictions(records),
    ):
        raised = sorted((one for one in rule if one.chance <= levels[one.rule]), key=lambda one: one.chance)
        found += raised[:MOST_OF_A_RULE]
    return found


# --- clusters ---------------------------------------------------------------------------------------------


def _defined(r: Records, rule: Definition | None) -> Iterator[Finding]:
    """A definition is not a test: where it holds, it is said. ``chance`` is shown, and decides nothing."""
    if rule is None:
        return
    counts = r.confirmed
    held = clusters(counts, cases=rule.cases, days=rule.days)
    tail, _mean = _tail(r, counts, rule.days)
    for place in np.flatnonzero(held.holds):
        yield _at_place(r, "cluster", int(place), int(held.cases[place]), float(tail[place]), counts, _of(rule))


def _suspected(r: Records, rule: Definition | None) -> Iterator[Finding]:
    """Fever and cough are common: the definition must hold, and chance must not explain it by the people there."""
    if rule is None:
        return
    held = clusters(r.symptoms, cases=rule.cases, days=rule.days)
    tail, mean = _tail(r, r.symptoms, rule.days)
    for place in np.flatnonzero(held.holds & (held.cases > 0)):
        cases, chance = int(held.cases[place]), float(tail[place])
        more = _of(rule) | {"expected": round(float(mean[place]), 3)}
        yield _at_place(r, "suspected", int(place), cases, chance, r.symptoms, more)


def _of(rule: Definition) -> dict[str, Any]:
    return {"cases_of_definition": rule.cases, "days": rule.days, "definition": rule.code}


def _tail(r: Records, counts: Integers, days: int) -> tuple[Floats, Floats]:
    """(N,) how many workplaces of the district see so many or more by chance, and how many cases each was to have.
    Rates differ among workplaces: Gamma around the rate of all others, so that the tail is negative binomial."""
    window = counts[:, -days:].sum(axis=1).astype(float)
    exposure = r.people * np.maximum(r.reported[:, -days:].sum(axis=1), 1)
    everyone = window.sum()
    rate = (everyone - window + 1) / np.maximum(exposure.sum() - exposure, 1)
    mean = rate * exposure
    shape = gamma_shape(window, mean)
    expected: Floats = stats.nbinom.sf(window - 1, shape, shape / (shape + mean)) * len(window)
    return expected, mean


def _at_place(
    r: Records, rule: str, place: int, cases: int, chance: float, counts: Integers, more: dict[str, Any]
) -> Finding:
    evidence = {"cases": cases, "series": counts[place].tolist(), "tested": len(r.numbers), **more}
    return Finding(rule, f"w{r.numbers[place]}", (place,), (cases,), chance, int(r.people[place]), evidence)


def _rises(r: Records) -> Iterator[Finding]:
    """EARS C2 on what a township counts in a day; how often by chance is asked of the baseline, whose mean is itself
    uncertain and whose days vary more than Poisson."""
    if r.reported.shape[1] < SPAN:
        return
    everybody = r.symptoms + r.confirmed
    counts = by_town(r, everybody)
    largest = np.zeros(len(r.towns), np.int64)
    np.maximum.at(largest, r.town, everybody[:, -1])
    judged = ears(counts, Ears.C2, min_sigma=0.5)
    base = counts[:, -10:-3]
    total = base.sum(axis=1)
    wide = np.maximum(base.var(axis=1, ddof=1) / np.maximum(base.mean(axis=1), 1e-9), 1.0)
    today = np.ceil(counts[:, -1] / wide)
    tail = stats.nbinom.sf(today - 1, total / wide + 0.5, 7 / 8) * len(r.towns)
    # A rise at one workplace alone is what the rules on clusters are for.
    spread_out = largest < MOST_AT_ONE * counts[:, -1]
    for town in np.flatnonzero(judged.alarm[:, -1] & spread_out):
        yield at_town(
            r,
            "rise",
            int(town),
            float(tail[town]),
            {
                "cases": int(counts[town, -1]),
                "expected": round(float(judged.expected[town, -1]), 2),
                "upper": round(float(judged.upper[town, -1]), 2),
                "series": counts[town].astype(int).tolist(),
            },
            everybody[:, -1],
        )


# --- what is not said -------------------------------------------------------------------------------------


def _from_first_report(r: Records) -> int:
    """Days before the first report of anybody are before the records, not silence."""
    anybody = np.flatnonzero(r.reported.any(axis=0))
    return int(anybody[0]) if anybody.size else r.reported.shape[1]


def _silent(r: Records, habit: int) -> Iterator[Finding]:
    start = _from_first_report(r)
    reported = r.reported[:, start:]
    if reported.shape[1] < habit + RECENT:
        return
    judged = silent_workplaces(np.ascontiguousarray(reported), r.town, recent=RECENT)
    chance = judged.p * len(r.numbers)
    for place in np.flatnonzero(judged.reports < judged.expected):
        if chance[place] <= 1:
            evidence = {
                "reports": int(judged.reports[place]),
                "days": RECENT,
                "before": int(reported[place, :-RECENT].sum()),
                "days_before": reported.shape[1] - RECENT,
                "series": r.reported[place].astype(int).tolist(),
                "tested": len(r.numbers),
            }
            people = int(r.people[place])
            yield Finding(
                "silence", f"w{r.numbers[place]}", (int(place),), (0,), float(chance[place]), people, evidence
            )


def _silent_townships(r: Records, habit: int) -> Iterator[Finding]:
    start = _from_first_report(r)
    reported = r.reported[:, start:]
    if reported.shape[1] < habit + RECENT_OF_TOWNSHIP or len(r.towns) < 2:
        return
    judged = silent_groups(np.ascontiguousarray(reported), r.town, recent=RECENT_OF_TOWNSHIP)
    sums = by_town(r, r.reported.astype(int))
    quiet = ~reported[:, -RECENT_OF_TOWNSHIP:].any(axis=1)
    for town in np.flatnonzero(judged.reports < judged.expected):
        evidence = {
            "reports": int(judged.reports[town]),
            "expected": round(float(judged.expected[town]), 1),
            "days": RECENT_OF_TOWNSHIP,
            "series": sums[town].astype(int).tolist(),
        }
        chance = float(judged.p[town]) * len(r.towns)
        yield at_town(r, "silent_township", int(town), chance, evidence, np.where(quiet, r.people, 0))


def _zeros(r: Records) -> Iterator[Finding]:
    cases = r.symptoms + r.confirmed
    judged = zero_runs(cases, r.reported, r.people, r.town)
    chance = judged.p * len(r.numbers)
    for place in np.flatnonzero((judged.days >= FEWEST_ZEROS) & (chance <= 1)):
        evidence = {
            "days": int(judged.days[place]),
            "expected": round(float(judged.expected[place]), 1),
            "series": cases[place].tolist(),
            "tested": len(r.numbers),
        }
        people = int(r.people[place])
        yield Finding("zeros", f"w{r.numbers[place]}", (int(place),), (0,), float(chance[place]), people, evidence)


def _contradictions(r: Records) -> Iterator[Finding]:
    both = np.flatnonzero((r.management_days > 0) & (r.other_days > 0))
    if both.size < 2 or not (r.management[both] + r.others[both]).any():
        return
    judged = contradictions(
        r.management[both],
        r.others[both],
        management_days=r.management_days[both],
        other_days=r.other_days[both],
    )
    for at in np.flatnonzero(judged.q < 1):
        place = int(both[at])
        evidence = {
            "management": int(r.management[place]),
            "others": int(r.others[place]),
            "expected": round(float(judged.expected[at]), 1),
            "tested": int(both.size),
        }
        cases, people = (int(r.others[place]),), int(r.people[place])
        yield Finding("contradiction", f"w{r.numbers[place]}", (place,), cases, float(judged.q[at]), people, evidence)
