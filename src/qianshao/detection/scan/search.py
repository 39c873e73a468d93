"""The search for the largest likelihood ratio, and the replications that it is run over."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from qianshao.detection.scan.layout import Bars, Expected
from qianshao.detection.scan.replicates import Chance, draw, room_for, seeded
from qianshao.detection.scan.statistics import log_likelihood_ratio
from qianshao.detection.scan.vector import add_rows

Words = NDArray[np.uint64]
Floats = NDArray[np.float64]

_ZERO, _1, _2, _3, _4 = (np.uint64(n) for n in range(5))


@njit(cache=True, nogil=True)
def pack(place: NDArray[np.int32], time: NDArray[np.int32], cases: int, increments: Words, words: Words) -> None:
    """Writes ``cases`` (place, interval) into ``words`` (G, N, 4), which is emptied first."""
    words[:] = _ZERO
    for case in range(cases):
        at, when = place[case], time[case]
        for group in range(words.shape[0]):
            for word in range(4):
                words[group, at, word] += increments[when, group, word]


@njit(cache=True, nogil=True)
def search(
    words: Words,
    neighbours: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    bars: Bars,
    expected: Expected,
    each: bool,
    ratio: Floats,
    size: NDArray[np.int64],
    window: NDArray[np.int64],
) -> float:
    """The largest ratio over all zones and windows.

    With ``each`` also the best of every centre: ``ratio`` (N,), ``size`` (N,) places, ``window`` (N,); of equals the
    smaller circle, then the earlier window. Without, a zone that cannot beat the best so far is passed over.
    """
    top = np.uint64(0x8000800080008000) if bars.bits == 16 else np.uint64(0x8000000080000000)
    levels = bars.bars.shape[0]
    best, bar_of = 0.0, bars.bars[0]
    found, sums = np.zeros(3), np.empty(4, np.uint64)
    for centre in range(len(offsets) - 1):
        begin, length = offsets[centre], offsets[centre + 1] - offsets[centre]
        if each:
            best, bar_of = 0.0, bars.bars[0]
            found[:] = 0.0
        mine = neighbours[begin : begin + length]
        for group in range(words.shape[0]):
            table, flat_bars = words[group], bar_of[group].reshape(-1)
            sums[:] = _ZERO
            block, stop = 0, 0
            while stop < length:
                start, stop = stop, min(bars.starts[block + 1], length)
                one, two, three, four = sums[0], sums[1], sums[2], sums[3]
                add_rows(table, mine, start, stop, sums)
                at = bars.offsets[centre] + block
                row = np.uint64(bars.rows[at]) * _4
                over = (sums[0] + flat_bars[row]) | (sums[1] + flat_bars[row + _1])
                over |= (sums[2] + flat_bars[row + _2]) | (sums[3] + flat_bars[row + _3])
                if over & top:
                    found[0] = best
                    bar = bar_of[group, bars.rows[at]]
                    _look(
                        words, mine, start, stop, group, bars.bits, bar, one, two, three, four, bars.weight[at],
                        expected, found,
                    )  # fmt: skip
                    if found[0] > best:
                        best = found[0]
                        bar_of = bars.bars[min(int(best / bars.step), levels - 1)]
                        flat_bars = bar_of[group].reshape(-1)
                block += 1
        if each:
            ratio[centre], size[centre], window[centre] = found[0], int(found[1]), int(found[2])
    return best


@njit(cache=True, nogil=True)
def _look(
    words: Words,
    mine: NDArray[np.uint32],
    start: int,
    stop: int,
    group: int,
    bits: int,
    bar: Words,
    one: np.uint64,
    two: np.uint64,
    three: np.uint64,
    four: np.uint64,
    before: float,
    expected: Expected,
    found: Floats,
) -> None:
    """The zones of one block, exactly. ``found``: ratio, size, window of the best so far, changed in place.

    The ratio falls when a place without cases joins, so a zone is looked at only where a case comes in.
    """
    lanes = 64 // bits
    mask, width, none = np.uint64((1 << bits) - 1), np.uint64(bits), np.uint64(1 << (bits - 1))
    sums = np.empty(4, np.uint64)
    sums[0], sums[1], sums[2], sums[3] = one, two, three, four
    weight = before
    for index in range(start, stop):
        place = mine[index]
        weight += expected.weight[place]
        came = _ZERO
        for word in range(4):
            sums[word] += words[group, place, word]
            came |= words[group, place, word]
        if came == _ZERO:
            continue
        for word in range(4):
            if words[group, place, word] == _ZERO:
                continue
            for lane in range(lanes):
                which = (group * 4 + word) * lanes + lane
                if which >= len(expected.share):
                    break
                shift = np.uint64(lane) * width
                count = (sums[word] >> shift) & mask
                if count + ((bar[word] >> shift) & mask) < none:
                    continue
                mean = weight * expected.share[which]
                if expected.running.shape[0] > 0:
                    mean = 0.0
                    for member in range(index + 1):
                        row = expected.running[mine[member]]
                        mean += row[expected.last[which] + 1] - row[expected.first[which]]
                ratio = log_likelihood_ratio(float(count), mean, float(expected.total))
                reached = index + 1
                if ratio > found[0] or (
                    ratio == found[0]
                    and ratio > 0.0
                    and (reached < found[1] or (reached == found[1] and which < found[2]))
                ):
                    found[0], found[1], found[2] = ratio, reached, which


@njit(cache=True, nogil=True)
def maxima(
    seed: int,
    begin: int,
    end: int,
    chance: Chance,
    neighbours: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    increments: Words,
    bars: Bars,
    expected: Expected,
) -> Floats:
    """The largest ratio of each of the replications ``begin`` … ``end`` − 1 of ``seed``."""
    state, found = np.empty(4, np.uint64), np.empty(end - begin)
    order, place, time = room_for(chance)
    words = np.empty((increments.shape[1], len(expected.weight), 4), np.uint64)
    ratio, size, window = np.empty(0), np.empty(0, np.int64), np.empty(0, np.int64)
    for number in range(begin, end):
        seeded(state, seed, number)
        cases = draw(state, chance, order, place, time)
        pack(place, time, cases, increments, words)
        found[number - begin] = search(words, neighbours, offsets, bars, expected, False, ratio, size, window)
    return found
