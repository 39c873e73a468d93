"""Farrington's rule by township and week, where the records go back for years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from qianshao.detection.farrington import RECOMMENDED, Threshold, farrington
from qianshao.surveillance.rules.records import Finding, Records
from qianshao.surveillance.rules.towns import at_town

YEAR = 52
FEWEST_YEARS, MOST_YEARS = 2, 5
BESIDE = RECOMMENDED.half_window + 1
"""Weeks beside the same week of the first year."""

SHOWN = 28
"""Weeks in the chart."""


def years_of(weeks: int) -> int:
    """Whole years of past that so many weeks hold, 0 if too few."""
    years = min((weeks - 1 - BESIDE) // YEAR, MOST_YEARS)
    return years if years >= FEWEST_YEARS else 0


def above_season(r: Records, level: float) -> Iterator[Finding]:
    """The week that ends with the day, against the same weeks of past years, their season and trend. The chance is that
    of one township, times the townships; the mean is taken at its upper limit, for out of two or three years it is so
    uncertain that the plain quantile is passed nearly twice as often as it says."""
    if not (years := years_of(r.weeks.shape[1])):
        return
    last = r.weeks.shape[1] - 1
    alpha = min(level / len(r.towns), 0.5)
    options = replace(RECOMMENDED, years=years, alpha=alpha, threshold=Threshold.MUAN)
    judged = farrington(r.weeks, options=options, first=last)
    cases = (r.symptoms + r.confirmed)[:, -7:].sum(axis=1)
    for town in np.flatnonzero(judged.alarm[:, -1]):
        evidence = {
            "cases": int(r.weeks[town, -1]),
            "expected": round(float(judged.expected[town, -1]), 1),
            "years": years,
            "days": 7,
            "weekly": True,
            "series": r.weeks[town, -SHOWN:].astype(int).tolist(),
        }
        chance = float(judged.p[town, -1]) * len(r.towns)
        yield at_town(r, "season", int(town), chance, evidence, cases)
