"""People newly ill by day: from what each side stated of each workplace."""

from __future__ import annotations

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
    every = list(stated)
    rows = {place: row for row, place in enumerate(sorted({one.workplace for one in every}))}
    values = np.zeros((2, 2, len(rows), days), np.int64)
    known = np.zeros((2, len(rows), days), np.bool_)
    for one in every:
        at = int(one.management), rows[one.workplace], one.day
        known[at] = True
        values[0][at] = max(values[0][at], one.symptoms)
        values[1][at] = max(values[1][at], one.confirmed)
    symptoms, confirmed = new_ones(values, known).max(axis=1).sum(axis=1)
    return symptoms, confirmed
