"""The scan over sets of places that are not circles: a tree of territories, or whatever else places share.

Tree-based (Kulldorff, Fang and Walsh 2003) and graph-based scans differ from the circular one in their zones only;
statistic, windows and inference are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from qianshao.detection.scan.analysis import Found, Trial, clusters_of, inference_of
from qianshao.detection.scan.baselines import Baseline, Counts
from qianshao.detection.scan.clusters import Candidate, not_overlapping
from qianshao.detection.scan.layout import shares
from qianshao.detection.scan.replicates import Chance, chance, draw, seeded
from qianshao.detection.scan.statistics import log_likelihood_ratio
from qianshao.detection.scan.windows import Windows

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sets:
    """``names`` (M,); the places of set m are ``members[offsets[m]:offsets[m + 1]]``; the sets of place n are
    ``of_place[place_offsets[n]:place_offsets[n + 1]]``."""

    names: tuple[str, ...]
    members: NDArray[np.int32]
    offsets: NDArray[np.int64]
    of_place: NDArray[np.int32]
    place_offsets: NDArray[np.int64]

    def of(self, index: int) -> NDArray[np.int32]:
        return self.members[self.offsets[index] : self.offsets[index + 1]]


def sets(named: Iterable[tuple[str, Sequence[int]]], places: int) -> Sets:
    """From (name, indices of places). A set that holds the same places as an earlier one is left out, and so is one of
    all places, which can be compared with nothing."""
    kept: dict[tuple[int, ...], str] = {}
    for name, inside in named:
        key = tuple(sorted(set(inside)))
        if 0 < len(key) < places:
            kept.setdefault(key, name)
    rows = [np.array(key, np.int32) for key in kept]
    pairs = [(place, number) for number, row in enumerate(rows) for place in row.tolist()]
    pairs.sort()
    sizes = np.bincount(np.array([place for place, _ in pairs], np.int64), minlength=places)
    return Sets(
        tuple(kept.values()),
        np.concatenate(rows) if rows else np.empty(0, np.int32),
        _running([len(row) for row in rows]),
        np.array([number for _, number in pairs], np.int32),
        _running(sizes),
    )


def _running(sizes: Iterable[int]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(list(sizes))]).astype(np.int64)


def by_prefix(codes: Sequence[str], lengths: Sequence[int]) -> Sets:
    """A tree from codes in which the territory above is a prefix, as in divisions of China: lengths 2, 4, 6, 9, 12.

    ``codes``: of each place; a code shorter than a length has no territory of that length.
    """
    inside: dict[str, list[int]] = {}
    for place, code in enumerate(codes):
        for length in lengths:
            if len(code) >= length:
                inside.setdefault(code[:length], []).append(place)
    return sets(sorted(inside.items(), key=lambda one: (-len(one[0]), one[0])), len(codes))


@dataclass(frozen=True, slots=True)
class PreparedSets:
    """As :class:`prepared.Prepared`, for sets."""

    sets: Sets
    weight: Floats
    share: Floats
    running: Floats
    windows: Windows
    chance: Chance
    total: int

    def best_of_each(self, counts: Counts) -> tuple[Floats, NDArray[np.int64]]:
        place, time = np.nonzero(counts)
        often = counts[place, time]
        events: tuple[Any, ...] = np.repeat(place, often).astype(np.int32), np.repeat(time, often).astype(np.int32)
        ratio, window = np.zeros(len(self.weight)), np.zeros(len(self.weight), np.int64)
        table = np.zeros((len(self.weight), self.windows.intervals + 1), np.int64)
        _best_of(*events, len(events[0]), *self._where(), table, ratio, window)
        return ratio, window

    def maxima(self, seed: int, begin: int, end: int) -> Floats:
        return np.asarray(_maxima_of(seed, begin, end, *self.chance.drawn, *self._where(), self.windows.intervals))

    def _where(self) -> tuple[Any, ...]:
        expected = (self.weight, self.share, self.running)
        return (
            self.sets.of_place,
            self.sets.place_offsets,
            *expected,
            self.windows.first,
            self.windows.last,
            self.total,
        )


def prepare_sets(counts: Counts, zones: Sets, baseline: Baseline, windows: Windows) -> PreparedSets:
    share, running = shares(baseline, windows)
    weight = np.array([baseline.weight[zones.of(one)].sum() for one in range(len(zones.names))])
    if running.size:
        running = np.stack([running[zones.of(one)].sum(0) for one in range(len(zones.names))])
    return PreparedSets(zones, weight, share, running, windows, chance(counts, baseline, windows), int(counts.sum()))


def scan_sets(
    counts: Counts,
    zones: Sets,
    baseline: Baseline,
    windows: Windows,
    *,
    share: float = 0.5,
    trial: Trial = Trial(),  # noqa: B008
    prospective: bool = False,
) -> Found:
    """Where and when there are more cases than chance explains, over given sets. ``centre`` is the index of a set.

    ``counts``: (N, T). A set that holds more than ``share`` of all expected cases is passed over. Of clusters that
    share a place the better one is kept; of equals the smaller set, then the earlier.
    """
    light = np.array([baseline.weight[zones.of(one)].sum() for one in range(len(zones.names))])
    fits = np.flatnonzero(light <= share * baseline.weight.sum() * (1 + 1e-12))
    kept = sets([(zones.names[one], zones.of(one).tolist()) for one in fits.tolist()], len(counts))
    number = dict(zip(zones.names, range(len(zones.names)), strict=True))
    prepared = prepare_sets(counts, kept, baseline, windows)
    ratio, window = prepared.best_of_each(counts)
    candidates = [
        Candidate(
            float(ratio[one]),
            number[kept.names[one]],
            tuple(kept.of(one).tolist()),
            int(windows.first[window[one]]),
            int(windows.last[window[one]]),
        )
        for one in np.flatnonzero(ratio > 0).tolist()
    ]
    chosen = not_overlapping(candidates, np.arange(len(zones.names)))
    inference = inference_of(prepared, chosen, trial)
    return Found(clusters_of(chosen, counts, baseline, inference, prospective), inference)


@njit(cache=True, nogil=True)
def _best(
    place: NDArray[np.int32],
    time: NDArray[np.int32],
    cases: int,
    of_place: NDArray[np.int32],
    place_offsets: NDArray[np.int64],
    weight: Floats,
    share: Floats,
    running: Floats,
    first: NDArray[np.int32],
    last: NDArray[np.int32],
    total: int,
    table: NDArray[np.int64],
    ratio: Floats,
    window: NDArray[np.int64],
) -> float:
    """Only sets that a case touched are counted: ``table`` (M, T + 1) is zero before and after."""
    best = 0.0
    for case in range(cases):
        for index in range(place_offsets[place[case]], place_offsets[place[case] + 1]):
            table[of_place[index], time[case] + 1] += 1
    for one in range(len(weight)):
        row = table[one]
        for interval in range(1, len(row)):
            row[interval] += row[interval - 1]
        top, where = 0.0, 0
        if row[-1] >= 2:
            for which in range(len(first)):
                count = row[last[which] + 1] - row[first[which]]
                if count < 2:
                    continue
                expected = weight[one] * share[which]
                if running.shape[0] > 0:
                    expected = running[one, last[which] + 1] - running[one, first[which]]
                value = log_likelihood_ratio(float(count), expected, float(total))
                if value > top:
                    top, where = value, which
        row[:] = 0
        if len(ratio) > 0:
            ratio[one], window[one] = top, where
        best = max(best, top)
    return best


@njit(cache=True, nogil=True)
def _maxima(
    seed: int,
    begin: int,
    end: int,
    permuted: bool,
    total: int,
    places: NDArray[np.int32],
    times: NDArray[np.int32],
    keep: Floats,
    other: NDArray[np.int32],
    columns: NDArray[np.int32],
    most: int,
    of_place: NDArray[np.int32],
    place_offsets: NDArray[np.int64],
    weight: Floats,
    share: Floats,
    running: Floats,
    first: NDArray[np.int32],
    last: NDArray[np.int32],
    cases_in_all: int,
    intervals: int,
) -> Floats:
    state, found = np.empty(4, np.uint64), np.empty(end - begin)
    order, place, time = np.empty(total, np.int32), np.empty(most, np.int32), np.empty(most, np.int32)
    table = np.zeros((len(weight), intervals + 1), np.int64)
    ratio, window = np.empty(0), np.empty(0, np.int64)
    for number in range(begin, end):
        seeded(state, seed, number)
        cases = draw(state, permuted, total, places, times, keep, other, columns, order, place, time)
        found[number - begin] = _best(
            place, time, cases, of_place, place_offsets, weight, share, running, first, last, cases_in_all, table,
            ratio, window,
        )  # fmt: skip
    return found


# Numba's stubs do not follow unpacked arguments.
_best_of: Any = _best
_maxima_of: Any = _maxima
