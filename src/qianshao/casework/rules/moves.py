"""What happens to a case whose deadline has passed, one move after the other, also when nobody looked for days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qianshao.casework.rules.clock import due_under, with_grace
from qianshao.casework.rules.ladder import FALLBACK, Order, Turn, next_rung
from qianshao.policy.calendar import Calendar
from qianshao.policy.ladder import Category

SILENT, UNFINISHED, UNREACHED = "silent", "unfinished", "unreached"


@dataclass(frozen=True, slots=True)
class Standing:
    """A case as the clock sees it. ``seen``: its owner has acknowledged it; ``late``: it came to its owner only in
    the course of catching up, so that nobody there could see it."""

    owner: int
    due_at: datetime
    rung: int
    had_a_turn: frozenset[int]
    seen: bool
    late: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """From one body to the next, at the moment at which the deadline passed. ``same``: nobody is above the owner.

    ``full_due_at`` and ``order`` say by how much and by what a deadline was shortened.
    """

    body: int
    outcome: str
    to: int
    rung: int
    turn: Turn
    received_at: datetime
    due_at: datetime
    full_due_at: datetime | None
    order: Order | None
    same: bool


def next_move(
    standing: Standing, turns: Sequence[Turn], category: Category, order: Order | None, calendar: Calendar
) -> Move:
    """Where a case goes when its deadline passes, dated as if somebody had looked at that very moment."""
    turns = turns or [Turn(standing.owner, FALLBACK)]
    rung = next_rung([turn.body_id for turn in turns], standing.had_a_turn, standing.rung)
    turn = turns[rung]
    percent = order.percent_for(category) if order else None
    due = due_under(standing.due_at, turn.term, calendar, percent)
    return Move(
        body=standing.owner,
        outcome=UNREACHED if standing.late else UNFINISHED if standing.seen else SILENT,
        to=turn.body_id,
        rung=rung,
        turn=turn,
        received_at=standing.due_at,
        due_at=due.at,
        full_due_at=due.full,
        order=order if due.full else None,
        same=turn.body_id == standing.owner,
    )


def goes_on(move: Move, rungs: int, now: datetime) -> bool:
    """This turn, too, was over before anybody could be told of it; the highest rung keeps what comes to it."""
    return move.due_at < now and not move.same and move.rung < rungs - 1


def moved(standing: Standing, move: Move) -> Standing:
    return Standing(
        owner=move.to,
        due_at=move.due_at,
        rung=move.rung,
        had_a_turn=standing.had_a_turn | {move.to},
        seen=False,
        late=True,
    )


def due_for_the_last(move: Move, now: datetime) -> datetime:
    """The one who has the case from now on gets a fair time, however late it came."""
    return with_grace(move.received_at, move.due_at, now)
