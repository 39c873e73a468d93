"""Who sat near on a bus: seats are numbered row by row, so many to a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ROWS_AROUND = 2
"""Before and behind. A proposal: no rule on buses was found that gives a number of rows. The others aboard are counted
beside, since the air of a bus is shared."""


@dataclass(frozen=True, slots=True)
class Ride:
    """One seat that was taken."""

    bus: int
    day: str
    ride: str
    seat: int
    workplace: int
    rider: str


@dataclass(frozen=True, slots=True)
class Near:
    """How many sat near, how many more in the same vehicle, by workplace. Nobody is named."""

    workplace: int
    near: int
    aboard: int


def row_of(seat: int, per_row: int) -> int:
    return (seat - 1) // per_row


def near(rides: Iterable[Ride], rider: str, workplace: int, per_row: dict[int, int]) -> list[Near]:
    """Around one rider (a shift group or an alias of a workplace), over all rides given: people are counted once, as
    near if they ever sat near."""
    listed = list(rides)
    own = [ride for ride in listed if (ride.rider, ride.workplace) == (rider, workplace)]
    closest: dict[tuple[int, str], bool] = {}
    for mine in own:
        for other in listed:
            same = (other.bus, other.day, other.ride) == (mine.bus, mine.day, mine.ride)
            who = (other.workplace, other.rider)
            if same and who != (workplace, rider):
                width = per_row[mine.bus]
                beside = abs(row_of(other.seat, width) - row_of(mine.seat, width)) <= ROWS_AROUND
                closest[who] = closest.get(who, False) or beside
    places = sorted({place for place, _rider in closest})
    return [
        Near(
            place,
            near=sum(is_near for (its, _rider), is_near in closest.items() if its == place),
            aboard=sum(not is_near for (its, _rider), is_near in closest.items() if its == place),
        )
        for place in places
    ]
