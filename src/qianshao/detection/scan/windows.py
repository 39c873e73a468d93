"""Time: how days fall into intervals, and which runs of intervals are scanned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

UNITS = ("day", "week", "month", "year")


@dataclass(frozen=True, slots=True)
class Windows:
    """Runs of intervals in the order in which they are scanned.

    ``first`` and ``last``: (W,) indices of intervals, both inclusive; ``intervals``: how many there are.
    """

    first: NDArray[np.int32]
    last: NDArray[np.int32]
    intervals: int

    def __len__(self) -> int:
        return len(self.first)


def prospective(intervals: int, longest: int, shortest: int = 1) -> Windows:
    """Windows that are still open on the last day (Kulldorff 2001), short before long.

    Raises ValueError if no window fits.
    """
    _fit(intervals, longest, shortest)
    lengths = np.arange(shortest, longest + 1, dtype=np.int32)
    return Windows(np.int32(intervals) - lengths, np.full(len(lengths), intervals - 1, np.int32), intervals)


def retrospective(intervals: int, longest: int, shortest: int = 1) -> Windows:
    """All windows, by their end and then from short to long, which decides between equals as SaTScan does.

    Raises ValueError if no window fits.
    """
    _fit(intervals, longest, shortest)
    pairs = [
        (end - length + 1, end) for end in range(intervals) for length in range(shortest, min(longest, end + 1) + 1)
    ]
    first, last = np.array(pairs, np.int32).T
    return Windows(np.ascontiguousarray(first), np.ascontiguousarray(last), intervals)


def _fit(intervals: int, longest: int, shortest: int) -> None:
    if not 1 <= shortest <= longest <= intervals:
        raise ValueError(f"no window of {shortest} to {longest} fits into {intervals} intervals")


def boundaries(start: date, end: date, unit: str = "day") -> list[date]:
    """The first day of each interval, and the day after the last one, as SaTScan counts them: back from the end.

    Where the period is no whole number of weeks, months or years, the first interval is the short one.
    """
    days = [end + timedelta(1)]
    while days[-1] > start:
        days.append(_earlier(days[0], len(days), unit))
    days[-1] = start
    return days[::-1]


def _earlier(day: date, steps: int, unit: str) -> date:
    if unit in ("day", "week"):
        return day - timedelta(steps * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 - steps * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, _length(year, month + 1)))


def _length(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(1)).day
