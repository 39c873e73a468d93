"""Where workplaces stand on the map: by coordinates, else by township."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, cos, radians, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qianshao.briefing.day.rules.outlines import Outline, area_and_middle

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

UNITS = 65_535
"""The map is so many units wide or high, whichever is more: they fit sixteen bits."""
GOLDEN_ANGLE = 2.399963229728653
NEARLY = 0.01
"""Degrees, about a kilometre: how far around the middle of a township its places are strewn at least."""


@dataclass(frozen=True, slots=True)
class Town:
    """``rings`` in units; ``known``: the township lies where it is drawn, else its place on the map says nothing."""

    code: str
    middle: tuple[int, int]
    rings: tuple[tuple[tuple[int, int], ...], ...]
    known: bool


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """``x``, ``y``: (N,) units, y downwards. ``by_township``: how many stand in their township and not at their own
    coordinates."""

    x: NDArray[np.uint16]
    y: NDArray[np.uint16]
    width: int
    height: int
    towns: tuple[Town, ...]
    by_township: int


@dataclass(slots=True)
class _Place:
    """Of a township, in degrees shrunk to true proportions, y downwards."""

    x: float
    y: float
    reach: float
    known: bool
    rings: list[list[tuple[float, float]]]


def lay_out(
    lon: Floats, lat: Floats, town: Integers, codes: Sequence[str], outlines: Mapping[str, Outline] | None = None
) -> Layout:
    """``lon``, ``lat``: (N,) degrees, nan where not known. ``town``: (N,) index into ``codes``. Places without
    coordinates are strewn around the middle of their township; a township of which nothing is known gets a square of
    its own, beneath what is known."""
    drawn = {code: one for code, one in (outlines or {}).items() if code in codes}
    placed = ~(np.isnan(lon) | np.isnan(lat))
    latitudes = [float(np.mean(lat[placed]))] if placed.any() else []
    latitudes += [ring[0][1] for one in drawn.values() for ring in one.rings[:1]]
    shrink = cos(radians(sum(latitudes) / len(latitudes))) if latitudes else 1.0
    x, y = np.where(placed, lon * shrink, np.nan), np.where(placed, -lat, np.nan)
    places: list[_Place | None] = []
    for index, code in enumerate(codes):
        here = placed & (town == index)
        places.append(_of_outline(drawn[code], shrink) if code in drawn else _of_points(x[here], y[here]))
    known = [one for one in places if one]
    whole = _squares(known, places, x[placed], y[placed])
    _strew(x, y, town, placed, whole)
    return _in_units(x, y, codes, whole, int((~placed).sum()))


def _of_outline(one: Outline, shrink: float) -> _Place:
    rings = [[(lon * shrink, -lat) for lon, lat in ring] for ring in one.rings]
    area, (x, y) = max(area_and_middle(tuple(ring)) for ring in rings)
    return _Place(x, y, max(sqrt(area / np.pi) / 2, NEARLY / 4), True, rings)


def _of_points(x: Floats, y: Floats) -> _Place | None:
    if not x.size:
        return None
    spread = float(np.hypot(x.std(), y.std()))
    return _Place(float(x.mean()), float(y.mean()), max(spread, NEARLY), True, [])


def _squares(known: list[_Place], places: list[_Place | None], x: Floats, y: Floats) -> list[_Place]:
    """Squares for the townships of which nothing is known, side by side under the rest."""
    missing = sum(one is None for one in places)
    if not missing:
        return known
    points = [point for one in known for ring in one.rings for point in ring] + [(one.x, one.y) for one in known]
    points += [(float(x.min()), float(y.max())), (float(x.max()), float(y.max()))] if x.size else []
    left = min((point[0] for point in points), default=0.0)
    bottom = max((point[1] for point in points), default=0.0)
    columns = max(ceil(sqrt(missing * 1.3)), 1)
    side = max(max((point[0] for point in points), default=0.0) - left, NEARLY) / columns if points else 1.0
    top = bottom + side / 2 if points else 0.0
    out, number = [], 0
    for one in places:
        if one is None:
            x0, y0 = left + side * (number % columns), top + side * (number // columns)
            ring = [(x0, y0), (x0 + side, y0), (x0 + side, y0 + side), (x0, y0 + side), (x0, y0)]
            one = _Place(x0 + side / 2, y0 + side * 0.58, side * 0.3, False, [ring])
            number += 1
        out.append(one)
    return out


def _strew(x: Floats, y: Floats, town: Integers, placed: NDArray[np.bool_], places: list[_Place]) -> None:
    """As the seeds of a sunflower: even, and the same each time."""
    loose = np.flatnonzero(~placed)
    order = loose[np.argsort(town[loose], kind="stable")]
    towns, starts, counts = np.unique(town[order], return_index=True, return_counts=True)
    for index, start, count in zip(towns.tolist(), starts.tolist(), counts.tolist(), strict=True):
        mine, place, seed = order[start : start + count], places[index], np.arange(count)
        away = place.reach * np.sqrt((seed + 0.5) / count)
        x[mine] = place.x + away * np.cos(seed * GOLDEN_ANGLE)
        y[mine] = place.y + away * np.sin(seed * GOLDEN_ANGLE)


def _in_units(x: Floats, y: Floats, codes: Sequence[str], places: list[_Place], by_township: int) -> Layout:
    corners = [point for one in places for ring in one.rings for point in ring]
    xs = np.concatenate([x, [point[0] for point in corners]])
    ys = np.concatenate([y, [point[1] for point in corners]])
    if not xs.size:
        empty = np.zeros(0, np.uint16)
        return Layout(empty, empty, UNITS, UNITS, (), 0)
    left, top = float(xs.min()), float(ys.min())
    per = UNITS / max(float(xs.max()) - left, float(ys.max()) - top, NEARLY)

    def unit(value: Any, origin: float) -> Any:
        return np.rint((np.asarray(value) - origin) * per)

    towns = tuple(
        Town(
            code,
            (int(unit(one.x, left)), int(unit(one.y, top))),
            tuple(tuple((int(unit(a, left)), int(unit(b, top))) for a, b in ring) for ring in one.rings),
            one.known,
        )
        for code, one in zip(codes, places, strict=True)
    )
    return Layout(
        unit(x, left).astype(np.uint16),
        unit(y, top).astype(np.uint16),
        max(int(unit(xs.max(), left)), 1),
        max(int(unit(ys.max(), top)), 1),
        towns,
        by_township,
    )
