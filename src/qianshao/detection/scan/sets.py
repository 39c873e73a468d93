"""The scan over sets of places that are not circles: a tree of territories, or whatever else places share.

Tree-based (Kulldorff, Fang and Walsh 2003) and graph-based scans differ from the circular one in their zones only;
statistic, windows and inference are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from qianshao.detection.scan.analysis import Found, Trial, clusters_of, inference_of
from qianshao.detection.scan.baselines import Baseline, Counts
from qianshao.detection.scan.clusters import Candidate, not_overlapping
from qianshao.detection.scan.layout import Expected, shares
from qianshao.detection.scan.prepared import events
from qianshao.detection.scan.replicates import Chance, chance, draw, room_for, seeded
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
    expected: Expected
    chance: Chance
    intervals: int

    def best_of_each(self, counts: Counts) -> tuple[Floats, NDArray[np.int64]]:
        place, time = events(counts)
        ratio, window = np.zeros(len(self.sets.names)), np.zeros(len(self.sets.names), np.int64)
        table = np.zeros((len(self.sets.names), self.intervals + 1), np.int64)
        _best(place, time, len(place), self.sets.of_place, self.sets.place_offsets, self.expected, table, ratio, window)
        return ratio, window

    def maxima(self, seed: int, begin: int, end: int) -> Floats:
        at = self.sets
        return np.asarray(
            _maxima(seed, begin, end, self.chance, at.of_place, at.place_offsets, self.expected, self.intervals)
        )


def prepare_sets(counts: Counts, zones: Sets, baseline: Baseline, windows: Windows) -> PreparedSets:
    share, running = shares(baseline, windows)
    weight = np.array([baseline.weight[zones.of(one)].sum() for one in range(len(zones.names))])
    if running.size:
        running = np.stack([running[zones.of(one)].sum(0) for one in range(len(zones.names))])
    expected = Expected(weight, share, running, windows.first, windows.last, int(counts.sum()))
    return PreparedSets(zones, expected, chance(counts, baseline, windows), windows.intervals)


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
    expected: Expected,
    table: NDArray[np.int64],
    ratio: Floats,
    window: NDArray[np.int64],
) -> float:
    """Only sets that a case touched are counted: ``table`` (M, T + 1) is zero before and after."""
    best = 0.0
    for case in range(cases):
        for index in range(place_offsets[place[case]], place_offsets[place[case] + 1]):
            table[of_place[index], time[case] + 1] += 1
    for one in range(len(expected.weight)):
        row = table[one]
        for interval in range(1, len(row)):
            row[interval] += row[interval - 1]
        top, where = 0.0, 0
        if row[-1] >= 2:
            for which in range(len(expected.first)):
                before, after = expected.first[which], expected.last[which] + 1
                count = row[after] - row[before]
                if count < 2:
                    continue
                mean = expected.weight[one] * expected.share[which]
                if expected.running.shape[0] > 0:
                    mean = expected.running[one, after] - expected.running[one, before]
                value = log_likelihood_ratio(float(count), mean, float(expected.total))
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
    chance: Chance,
    of_place: NDArray[np.int32],
    place_offsets: NDArray[np.int64],
    expected: Expected,
    intervals: int,
) -> Floats:
    state, found = np.empty(4, np.uint64), np.empty(end - begin)
    order, place, time = room_for(chance)
    table = np.zeros((len(expected.weight), intervals + 1), np.int64)
    ratio, window = np.empty(0), np.empty(0, np.int64)
    for number in range(begin, end):
        seeded(state, seed, number)
        cases = draw(state, chance, order, place, time)
        found[number - begin] = _best(place, time, cases, of_place, place_offsets, expected, table, ratio, window)
    return found
