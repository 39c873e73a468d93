"""Whose turn it is with a case, and until when."""

from __future__ import annotations

from collections.abc import Sequence
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
    EmergencyOrder runs, the body that it names comes first and the line of affiliation waits its turn no more.
    Where no line is known, the township stands in for it.
    A ladder that nobody fills falls to the highest federation that is known. Empty only where there is none.
    """
    turns: list[Turn] = []
    if order_body:
        turns.append(Turn(order_body, category.ladder[0].term))
    for rung in category.ladder:
        if rung.who is Who.AFFILIATED and order_body:
            continue
        body = _body_for(rung.who, duties)
        if body and body not in {turn.body_id for turn in turns}:
            turns.append(Turn(body, rung.term))
    if not turns:
        turns = [Turn(duty.body_id, FALLBACK) for duty in _highest(duties)]
    return turns


def _body_for(who: Who, duties: Sequence[Duty]) -> int | None:
    if who is Who.AFFILIATED:
        line = [duty for duty in duties if duty.tie == AFFILIATED and duty.level != ENTERPRISE]
        return line[0].body_id if line else _body_for(Who.TOWNSHIP, duties)
    return next((duty.body_id for duty in _federations(duties) if duty.level == LEVELS[who]), None)


def _federations(duties: Sequence[Duty]) -> list[Duty]:
    return [duty for duty in duties if duty.tie == TERRITORIAL and duty.kind == "federation"]


def _highest(duties: Sequence[Duty]) -> list[Duty]:
    return sorted(_federations(duties), key=lambda duty: duty.level)[:1]


def next_rung(bodies: Sequence[int], owner: int | None, rung: int) -> int:
    """The rung after the owner's; the last one repeats. An owner off the ladder (handed over to) counts as ``rung``."""
    here = bodies.index(owner) if owner in bodies else min(rung, len(bodies) - 1)
    return min(here + 1, len(bodies) - 1)


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
