"""Whose turn it is with a case, and until when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from qianshao.policy.calendar import Calendar
from qianshao.policy.ladder import Category, Term, Who
from qianshao.registry.rules.duties import (
    AFFILIATED,
    CITY,
    DISTRICT,
    ENTERPRISE,
    NATIONAL,
    PROVINCE,
    TERRITORIAL,
    TOWNSHIP,
    Duty,
)

ZONE = ZoneInfo("Asia/Shanghai")
LEVELS = {
    Who.TOWNSHIP: TOWNSHIP,
    Who.DISTRICT: DISTRICT,
    Who.CITY: CITY,
    Who.PROVINCE: PROVINCE,
    Who.NATIONAL: NATIONAL,
}
FALLBACK = Term(hours=24)


@dataclass(frozen=True, slots=True)
class Turn:
    """One body's place on the ladder of one case."""

    body_id: int
    term: Term


def climb(category: Category, duties: Sequence[Duty], *, order_body: int | None = None) -> list[Turn]:
    """The bodies in whose hands a case comes, from the first up; each once, and never an enterprise's own union.

    The enterprise's union is left out because the danger may be what it was told to keep quiet. While an
    EmergencyOrder runs, the body that it names comes first, and neither the line of affiliation nor a federation
    below that body has a turn any more. Where no line is known, the township stands in for it.
    A ladder that nobody fills falls to the highest federation that is known. Empty only where there is none.
    """
    turns: list[Turn] = []
    if order_body:
        turns.append(Turn(order_body, category.ladder[0].term))
    for rung in category.ladder:
        body = _body_for(rung.who, duties)
        if body is None or body in {turn.body_id for turn in turns}:
            continue
        if not (order_body and _is_passed_over(rung.who, order_body, duties)):
            turns.append(Turn(body, rung.term))
    if not turns:
        turns = [Turn(duty.body_id, FALLBACK) for duty in _highest(duties)]
    return turns


def _body_for(who: Who, duties: Sequence[Duty]) -> int | None:
    if who is Who.AFFILIATED:
        line = [duty for duty in duties if duty.tie == AFFILIATED and duty.level != ENTERPRISE]
        return line[0].body_id if line else _body_for(Who.TOWNSHIP, duties)
    return next((duty.body_id for duty in _federations(duties) if duty.level == LEVELS[who]), None)


def _is_passed_over(who: Who, order_body: int, duties: Sequence[Duty]) -> bool:
    """From the body of an order a case goes up only."""
    if who is Who.AFFILIATED:
        return True
    level = next((duty.level for duty in _federations(duties) if duty.body_id == order_body), None)
    return level is not None and LEVELS[who] > level


def _federations(duties: Sequence[Duty]) -> list[Duty]:
    return [duty for duty in duties if duty.tie == TERRITORIAL and duty.kind == "federation"]


def _highest(duties: Sequence[Duty]) -> list[Duty]:
    return sorted(_federations(duties), key=lambda duty: duty.level)[:1]


def next_rung(bodies: Sequence[int], had_a_turn: Collection[int], rung: int) -> int:
    """The rung above everybody who has had a turn; the last one repeats.

    Whoever hands a case down counts as well: so no passing to and fro keeps it below, and each deadline that passes
    brings it higher. Where none of them stands on the ladder any more, ``rung`` is where the case was last.
    """
    reached = [place for place, body in enumerate(bodies) if body in had_a_turn]
    return min((max(reached) if reached else rung) + 1, len(bodies) - 1)


def due(start: datetime, term: Term, calendar: Calendar) -> datetime:
    """When a term ends. Hours run on; working days end with the last of them, at midnight in China.

    The day on which something arrives does not count.
    """
    if term.hours:
        return start + timedelta(hours=term.hours)
    last = calendar.add_working_days(_day(start), term.working_days)
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=ZONE)


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()
