"""The funnel as a picture: where its lines and points lie, in units of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qianshao.assessment.rules.appraisal.comparing import FAR, USUAL, Among
from qianshao.assessment.rules.intervals import funnel

WIDTH, HEIGHT = 720, 340
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 12, 44
STEPS = 80


@dataclass(frozen=True, slots=True)
class Dot:
    """``size``: the denominator."""

    name: str
    share: float
    size: int
    small: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Placed:
    dot: Dot
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Picture:
    """``usual`` and ``far``: the limits, each as the points of two lines."""

    usual: tuple[str, str]
    far: tuple[str, str]
    middle: float
    dots: tuple[Placed, ...]
    sizes: tuple[Tick, ...]
    shares: tuple[Tick, ...]


def picture(dots: Sequence[Dot], among: Among) -> Picture:
    largest = max([dot.size for dot in dots], default=1) * 1.05
    across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(size: float) -> float:
        return round(LEFT + across * size / largest, 1)

    def y(share: float) -> float:
        return round(TOP + down * (1 - share), 1)

    sizes = sorted({max(1, round(largest * step / STEPS)) for step in range(1, STEPS + 1)})
    lines = []
    for level in (USUAL, FAR):
        limits = [funnel(among.share, size, level) for size in sizes]
        low = " ".join(f"{x(size)},{y(limit[0])}" for size, limit in zip(sizes, limits, strict=True))
        high = " ".join(f"{x(size)},{y(limit[1])}" for size, limit in zip(sizes, limits, strict=True))
        lines.append((low, high))
    return Picture(
        usual=lines[0],
        far=lines[1],
        middle=y(among.share),
        dots=tuple(Placed(dot, x(dot.size), y(dot.share)) for dot in sorted(dots, key=lambda dot: dot.own)),
        sizes=tuple(Tick(x(size), f"{size:,}") for size in _round_sizes(largest)),
        shares=tuple(Tick(y(share), f"{100 * share:.0f}%") for share in (0.0, 0.25, 0.5, 0.75, 1.0)),
    )


def _round_sizes(largest: float) -> list[int]:
    """About five, on round numbers."""
    step = next(
        unit * factor
        for unit in (10**power for power in range(9))
        for factor in (1, 2, 5)
        if unit * factor * 5 >= largest
    )
    return list(range(0, int(largest) + 1, step))
