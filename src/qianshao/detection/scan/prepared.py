"""A scan that is ready to run: on what was observed, and on replications in any order and anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qianshao.detection.scan.baselines import Baseline, Counts
from qianshao.detection.scan.layout import Bars, Expected, Layout, layout
from qianshao.detection.scan.replicates import Chance, chance
from qianshao.detection.scan.search import maxima, pack, search
from qianshao.detection.scan.spreading import Spread
from qianshao.detection.scan.windows import Windows
from qianshao.detection.scan.zones import Zones

Floats = NDArray[np.float64]


class Replicable(Protocol):
    def maxima(self, seed: int, begin: int, end: int) -> Floats:
        """(end − begin,) the largest ratio of each replication."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Plain arrays only, so that it can be sent to another process."""

    zones: Zones
    baseline: Baseline
    windows: Windows
    layout: Layout
    chance: Chance
    total: int

    def best_of_each(self, counts: Counts) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
        """For each centre the largest ratio, the size of its circle, and the window; ``counts``: (N, T)."""
        place, time = events(counts)
        words = np.empty((self.layout.increments.shape[1], len(counts), 4), np.uint64)
        pack(place, time, len(place), self.layout.increments, words)
        ratio, size, window = np.zeros(len(counts)), np.zeros(len(counts), np.int64), np.zeros(len(counts), np.int64)
        search(words, *self._grid(), self._bars(), self._expected(), True, ratio, size, window)
        return ratio, size, window

    def maxima(self, seed: int, begin: int, end: int) -> Floats:
        """(end − begin,) the largest ratio of each replication. No Python is held up meanwhile."""
        increments = self.layout.increments
        return np.asarray(
            maxima(seed, begin, end, self.chance, *self._grid(), increments, self._bars(), self._expected())
        )

    def _grid(self) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        return self.zones.neighbours, self.zones.offsets

    def _bars(self) -> Bars:
        at = self.layout
        return Bars(at.bits, at.block_starts, at.block_offsets, at.block_weight, at.block_bar, at.bars, at.step)

    def _expected(self) -> Expected:
        at, windows = self.layout, self.windows
        return Expected(self.baseline.weight, at.share, at.running, windows.first, windows.last, self.total)


def prepare(counts: Counts, zones: Zones, baseline: Baseline, windows: Windows) -> Prepared:
    total = int(counts.sum())
    return Prepared(
        zones, baseline, windows, layout(zones, baseline, windows, counts), chance(counts, baseline, windows), total
    )


def events(counts: Counts) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Place and interval of each case."""
    place, time = np.nonzero(counts)
    often = counts[place, time]
    return np.repeat(place, often).astype(np.int32), np.repeat(time, often).astype(np.int32)


def replicate(prepared: Replicable, seed: int, begin: int, end: int, *, spread: Spread, parts: int = 1) -> Floats:
    """(end − begin,) maxima, whatever the number of ``parts`` and workers."""
    cuts = np.linspace(begin, end, min(parts, end - begin) + 1).astype(int).tolist()
    return np.concatenate(list(spread(_maxima, prepared, seed, list(pairwise(cuts)))))


def _maxima(prepared: Replicable, seed: int, begin: int, end: int) -> Floats:
    return prepared.maxima(seed, begin, end)
