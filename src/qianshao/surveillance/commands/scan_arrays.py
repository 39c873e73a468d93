"""From the rows of three files to the arrays of the library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from qianshao.detection import scan
from qianshao.surveillance.commands.scan_tables import Cases, Places, Population


@dataclass(frozen=True, slots=True)
class Arrays:
    """``names``: of the places at each point, which are one to a circle if they are at the same. ``bounds``: the first
    day of each interval, and the day after the last. ``persons``: (N,) mean population, None without one.
    """

    names: tuple[tuple[str, ...], ...]
    places: Places
    points: NDArray[np.float64]
    counts: NDArray[np.int64]
    baseline: scan.Baseline
    bounds: list[date]
    persons: NDArray[np.float64] | None
    zones: tuple[str, ...] = ()
    """Names of sets, if these are scanned: places then have no coordinates."""


def arrays(places: Places, cases: Cases, population: Population | None, bounds: list[date]) -> Arrays:
    names = sorted(places.at)
    pairs = np.array([places.at[name] for name in names])
    coordinates = scan.on_the_globe(pairs[:, 0], pairs[:, 1]) if places.globe else pairs
    points, point_of = scan.merge(coordinates)
    of = dict(zip(names, point_of.tolist(), strict=True))
    # Points in the order of the first name there, which is also who goes first among equals.
    order = {point: rank for rank, point in enumerate(dict.fromkeys(point_of.tolist()))}
    of = {name: order[point] for name, point in of.items()}
    together: list[list[str]] = [[] for _ in order]
    for name in names:
        together[of[name]].append(name)
    starts = np.array([day.toordinal() for day in bounds])
    counts = _counts(cases, of, starts)
    baseline, persons = scan.permutation(counts), None
    if population is not None:
        baseline, persons = poisson_of(population, cases, of, starts)
    return Arrays(tuple(map(tuple, together)), places, points[list(order)], counts, baseline, bounds, persons)


def without_coordinates(
    places: Places, cases: Cases, population: Population | None, bounds: list[date]
) -> tuple[Arrays, dict[str, int]]:
    """Each place by itself, in the order of their names; and where each one stands."""
    of = {name: at for at, name in enumerate(sorted(places.at))}
    starts = np.array([day.toordinal() for day in bounds])
    counts = _counts(cases, of, starts)
    baseline, persons = scan.permutation(counts), None
    if population is not None:
        baseline, persons = poisson_of(population, cases, of, starts)
    names = tuple((name,) for name in of)
    return Arrays(names, places, np.empty((0, 2)), counts, baseline, bounds, persons), of


def _counts(cases: Cases, of: dict[str, int], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    counts = np.zeros((max(of.values()) + 1, len(starts) - 1), np.int64)
    for (name, day, _), number in cases.counts.items():
        counts[of[name], np.searchsorted(starts, day.toordinal(), side="right") - 1] += number
    return counts


def poisson_of(
    population: Population, cases: Cases, of: dict[str, int], starts: NDArray[np.int64]
) -> tuple[scan.Baseline, NDArray[np.float64]]:
    strata = sorted({stratum for _, _, stratum in (*population.values, *cases.counts)})
    number = {stratum: index for index, stratum in enumerate(strata)}
    at = {knot: index for index, knot in enumerate(population.knots)}
    values = np.zeros((max(of.values()) + 1, len(at), len(strata)))
    for (name, knot, stratum), persons in population.values.items():
        values[of[name], at[knot], number[stratum]] += persons
    per_stratum = np.zeros(len(strata), np.int64)
    for (_, _, stratum), count in cases.counts.items():
        per_stratum[number[stratum]] += count
    person_time = scan.person_time(values, population.knots, starts.tolist())
    return scan.poisson(person_time, per_stratum), person_time.sum((1, 2)) / float(starts[-1] - starts[0])
