"""Counts of several windows in one machine word, and the bars that they have to clear.

A place's counts in all windows are lanes of 16 (or 32) bits, packed into 64-bit words, four words to a group. Adding
a place to a zone is then four additions for up to sixteen windows. A bar is added to a sum of counts so that the top
bit of a lane comes on if the count is large enough to matter: one test for all lanes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qianshao.detection.scan.baselines import Baseline, Counts
from qianshao.detection.scan.statistics import least_cases
from qianshao.detection.scan.windows import Windows
from qianshao.detection.scan.zones import Zones

WORDS = 4
TOP_LEVEL, STEP = 20.0, 0.25
"""Bars are kept for ratios 0, STEP, 2 STEP … up to TOP_LEVEL; above it the last ones are used, which is safe."""

MOST_BARS = 24_000_000
"""Words of bars at most; with very many windows the steps between levels are wider."""


class Expected(NamedTuple):
    """What is expected in a zone and window: ``weight`` of its places, or of a set, times ``share`` of the window;
    where that is not exact, from ``running``. ``first``, ``last``: intervals of the windows. ``total`` cases."""

    weight: NDArray[np.float64]
    share: NDArray[np.float64]
    running: NDArray[np.float64]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    total: int


class Bars(NamedTuple):
    """What tells whether a block has to be looked into; as :class:`Layout` explains."""

    bits: int
    starts: NDArray[np.int64]
    offsets: NDArray[np.int64]
    weight: NDArray[np.float64]
    rows: NDArray[np.uint16]
    bars: NDArray[np.uint64]
    step: float


@dataclass(frozen=True, slots=True)
class Layout:
    """All that a search needs besides the data of a replication.

    ``bits``: of a lane. ``increments``: (T, G, 4) what a case in an interval adds. ``block_starts``: (B + 1,)
    positions in a centre's list where sums are tested. ``block_offsets``: (N,) where a centre's blocks begin in
    ``block_weight`` (expected cases before the block) and ``block_bar`` (row of ``bars``). ``bars``: (L, G, Q, 4).
    ``share``: (W,) part of a place's expected cases that falls into a window. ``running``: (N, T + 1) expected
    cases up to an interval, empty where ``share`` is exact.
    """

    bits: int
    increments: NDArray[np.uint64]
    block_starts: NDArray[np.int64]
    block_offsets: NDArray[np.int64]
    block_weight: NDArray[np.float64]
    block_bar: NDArray[np.uint16]
    bars: NDArray[np.uint64]
    step: float
    share: NDArray[np.float64]
    running: NDArray[np.float64]


def layout(zones: Zones, baseline: Baseline, windows: Windows, counts: Counts) -> Layout:
    total = int(counts.sum())
    share, running = shares(baseline, windows)
    bits = 16 if _short(zones, baseline, counts) else 32
    starts = block_starts(int(np.diff(zones.offsets).max(initial=0)))
    offsets, weight, least = _block_weights(zones, baseline.weight, starts)
    edges = bar_edges(float(least.max(initial=0.0)))
    bar = np.searchsorted(edges, least, side="right") - 1
    bars, step = _bars(edges, share, total, bits)
    return Layout(
        bits, increments(windows, bits), starts, offsets, weight, bar.astype(np.uint16), bars, step, share, running
    )


def _short(zones: Zones, baseline: Baseline, counts: Counts) -> bool:
    """Whether no zone can count 32,768 cases. Chance reaches that where a few thousand are expected in less than one
    of 10^1000 replications."""
    if counts.sum() < 1 << 15:
        return True
    longest = int(np.diff(zones.offsets).max(initial=0))
    largest = np.sort(counts.sum(1))[-longest:].sum() if longest else 0
    return bool(largest < 1 << 15) and float(np.sort(baseline.weight)[-longest:].sum()) < 1 << 13


def shares(baseline: Baseline, windows: Windows) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(W,) the part of any place's expected cases that falls into a window: exactly, or not less than it.

    In the second case also the running sums (N, T + 1) from which the exact value is taken.
    """
    if baseline.share is not None:
        running = np.concatenate([[0.0], baseline.share.cumsum()])
        return running[windows.last + 1] - running[windows.first], np.empty((0, 0))
    table = baseline.table
    running = np.concatenate([np.zeros((len(table), 1)), table.cumsum(1)], 1)
    some = baseline.weight > 0
    part = np.array(
        [
            ((running[some, last + 1] - running[some, first]) / baseline.weight[some]).min()
            for first, last in zip(windows.first, windows.last, strict=True)
        ]
    )
    return part * (1 - 1e-12), running


def increments(windows: Windows, bits: int) -> NDArray[np.uint64]:
    """(T, G, 4): one case in an interval, added to each window that holds the interval."""
    lanes = 64 // bits
    groups = -(-len(windows) // (lanes * WORDS))
    ones = np.zeros((windows.intervals, groups * WORDS), np.uint64)
    for window, (first, last) in enumerate(zip(windows.first, windows.last, strict=True)):
        ones[first : last + 1, window // lanes] |= np.uint64(1 << (window % lanes * bits))
    return ones.reshape(windows.intervals, groups, WORDS)


def block_starts(longest: int) -> NDArray[np.int64]:
    """Blocks grow with the root of what was passed, as does the play of chance in it: larger ones would be looked into
    more often than they save tests."""
    starts = [0]
    while starts[-1] < longest:
        starts.append(starts[-1] + 1 + int(1.5 * starts[-1] ** 0.5))
    return np.array([*starts, 1 << 62], np.int64)


def _block_weights(
    zones: Zones, weight: NDArray[np.float64], starts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Offsets; the weight before each block; and of its smallest zone, which holds the first place of the block."""
    lengths = np.diff(zones.offsets)
    blocks = np.searchsorted(starts, lengths)
    offsets = np.concatenate([[0], blocks.cumsum()]).astype(np.int64)
    before, least = np.empty(offsets[-1]), np.empty(offsets[-1])
    for centre in np.flatnonzero(lengths).tolist():
        running = np.concatenate([[0.0], weight[zones.of(centre)].cumsum()])
        at = starts[: blocks[centre]]
        before[offsets[centre] : offsets[centre + 1]] = running[at]
        least[offsets[centre] : offsets[centre + 1]] = running[at + 1]
    return offsets[:-1], before, least


def bar_edges(largest: float) -> NDArray[np.float64]:
    """Ascending expectations for which bars are kept: 4 % apart, but never more than a fifth of √expectation."""
    edges = [0.0, min(1e-4, largest or 1e-4)]
    while edges[-1] < largest:
        edges.append(edges[-1] + min(0.04 * edges[-1], 0.2 * edges[-1] ** 0.5))
    return np.array([edge for edge in edges if edge <= max(largest, 0.0)] or [0.0])


def _bars(
    edges: NDArray[np.float64], share: NDArray[np.float64], total: int, bits: int
) -> tuple[NDArray[np.uint64], float]:
    lanes = 64 // bits
    groups = -(-len(share) // (lanes * WORDS))
    step = STEP
    while TOP_LEVEL / step * groups * len(edges) * WORDS > MOST_BARS:
        step *= 2
    levels = int(TOP_LEVEL / step) + 1
    bars = np.zeros((levels, groups * WORDS, len(edges)), np.uint64)
    top, distinct = 1 << (bits - 1), {}
    for window, part in enumerate(share):
        if part not in distinct:
            distinct[part] = [
                (top - least_cases(edges, part, total, level * step, top - 1)).astype(np.uint64)
                for level in range(levels)
            ]
        for level, bar in enumerate(distinct[part]):
            bars[level, window // lanes] |= bar << np.uint64(window % lanes * bits)
    shaped = bars.reshape(levels, groups, WORDS, len(edges)).transpose(0, 1, 3, 2)
    return np.ascontiguousarray(shaped), step


__all__ = ["STEP", "TOP_LEVEL", "WORDS", "Bars", "Expected", "Layout", "layout"]
