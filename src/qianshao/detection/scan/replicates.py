"""Data as chance alone would make them, from a seed and a number: the same on every machine and for every division
of the work."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from qianshao.detection.scan.baselines import Baseline, Counts
from qianshao.detection.scan.windows import Windows

Words = NDArray[np.uint64]

# Numba takes uint64 with a plain int for a float, so each constant has its type.
_ONE, _7, _11, _17, _27, _30, _31, _45 = (np.uint64(n) for n in (1, 7, 11, 17, 27, 30, 31, 45))
_5, _9, _57, _19 = (np.uint64(n) for n in (5, 9, 57, 19))
_STEP, _MIX, _MIX_2 = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))


class Chance(NamedTuple):
    """What is drawn from. A tuple, so that a kernel takes it as a whole.

    Permutation: ``places`` (C,) the place of each case, ``times`` the intervals of those cases that fall into any
    window; each gets another place. Poisson: ``total`` cases fall into cells by the alias tables ``keep`` and
    ``other``, where cell = place × intervals + interval, and the last cell is "in no window".
    """

    permuted: bool
    total: int
    places: NDArray[np.int32]
    times: NDArray[np.int32]
    keep: NDArray[np.float64]
    other: NDArray[np.int32]
    columns: NDArray[np.int32]


def chance(counts: Counts, baseline: Baseline, windows: Windows) -> Chance:
    """``counts``: (N, T) as observed."""
    open_ = np.zeros(windows.intervals, bool)
    for first, last in zip(windows.first, windows.last, strict=True):
        open_[first : last + 1] = True
    columns = np.flatnonzero(open_).astype(np.int32)
    total, none = int(counts.sum()), np.empty(0, np.int32)
    if baseline.permuted:
        places = np.repeat(np.arange(len(counts), dtype=np.int32), counts.sum(1))
        times = np.repeat(columns, counts[:, columns].sum(0))
        return Chance(True, total, places, times, none.astype(float), none, columns)
    inside = baseline.table[:, columns].ravel() / total
    keep, other = alias(np.append(inside, max(0.0, 1.0 - inside.sum())))
    return Chance(False, total, none, none, keep, other, columns)


def alias(probability: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Vose's tables (1991): a draw in constant time from (M,) probabilities that add up to 1."""
    keep, other = _alias(probability / probability.sum())
    return keep, other


@njit(cache=True)
def _alias(probability: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    size = len(probability)
    keep, other = probability * size, np.arange(size).astype(np.int32)
    small, large = np.empty(size, np.int32), np.empty(size, np.int32)
    smalls = larges = 0
    for index in range(size):
        if keep[index] < 1.0:
            small[smalls] = index
            smalls += 1
        else:
            large[larges] = index
            larges += 1
    while smalls > 0 and larges > 0:
        smalls -= 1
        less, more = small[smalls], large[larges - 1]
        other[less] = more
        keep[more] -= 1.0 - keep[less]
        if keep[more] < 1.0:
            larges -= 1
            small[smalls] = more
            smalls += 1
    for index in range(larges):
        keep[large[index]] = 1.0
    for index in range(smalls):
        keep[small[index]] = 1.0
    return keep, other


@njit(cache=True, nogil=True)
def seeded(state: Words, seed: int, number: int) -> None:
    """Sets xoshiro256** (Blackman and Vigna 2021) for one replication, through splitmix64."""
    mixed = np.uint64(seed) * _STEP + np.uint64(number) * _MIX
    for index in range(4):
        mixed += _STEP
        word = (mixed ^ (mixed >> _30)) * _MIX
        word = (word ^ (word >> _27)) * _MIX_2
        state[index] = word ^ (word >> _31)


@njit(cache=True, nogil=True, inline="always")
def uniform(state: Words) -> float:
    """In [0, 1), 53 bits."""
    word = state[1] * _5
    word = ((word << _7) | (word >> _57)) * _9
    shifted = state[1] << _17
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = (state[3] << _45) | (state[3] >> _19)
    return float(word >> _11) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True)
def draw(
    state: Words, chance: Chance, order: NDArray[np.int32], place: NDArray[np.int32], time: NDArray[np.int32]
) -> int:
    """Fills ``place`` and ``time`` with the cases of one replication that fall into a window; returns how many.

    ``order``: (C,) working space for the permutation.
    """
    total, keep = chance.total, chance.keep
    if chance.permuted:
        for index in range(total):
            order[index] = chance.places[index]
        for index in range(len(chance.times)):
            chosen = index + int(uniform(state) * (total - index))
            place[index] = order[chosen]
            order[chosen] = order[index]
            time[index] = chance.times[index]
        return len(chance.times)
    cells, width, drawn = len(keep), len(chance.columns), 0
    for _ in range(total):
        spot = uniform(state) * cells
        cell = int(spot)
        if spot - cell >= keep[cell]:
            cell = chance.other[cell]
        if cell < cells - 1:
            place[drawn] = cell // width
            time[drawn] = chance.columns[cell % width]
            drawn += 1
    return drawn


@njit(cache=True, nogil=True)
def room_for(chance: Chance) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """``order``, ``place`` and ``time`` for :func:`draw`, to be used again for each replication."""
    most = max(len(chance.times) if chance.permuted else chance.total, 1)
    return np.empty(chance.total, np.int32), np.empty(most, np.int32), np.empty(most, np.int32)
