"""Events that wait for their day, in one list for each day; places that fall free are used again."""

from __future__ import annotations

from qianshao.simulation.compiled import inner
from qianshao.simulation.epidemic.state import (
    EVENT_NEXT,
    EVENT_PERSON,
    EVENT_ROUTE,
    EVENT_SOURCE,
    EVENTS,
    FREE,
    FULL,
    Ints,
    State,
)

NO_ROOM_FOR_RECORDS, NO_ROOM_FOR_EVENTS = 1, 2


@inner
def wait(state: State, days: Ints, day: int, person: int, source: int, route: int, time: float) -> None:
    """Puts an event on the list of its day. Without room the run is void: ``counts[FULL]`` says so."""
    counts = state.counts
    if counts[FREE] >= 0:
        place = counts[FREE]
        counts[FREE] = state.events[place, EVENT_NEXT]
    elif counts[EVENTS] < len(state.events):
        place = counts[EVENTS]
        counts[EVENTS] += 1
    else:
        counts[FULL] = NO_ROOM_FOR_EVENTS
        return
    state.events[place, EVENT_PERSON] = person
    state.events[place, EVENT_SOURCE] = source
    state.events[place, EVENT_ROUTE] = route
    state.events[place, EVENT_NEXT] = days[day]
    state.event_times[place] = time
    days[day] = place


@inner
def take(state: State, days: Ints, day: int) -> int:
    """The place of an event of this day, which is free from now on (and holds what it held until the next ``wait``);
    -1 when there is none."""
    place = days[day]
    if place >= 0:
        days[day] = state.events[place, EVENT_NEXT]
        state.events[place, EVENT_NEXT] = state.counts[FREE]
        state.counts[FREE] = place
    return int(place)
