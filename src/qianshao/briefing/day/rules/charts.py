"""The geometry of charts: bars and ticks in units of the drawing, which a template writes as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 480, 220
LEFT, RIGHT, TOP, BOTTOM = 58, 12, 12, 28


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    bars: tuple[Bar, ...]
    across: tuple[Tick, ...]
    """Lines from left to right, with their figures."""
    below: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    foot: int = HEIGHT - BOTTOM


def steps(most: float) -> list[int]:
    """Three to six round figures from 0 up to at least ``most``."""
    step = 1
    while most > 5 * step:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return list(range(0, int(-(-max(most, 1) // step)) * step + 1, step))


def columns(
    names: Sequence[str],
    stacks: Sequence[Sequence[float | None]],
    kinds: Sequence[str],
    most: float = 0,
    unit: str = "",
) -> Chart:
    """A column for each name; ``stacks``: for each kind its figures, the first kind at the bottom. None draws nothing.
    ``most``: how high the scale reaches at least."""
    heights = [sum(value or 0 for value in values) for values in zip(*stacks, strict=True)]
    ticks = steps(max([most, *heights]))
    pitch = (WIDTH - LEFT - RIGHT) / max(len(names), 1)
    per = (HEIGHT - TOP - BOTTOM) / ticks[-1]
    foot = HEIGHT - BOTTOM
    bars = []
    for number, values in enumerate(zip(*stacks, strict=True)):
        reached = float(foot)
        for kind, value in zip(kinds, values, strict=True):
            if value:
                reached -= value * per
                x, width = LEFT + pitch * (number + 0.14), pitch * 0.72
                bars.append(Bar(round(x, 2), round(reached, 2), round(width, 2), round(value * per, 2), kind))
    every = max(-(-len(names) // 7), 1)
    below = tuple(
        Tick(round(LEFT + pitch * (number + 0.5), 2), name)
        for number, name in enumerate(names)
        if (len(names) - 1 - number) % every == 0
    )
    across = tuple(Tick(round(foot - tick * per, 2), f"{tick:,}{unit}") for tick in ticks)
    return Chart(tuple(bars), across, below)


def row(parts: Sequence[float], kinds: Sequence[str], most: float, width: float = 200) -> tuple[Bar, ...]:
    """One bar from left to right, of parts; ``most`` fills it."""
    out, reached = [], 0.0
    for part, kind in zip(parts, kinds, strict=True):
        wide = width * part / most if most else 0.0
        if wide:
            out.append(Bar(round(reached, 2), 0.5, round(wide, 2), 11, kind))
        reached += wide
    return tuple(out)
