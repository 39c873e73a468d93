"""Years of reports, as weeks of townships."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from django.db.models import QuerySet

from qianshao.core.prefixes import starts_with
from qianshao.detection.counts import Floats
from qianshao.intake.models import DailyReport
from qianshao.surveillance.rules.seasonal import BESIDE, FEWEST_YEARS, MOST_YEARS, YEAR

FIGURES = ("fever", "respiratory", "suspected", "confirmed")


def by_week(district: str, day: date, towns: tuple[str, ...]) -> Floats:
    """(G, W) newly ill in each township by week, the last week ending with ``day``; W is 0 without years of reports.

    Newly ill: more than the workplace stated the day before. The last revision of a report counts, and of two sources
    the larger figure.
    """
    here = DailyReport.objects.filter(starts_with("township_code", district))
    first = _begin(here, day)
    if first is None or not towns:
        return np.zeros((len(towns), 0))
    rows = here.filter(all_clear=False, day__gte=first, day__lte=day).order_by(
        "workplace_id", "source", "day", "revision"
    )
    stated: dict[tuple[int, date, str], tuple[str, int]] = {}
    for place, when, source, town, *figures in rows.values_list(
        "workplace_id", "day", "source", "township_code", *FIGURES
    ).iterator(20_000):
        fever, cough, suspected, confirmed = (value or 0 for value in figures)
        stated[place, when, source] = town[:9], max(fever, cough, suspected) + confirmed
    taken_back = here.filter(all_clear=True, revision__gt=1, day__gte=first, day__lte=day)
    for place, when, source in taken_back.values_list("workplace_id", "day", "source"):
        stated.pop((place, when, source), None)
    new: dict[tuple[int, date], tuple[str, int]] = {}
    for (place, when, source), (town, number) in stated.items():
        before = stated.get((place, when - timedelta(days=1), source), ("", 0))[1]
        new[place, when] = town, max(number - before, new.get((place, when), ("", 0))[1])
    weeks = ((day - first).days + 1) // 7
    out, place_of = np.zeros((len(towns), weeks)), {town: at for at, town in enumerate(towns)}
    for (_place, when), (town, number) in new.items():
        if town in place_of:
            out[place_of[town], weeks - 1 - (day - when).days // 7] += number
    return out


def _begin(here: QuerySet[DailyReport], day: date) -> date | None:
    """The first day of the first whole week that is read; None where the records do not go back so far."""
    most, fewest = (7 * (YEAR * years + BESIDE + 1) for years in (MOST_YEARS, FEWEST_YEARS))
    begun = here.filter(day__gt=day - timedelta(days=most)).order_by("day").values_list("day", flat=True).first()
    if begun is None or begun > day - timedelta(days=fewest):
        return None
    whole = ((day - begun).days + 1) // 7
    return day - timedelta(days=7 * whole - 1)
