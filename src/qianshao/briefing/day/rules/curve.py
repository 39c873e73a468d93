"""People newly ill by day: from what each side stated of each workplace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from qianshao.detection.counts import Integers
from qianshao.surveillance.rules.records import new_ones


@dataclass(frozen=True, slots=True)
class Stated:
    """One report: which side of a workplace stated it, on which day of the window, and how many were ill."""

    workplace: int
    management: bool
    day: int
    symptoms: int
    confirmed: int


def newly_ill(stated: Iterable[Stated], days: int) -> tuple[Integers, Integers]:
    """Two of (D,): people newly with symptoms, newly confirmed. A rise against the last day that a side stated counts;
    of two sides of a workplace the larger figure stands; of two reports of one side and day the larger."""
    shape = (2, 2, days)
    values: dict[int, Integers] = defaultdict(lambda: np.zeros(shape, np.int64))
    known: dict[int, Integers] = defaultdict(lambda: np.zeros((2, days), np.int64))
    for one in stated:
        side = int(one.management)
        now = values[one.workplace][:, side, one.day]
        now[:] = np.maximum(now, (one.symptoms, one.confirmed))
        known[one.workplace][side, one.day] = 1
    out = np.zeros((2, days), np.int64)
    for place, figures in values.items():
        mask = known[place].astype(np.bool_)
        for kind in range(2):
            out[kind] += np.maximum(*(new_ones(figures[kind, side], mask[side]) for side in range(2)))
    return out[0], out[1]
