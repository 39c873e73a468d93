"""A population as arrays. About 15 bytes for each person, whatever becomes of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from qianshao.simulation.epidemic.state import Ints, People


@dataclass(frozen=True, slots=True)
class Habits:
    """How people work and live; numbers from a scenario file."""

    household_shares: tuple[float, ...]
    """Of households with 1, 2, 3 … persons, among those in which somebody works."""

    other_works: float
    """The chance that somebody else in a worker's household works too."""

    workshop: int
    shifts: int
    shifts_from: int
    dormitory_share: float
    dormitory_from: int
    room: int


def build(sizes: ArrayLike, habits: Habits, seed: int) -> People:
    """``sizes``: workers of each workplace, int[sites]."""
    staff = np.asarray(sizes, dtype=np.int64)
    staff = staff[staff > 0]
    dice = np.random.Generator(np.random.Philox(seed))
    workers = int(staff.sum())
    work = _work(staff, habits)
    in_dormitory = _dormitory(staff, habits, dice)
    home_start, home_members, first_room, persons = _homes(staff, in_dormitory, habits, workers, dice)
    home_of = np.empty(persons, np.int32)
    home_of[home_members] = np.repeat(np.arange(len(home_start) - 1, dtype=np.int32), np.diff(home_start))
    return People(home_of, home_start, home_members, first_room, *work)


def _work(staff: NDArray[np.int64], habits: Habits) -> tuple[Ints, ...]:
    """Each workplace is cut into shifts and workshops as even as whole people allow."""
    shifts = np.where(staff >= habits.shifts_from, np.minimum(habits.shifts, staff), 1)
    site_of_shift = np.repeat(np.arange(len(staff)), shifts)
    shift_size = _even(staff, shifts)
    workshops = np.maximum(1, np.rint(staff / habits.workshop).astype(np.int64))
    # A shift has no workshop without people.
    fewest = np.minimum.reduceat(shift_size, np.cumsum(shifts) - shifts)
    workshops = np.minimum(workshops, np.maximum(fewest, 1))
    teams_of_shift = workshops[site_of_shift]
    team_size = _even(shift_size, teams_of_shift)
    team_shift = np.repeat(np.arange(len(shift_size)), teams_of_shift)
    nth = np.arange(len(team_size)) - np.repeat(np.cumsum(teams_of_shift) - teams_of_shift, teams_of_shift)
    first_workshop = np.cumsum(workshops) - workshops
    team_workshop = first_workshop[site_of_shift[team_shift]] + nth
    workshop_size = np.bincount(team_workshop, weights=team_size, minlength=int(workshops.sum()))
    return (
        np.repeat(np.arange(len(team_size), dtype=np.int32), team_size),
        _starts(team_size),
        team_shift.astype(np.int32),
        team_workshop.astype(np.int32),
        workshop_size.astype(np.int32),
        _starts(shift_size),
        site_of_shift.astype(np.int32),
        _starts(staff),
    )


def _even(total: NDArray[np.int64], parts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each total in so many parts that differ by one at most, one after the other."""
    nth = np.arange(int(parts.sum())) - np.repeat(np.cumsum(parts) - parts, parts)
    each, rest = np.repeat(total // parts, parts), np.repeat(total % parts, parts)
    return each + (nth < rest)


def _starts(sizes: NDArray[np.int64]) -> Ints:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)


def _dormitory(staff: NDArray[np.int64], habits: Habits, dice: np.random.Generator) -> NDArray[np.bool_]:
    """Who of the workers lives at the workplace: bool[workers]."""
    has_one = np.repeat(staff >= habits.dormitory_from, staff)
    return has_one & (dice.random(len(has_one), dtype=np.float32) < habits.dormitory_share)


def _homes(
    staff: NDArray[np.int64], in_dormitory: NDArray[np.bool_], habits: Habits, workers: int, dice: np.random.Generator
) -> tuple[Ints, Ints, int, int]:
    """Households of workers who may work anywhere, filled up with people who do not work here; then rooms."""
    living_out = dice.permutation(np.flatnonzero(~in_dormitory).astype(np.int32))
    size, working = _workers_of_households(len(living_out), habits, dice)
    others = size - working
    start = _starts(size)
    members = np.empty(int(size.sum()), np.int32)
    is_worker = _first_of_each(size, working)
    members[is_worker] = living_out
    members[~is_worker] = workers + np.arange(int(others.sum()), dtype=np.int32)
    site = np.repeat(np.arange(len(staff), dtype=np.int32), staff)[in_dormitory]
    rooms = _room_sizes(np.bincount(site, minlength=len(staff)), habits.room)
    everybody = np.concatenate([members, np.flatnonzero(in_dormitory).astype(np.int32)])
    starts = np.concatenate([start, start[-1] + _starts(rooms)[1:]]).astype(np.int32)
    return starts, everybody, len(size), workers + int(others.sum())


def _workers_of_households(
    count: int, habits: Habits, dice: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sizes of households, and how many in each work, until ``count`` workers have a home."""
    shares = np.asarray(habits.household_shares) / sum(habits.household_shares)
    size = dice.choice(np.arange(1, len(shares) + 1), size=count, p=shares)
    working = 1 + dice.binomial(size - 1, habits.other_works)
    needed = int(np.searchsorted(np.cumsum(working), count, side="left")) + 1 if count else 0
    size, working = size[:needed], working[:needed]
    if needed:
        surplus = int(working.sum()) - count
        working[-1] -= surplus
    return size, working


def _first_of_each(size: NDArray[np.int64], first: NDArray[np.int64]) -> NDArray[np.bool_]:
    nth = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    return nth < np.repeat(first, size)


def _room_sizes(residents: NDArray[np.int64], beds: int) -> NDArray[np.int64]:
    lived_in = residents[residents > 0]
    return _even(lived_in, -(-lived_in // beds)) if len(lived_in) else np.zeros(0, np.int64)
