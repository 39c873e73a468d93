"""The clock of answers: how long a body had a case, and whether it answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median


@dataclass(frozen=True, slots=True)
class Held:
    """One turn, as far as the clock is concerned."""

    body: int
    received_at: datetime
    first_due_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What one body did with what came to it in a period.

    ``received``  turns that came to it; a turn that was over before it could be told is none of them
    ``in_time``   it did more than look (acted, asked, handed over or resolved) by the deadline that the turn began with
    ``late``      it did so later
    ``lapsed``    the deadline passed and the case moved on: silent, or answered and not brought to an end
    ``silent``    of these, where it had not even looked
    ``waiting``   neither answered nor over
    ``median_hours``  from the case's coming to the first answer, over the turns that were answered; None without any

    A turn may be both in time and lapsed: answered, and then not brought to an end.
    """

    body: int
    received: int
    in_time: int
    late: int
    lapsed: int
    silent: int
    waiting: int
    median_hours: float | None


def tally(body: int, turns: Iterable[Held]) -> Tally:
    told = [turn for turn in turns if turn.outcome != "unreached"]
    answered = [(turn, turn.answered_at) for turn in told if turn.answered_at is not None]
    in_time = sum(at <= turn.first_due_at for turn, at in answered)
    hours = [(at - turn.received_at) / timedelta(hours=1) for turn, at in answered]
    return Tally(
        body=body,
        received=len(told),
        in_time=in_time,
        late=len(answered) - in_time,
        lapsed=sum(turn.outcome in ("silent", "unfinished") for turn in told),
        silent=sum(turn.outcome == "silent" for turn in told),
        waiting=sum(turn.ended_at is None and turn.answered_at is None for turn in told),
        median_hours=round(median(hours), 2) if hours else None,
    )
