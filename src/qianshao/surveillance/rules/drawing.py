"""The chart of a signal and the map of where it is, in units of the drawing; a template writes them as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from math import ceil, cos, radians
from typing import Any

WIDTH, HEIGHT = 480, 210
LEFT, RIGHT, TOP, BOTTOM = 54, 12, 34, 32
"""Room for what is written around the plot, which is half as large again where the picture is narrow."""

LABEL = 96
"""From one date to the next at least."""

STRIDES = (1, 2, 4, 7, 14, 28)
GAP = 0.3
"""Between bars, of the room of one."""


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    marked: bool


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str
    last: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """``band``: left edge and width of the days that are spoken of. ``limit``: height of the dashed line."""

    bars: tuple[Bar, ...]
    across: tuple[Tick, ...]
    below: tuple[Tick, ...]
    band: tuple[float, float]
    limit: float | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    foot: int = HEIGHT - BOTTOM
    deep: int = HEIGHT - BOTTOM - TOP


def chart(counts: Sequence[int], last: date, marked: int, limit: float | None, step: int = 1) -> Chart:
    """``marked``: so many at the end are spoken of. ``limit``: what was to be expected, if that can be said.
    ``step``: days from one bar to the next. Dates are named back from the last one, which is always named."""
    ticks = steps(max([*counts, limit or 0]))
    pitch = (WIDTH - LEFT - RIGHT) / len(counts)
    per = (HEIGHT - TOP - BOTTOM) / ticks[-1]
    foot, spoken = HEIGHT - BOTTOM, min(marked, len(counts))
    bars = tuple(
        Bar(
            round(LEFT + pitch * (at + GAP / 2), 2),
            round(foot - per * count, 2),
            round(pitch * (1 - GAP), 2),
            round(per * count, 2),
            at >= len(counts) - spoken,
        )
        for at, count in enumerate(counts)
        if count
    )
    stride = next((one for one in STRIDES if one * pitch >= LABEL), STRIDES[-1])
    below = tuple(
        Tick(
            round(LEFT + pitch * (len(counts) - ago - 0.5), 2),
            f"{last - timedelta(days=step * ago):%m-%d}",
            last=ago == 0,
        )
        for ago in range(0, len(counts), stride)
    )
    return Chart(
        bars=bars,
        across=tuple(Tick(round(foot - per * value, 2), f"{value:,}") for value in ticks),
        below=below,
        band=(round(WIDTH - RIGHT - pitch * spoken, 2), round(pitch * spoken, 2)),
        limit=None if limit is None else round(foot - per * limit, 2),
    )


def of_signal(evidence: dict[str, Any], last: date) -> Chart | None:
    """None where there is no series."""
    counts = evidence.get("series", ())
    if not counts:
        return None
    step = 7 if evidence.get("weekly") else 1
    marked = 1 if "upper" in evidence else max(int(evidence.get("days", len(counts))) // step, 1)
    return chart(counts, last, marked, limit_of(evidence), step)


def limit_of(evidence: dict[str, Any]) -> float | None:
    """A day or week: the most that was to be expected where a rule has such a bound, else what was to be expected."""
    if "upper" in evidence:
        return float(evidence["upper"])
    if "days_before" in evidence:
        return float(evidence["before"] / max(evidence["days_before"], 1))
    if "expected" not in evidence or "days" not in evidence:
        return None
    return float(evidence["expected"] / (1 if evidence.get("weekly") else evidence["days"]))


def steps(most: float) -> list[int]:
    """Two to five whole round figures from 0 up to at least ``most``."""
    sizes = chain.from_iterable((size, 2 * size, 5 * size) for size in (10**power for power in range(12)))
    step = next(size for size in sizes if most <= 4 * size)
    return list(range(0, max(-(-int(-(-most // 1)) // step), 1) * step + 1, step))


SIZE, MARGIN = 380.0, 20.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    x: float
    y: float
    name: str


@dataclass(frozen=True, slots=True)
class Map:
    """As wide and as high as the places lie. ``others``: a path of dots, as there may be many."""

    named: tuple[Spot, ...]
    others: str
    width: int
    height: int


def map_of(named: Sequence[tuple[float, float, str]], others: Sequence[Point]) -> Map:
    """Latitude, longitude and name of those that the signal names, at least one; the others without a name."""
    every = [(lat, lon) for lat, lon, _name in named] + list(others)
    south, north = min(lat for lat, _lon in every), max(lat for lat, _lon in every)
    west, east = min(lon for _lat, lon in every), max(lon for _lat, lon in every)
    shrink = cos(radians(south))
    per = SIZE / max(north - south, (east - west) * shrink, 1e-4)

    def at(lat: float, lon: float) -> Point:
        return round(MARGIN + (lon - west) * shrink * per, 1), round(MARGIN + (north - lat) * per, 1)

    dots = "".join(f"M{x} {y}h0" for x, y in (at(*one) for one in others))
    right, foot = at(south, east)
    return Map(
        tuple(Spot(*at(lat, lon), name) for lat, lon, name in named),
        dots,
        *(ceil(one + MARGIN) for one in (right, foot)),
    )
