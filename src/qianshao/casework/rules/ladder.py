"""Whose turn it is with a case."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from qianshao.casework.rules.clock import ZONE, due
from qianshao.policy.ladder import Asked, Category, Rung, Term, Who
from qianshao.registry.rules.duties import (
    AFFILIATED,
    AUTHORITY,
    CITY,
    COMMAND,
    DISTRICT,
    ENTERPRISE,
    NATIONAL,
    PROVINCE,
    TERRITORIAL,
    TOWNSHIP,
    Duty,
)

__all__ = [
    "FALLBACK",
    "ZONE",
    "Call",
    "Order",
    "Turn",
    "addressee",
    "calls",
    "climb",
    "due",
    "next_rung",
    "without_first",
]

LEVELS = {
    Who.TOWNSHIP: TOWNSHIP,
    Who.DISTRICT: DISTRICT,
    Who.CITY: CITY,
    Who.PROVINCE: PROVINCE,
    Who.NATIONAL: NATIONAL,
}
TIES = {Asked.AUTHORITY: AUTHORITY, Asked.COMMAND: COMMAND}
FALLBACK = Term(hours=24)


@dataclass(frozen=True, slots=True)
class Order:
    """An EmergencyOrder, as far as a ladder asks. ``percent``: what it leaves of each term, where it says so."""

    pk: int
    body_id: int
    percent: int | None = None

    def percent_for(self, category: Category) -> int:
        return category.under_order.percent if self.percent is None else self.percent


@dataclass(frozen=True, slots=True)
class Turn:
    """One body's place on the ladder of one case.

    ``place`` is the rung in the file that says what this body must do; ``calls`` are all rungs whose letters,
    referrals and proposals are called for when the case comes to it.
    """

    body_id: int
    term: Term
    place: int | None = field(default=None, compare=False)
    calls: tuple[Rung, ...] = field(default=(), compare=False)


def climb(category: Category, duties: Sequence[Duty], *, order_body: int | None = None) -> list[Turn]:
    """The bodies in whose hands a case comes, from the first up; each once, and never an enterprise's own union.

    The enterprise's union is left out because the danger may be what it was told to keep quiet. While an
    EmergencyOrder runs, the body that it names comes first, and neither the line of affiliation nor a federation
    below that body has a turn any more. Where no line is known, the township or who else is named stands in for it.
    What a rung calls for is never lost: where its body has no turn, whoever has the turn instead is called upon, and
    where it does not exist, the next above.
    A ladder that nobody fills falls to the highest federation that is known. Empty only where there is none.
    """
    turns = [Turn(order_body, category.ladder[0].term, 0)] if order_body else []
    waiting: tuple[Rung, ...] = ()
    for place, rung in enumerate(category.ladder):
        body = _body_for(rung, duties)
        if order_body and _is_passed_over(rung.who, order_body, duties):
            body = order_body
        if body is None:
            waiting = (*waiting, rung)
        elif (known := next((at for at, turn in enumerate(turns) if turn.body_id == body), None)) is not None:
            turns[known] = replace(turns[known], place=place, calls=(*turns[known].calls, rung))
        else:
            turns.append(Turn(body, rung.term, place, (*waiting, rung)))
            waiting = ()
    if not turns:
        return [Turn(duty.body_id, FALLBACK, None, category.ladder) for duty in _highest(duties)]
    return [*turns[:-1], replace(turns[-1], calls=(*turns[-1].calls, *waiting))]


def without_first(turns: Sequence[Turn]) -> list[Turn]:
    """For a report by which the closest body is part of the problem. What its rung calls for goes to the next."""
    if len(turns) < 2:
        return list(turns)
    first, second, *rest = turns
    return [replace(second, calls=(*first.calls, *second.calls)), *rest]


def _body_for(rung: Rung, duties: Sequence[Duty]) -> int | None:
    if rung.who is not Who.AFFILIATED:
        return _federation(rung.who, duties)
    line = [duty for duty in duties if duty.tie == AFFILIATED and duty.level != ENTERPRISE]
    if line:
        return line[0].body_id
    return _federation(rung.stands_in, duties) if rung.stands_in else None


def _federation(who: Who, duties: Sequence[Duty]) -> int | None:
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


def addressee(asked: Asked, duties: Sequence[Duty]) -> Duty | None:
    """Which authority or command is asked: one that a source names for this very workplace, else the nearest."""
    held = [duty for duty in duties if duty.tie == TIES[asked]]
    return min(held, key=lambda duty: (not duty.stated, -duty.level), default=None)


def next_rung(bodies: Sequence[int], had_a_turn: Collection[int], rung: int) -> int:
    """The rung above everybody who has had a turn; the last one repeats.

    Whoever hands a case down counts as well: so no passing to and fro keeps it below, and each deadline that passes
    brings it higher. Where none of them stands on the ladder any more, ``rung`` is where the case was last.
    """
    reached = [place for place, body in enumerate(bodies) if body in had_a_turn]
    return min((max(reached) if reached else rung) + 1, len(bodies) - 1)


@dataclass(frozen=True, slots=True)
class Call:
    """What the ladder calls for when a case comes to a body: a letter, a referral, a proposal. ``addressee``: the
    authority or command that is asked, where one is known."""

    kind: str
    what: str
    addressee: Duty | None = None


def calls(turn: Turn, duties: Sequence[Duty]) -> list[Call]:
    """Each once, however many rungs this turn stands for."""
    found: dict[tuple[str, str], Call] = {}
    for rung in turn.calls:
        for letter in rung.letters:
            found.setdefault(("letter", letter), Call("letter", letter.value))
        for asked in rung.refer:
            found.setdefault(("referral", asked), Call("referral", asked.value, addressee(asked, duties)))
        for proposal in rung.propose:
            found.setdefault(("proposal", proposal), Call("proposal", proposal.value))
    return list(found.values())
