"""Which past counts a count is compared with, and in which season group each stands."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from qianshao.detection.counts import Integers

UNUSED = -1
Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """For K judged times: ``now`` (K,) their positions, ``start`` (K,) where the earliest baseline begins, and
    ``group`` (K, L): the season group of position ``start + i``, from 0; -1 where it is not used. The group of the
    judged time itself is the last, ``groups - 1``."""

    now: NDArray[np.int64]
    start: NDArray[np.int64]
    group: NDArray[np.int16]
    groups: int


def reference_positions(now: int, years: int, *, frequency: int, days: Days | None = None) -> Integers | None:
    """Positions of the same week or day in this and the ``years`` years before, newest first; None if one is not there.

    With ``days`` by the calendar as in R: the same date a year before and, for weekly data, the nearest week that
    begins on the same weekday. Otherwise ``frequency`` positions back.
    """
    if days is None:
        positions = now - frequency * np.arange(years + 1)
        return positions if positions[-1] >= 0 else None
    today = days[now].astype("datetime64[D]")
    wanted = np.array([_years_before(today, n) for n in range(years + 1)])
    if len(days) > 1 and days[1] - days[0] == np.timedelta64(7, "D"):
        wanted = np.array([_same_weekday(day, today) for day in wanted])
    positions = np.searchsorted(days, wanted)
    if positions.max() >= len(days) or bool((days[positions] != wanted).any()):
        return None
    return positions


def _years_before(day: np.datetime64, years: int) -> np.datetime64:
    """29 February becomes 1 March where there is none."""
    month = day.astype("datetime64[M]")
    moved: np.datetime64 = (month - 12 * years).astype("datetime64[D]") + (day - month.astype("datetime64[D]"))
    return moved


def _same_weekday(day: np.datetime64, like: np.datetime64) -> np.datetime64:
    """The nearest day with the weekday of ``like``. Weeks begin on Sunday, which decides what "nearest" starts from."""
    shift = _weekday(day) - _weekday(like)
    one = day - np.timedelta64(shift, "D")
    other = one + np.timedelta64(-7 if one > day else 7, "D")
    return other if abs(one - day) > abs(other - day) else one


def _weekday(day: np.datetime64) -> int:
    return int((day.astype("datetime64[D]").astype(np.int64) + 4) % 7)


def season_groups(reference: Integers, half_window: int, periods: int, not_included: int) -> Integers | None:
    """Season groups from the earliest baseline position to the judged time; None if the past is too short.

    ``reference`` as :func:`reference_positions` gives it. The windows of ``half_window`` around each reference are one
    group, the last; the time between two windows is cut into ``periods - 1`` nearly equal groups, the longer first.
    ``not_included`` positions before the judged time, and itself, are left out.
    """
    now, start = int(reference[0]), int(reference[-1]) - half_window
    if start < 0:
        return None
    group = np.full(now - start + 1, UNUSED, dtype=np.int16)
    group[max(now - half_window - start, 0) :] = periods - 1
    for newer, older in pairwise(reference):
        group[older - half_window - start : older + half_window + 1 - start] = periods - 1
        if periods > 1:
            first, between = older + half_window + 1 - start, int(newer - older - 2 * half_window - 1)
            if between < periods - 1:
                raise ValueError(f"{periods} season groups do not fit into a year of {newer - older} counts")
            length, longer = divmod(between, periods - 1)
            sizes = length + (np.arange(periods - 1) < longer)
            group[first : first + between] = np.repeat(np.arange(periods - 1), sizes)
    group[max(now - not_included - start, 0) :] = UNUSED
    return group


def design(
    times: int,
    *,
    years: int,
    half_window: int,
    periods: int,
    not_included: int,
    frequency: int,
    days: Days | None,
    first: int = 0,
) -> Design:
    """The design of all times from ``first`` on that have ``years`` years of past."""
    rows: list[tuple[int, int, Integers]] = []
    for now in range(first, times):
        reference = reference_positions(now, years, frequency=frequency, days=days)
        if reference is None:
            continue
        group = season_groups(reference, half_window, periods, not_included)
        if group is not None:
            rows.append((now, now - len(group) + 1, group))
    length = max((len(group) for _, _, group in rows), default=0)
    table = np.full((len(rows), length), UNUSED, dtype=np.int16)
    for row, (_, _, group) in zip(table, rows, strict=True):
        row[: len(group)] = group
    return Design(
        now=np.array([now for now, _, _ in rows], dtype=np.int64),
        start=np.array([start for _, start, _ in rows], dtype=np.int64),
        group=table,
        groups=periods,
    )
