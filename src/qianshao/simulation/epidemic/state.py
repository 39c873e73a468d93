"""What the engine reads and writes: plain arrays in named tuples, which compiled code takes as they are."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

HOME, WORKSHOP, CANTEEN, COMMUNITY, IMPORTED = range(5)
"""Where an infection happens. ``HOME`` is a household or a dormitory room."""

ROUTES = ("home", "workshop", "canteen", "community", "imported")
NEVER = 32_000
"""A day that does not come."""

AT_RANDOM, AT_ONCE = -1, -2
"""When and who is infected from outside, unless one person is chosen."""

ISOLATE, CONTACTS, CLOSE_WORKSHOP, HOLD_WORKPLACE = 1, 2, 3, 4
"""What follows a detection; each includes those before it."""

CARE, BY_CONTACT = -1, -2
"""Who detected it, if no layer of watching: the health service, the testing of contacts."""

# Columns of an infection's record.
PERSON, DAY, SOURCE, ROUTE, GENERATION, ONSET, ENDS, ISOLATED, WITHDRAWN, DETECTED, TESTABLE, TEST_ENDS, BEFORE = range(
    13
)
COLUMNS = 13
"""``BEFORE`` is the record of the infection before this one at the same workplace."""

# Columns of what an epidemic leaves behind.
(
    INFECTIONS, WORKERS, CLUSTERS_2, CLUSTERS_5, CLUSTERS_10, AFFECTED, DETECTIONS, LOST_DAYS, AT_WORK, FIRST_DETECTION,
    BY_CARE, BY_CONTACTS,
) = range(12)  # fmt: skip
OUTCOMES = (
    "infections", "worker_infections", "clusters_2", "clusters_5", "clusters_10", "affected_workplaces", "detections",
    "work_days_lost", "infections_at_work", "first_detection_day", "detected_by_care", "detected_by_contacts",
)  # fmt: skip
CLUSTER_SIZES = (2, 5, 10)

Ints = NDArray[np.int32]
Shorts = NDArray[np.int16]


class People(NamedTuple):
    """Persons 0 … workers-1 work, in the order of workplace, shift, workshop; the rest live with them.

    A team is a workshop on one shift. Teams, shifts and workplaces are therefore runs of neighbouring persons. Homes
    are lists: households first, dormitory rooms from ``first_room`` on.
    """

    home_of: Ints
    home_start: Ints
    home_members: Ints
    first_room: int
    team_of: Ints
    team_start: Ints
    team_shift: Ints
    team_workshop: Ints
    workshop_size: Ints
    shift_start: Ints
    shift_site: Ints
    site_start: Ints


NUMBERS = np.dtype(
    [
        *((name, np.int64) for name in (
            "days", "work_days", "window", "workshop_contacts", "canteen_contacts", "canteen_from", "layers",
            "first", "again", "response_delay", "isolation_days", "closure_days", "test_delay",
        )),
        *((name, np.float64) for name in (
            "home", "room", "workshop", "canteen", "community", "asymptomatic", "asymptomatic_infectiousness",
            "latent_least", "withdraws", "gate", "care", "concealment", "test_sensitivity", "home_leak",
        )),
    ]
)  # fmt: skip
"""The single numbers of a scenario. Rates are infections per case over the whole course, for somebody of average
infectivity; spans are in days."""

WATCHING = np.dtype(
    [
        ("coverage", np.float64), ("sensitivity", np.float64), ("silenced", np.float64), ("every", np.int64),
        ("sees_infected", np.int64),
    ]
)  # fmt: skip

INCUBATION_TABLE, PRESYMPTOMATIC_TABLE, INFECTIOUSNESS_TABLE, SYMPTOMS_TABLE = range(4)
SHEDDING_TABLE, INFECTIVITY_TABLE, CROWDING_TABLE, WITHDRAWAL_TABLE, CARE_DELAY_TABLE = range(4, 9)
"""Rows of the tables; then one for the delay of each layer."""

DELAYS = 9


class Rules(NamedTuple):
    """A scenario as the engine takes it: one record of ``NUMBERS``, float32[9 + layers, SIZE] tables, and a record of
    ``WATCHING`` for each layer."""

    numbers: Any
    tables: NDArray[np.float32]
    watching: Any


class State(NamedTuple):
    """Changed by a run and put back at its end, at the cost of those infected and not of all."""

    record_of: Ints
    records: Ints
    times: NDArray[np.float32]
    events: Ints
    event_times: NDArray[np.float32]
    attempts: Ints
    findings: Ints
    workshop_closed: Shorts
    site_closed: Shorts
    site_first: Shorts
    site_found: Shorts
    site_last: Ints
    site_level: Shorts
    counts: NDArray[np.int64]


# Columns of an event that waits in the calendar, and what ``counts`` counts.
EVENT_PERSON, EVENT_SOURCE, EVENT_ROUTE, EVENT_NEXT = range(4)
RECORDS, EVENTS, FREE, FULL = range(4)


class Left(NamedTuple):
    """What a run leaves: float64[12] by ``OUTCOMES``; infections by day int32[days] and by route int32[5]; workplaces
    by days from their first infection to their first detection int32[days + 1], the last for never; detections by
    layer int32[layers]."""

    outcome: NDArray[np.float64]
    curve: Ints
    routes: Ints
    waits: Ints
    by_layer: Ints


def state_for(people: People, days: int, capacity: int) -> State:
    persons, sites = len(people.home_of), len(people.site_start) - 1

    def filled(count: int, value: int, kind: Any) -> Any:
        return np.full(count, value, kind)

    return State(
        record_of=filled(persons, -1, np.int32),
        records=np.empty((capacity, COLUMNS), np.int32),
        times=np.empty((capacity, 2), np.float32),
        events=np.empty((capacity, 4), np.int32),
        event_times=np.empty(capacity, np.float32),
        attempts=filled(days, -1, np.int32),
        findings=filled(days, -1, np.int32),
        workshop_closed=filled(len(people.workshop_size), 0, np.int16),
        site_closed=filled(sites, 0, np.int16),
        site_first=filled(sites, NEVER, np.int16),
        site_found=filled(sites, NEVER, np.int16),
        site_last=filled(sites, -1, np.int32),
        site_level=filled(sites, 0, np.int16),
        counts=np.zeros(4, np.int64),
    )


def left_for(days: int, layers: int) -> Left:
    return Left(
        np.zeros(len(OUTCOMES)),
        np.zeros(days, np.int32),
        np.zeros(len(ROUTES), np.int32),
        np.zeros(days + 1, np.int32),
        np.zeros(max(layers, 1), np.int32),
    )
