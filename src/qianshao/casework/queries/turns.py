"""Whose turn it is with a case, and whose it will be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from qianshao.casework.models import Case, PolicyVersion
from qianshao.casework.rules import ladder
from qianshao.casework.rules.clock import Due, due_under
from qianshao.casework.rules.ladder import Call, Order, Turn
from qianshao.casework.rules.moves import Move, Standing, moved, next_move
from qianshao.policy import loading
from qianshao.policy.calendar import CHINA
from qianshao.policy.ladder import Category
from qianshao.registry import queries as registry
from qianshao.registry.models import Body, EmergencyOrder, Workplace
from qianshao.registry.rules.duties import Duty


class NobodyAnswers(Exception):
    """No federation is known at all: the work waits until one is entered."""


class Survey:
    """The ties and the orders of some workplaces over a span of time, each read once."""

    def __init__(self, places: Collection[Workplace], since: datetime, until: datetime) -> None:
        self.places = places
        self.orders = registry.orders_between(places, since, until)
        self._duties: dict[date, dict[int, list[Duty]]] = {}

    def duties(self, place: Workplace, at: datetime) -> list[Duty]:
        """As they stood on that day."""
        day = timezone.localdate(at)
        if day not in self._duties:
            self._duties[day] = registry.duties_of_many(self.places, day)
        return self._duties[day][place.pk]

    def order(self, place: Workplace, at: datetime) -> Order | None:
        found = registry.order_at(self.orders, place, at)
        return Order(found.pk, found.body_id, found.term_percent) if found else None

    def turns(self, place: Workplace, category: Category, at: datetime) -> list[Turn]:
        """Empty where no federation is known at all."""
        order = self.order(place, at)
        first = order.body_id if order and category.under_order.first else None
        return ladder.climb(category, self.duties(place, at), order_body=first)


def turns_of(workplace: Workplace, category: Category, at: datetime) -> list[Turn]:
    """The ladder of one danger at one workplace, as the ties stand now. Never empty."""
    turns = Survey([workplace], at, at).turns(workplace, category, at)
    if not turns:
        raise NobodyAnswers
    return turns


@dataclass(frozen=True, slots=True)
class Beginning:
    """Who gets a new case first, until when, and what is called for."""

    turn: Turn
    due: Due
    order: Order | None
    calls: list[Call]


def beginning(workplace: Workplace, category: Category, at: datetime, *, pass_over: bool = False) -> Beginning:
    """``pass_over``: whose turn would be first has none, where there is somebody above."""
    survey = Survey([workplace], at, at)
    turns = survey.turns(workplace, category, at)
    if not turns:
        raise NobodyAnswers
    if pass_over:
        turns = ladder.without_first(turns)
    order = survey.order(workplace, at)
    due = due_under(at, turns[0].term, CHINA, order.percent_for(category) if order else None)
    return Beginning(turns[0], due, order if due.full else None, ladder.calls(turns[0], survey.duties(workplace, at)))


# --- the policy of a case ---------------------------------------------------------------------------------


def category_of(case: Case) -> Category:
    """By the policy that the case was opened under; by the one in force where that can no longer be read."""
    return category_under(case.policy, case.category)


def category_under(version: PolicyVersion, code: str) -> Category:
    try:
        policy = loading.parse(version.text, source=loading.CATEGORIES, own_text=version.own_text)
    except loading.PolicyError:
        policy = loading.in_force()
    return policy.of(code)


# --- what is ahead ----------------------------------------------------------------------------------------


def standing_of(case: Case, had_a_turn: frozenset[int], *, seen: bool = False) -> Standing:
    """An open case as the clock sees it."""
    return Standing(case.owner_id or 0, case.deadline or case.touched_at, case.rung, had_a_turn, seen)


@dataclass(frozen=True, slots=True)
class Next:
    """Who gets a case if nothing is done by its deadline, and would have it until when. ``same`` when nobody is above
    the owner."""

    body: Body
    until: datetime
    same: bool


def next_of(case: Case) -> Next | None:
    """What the ladder would do at the deadline, as the ties stand now; None for a closed case."""
    if case.closed_at or case.deadline is None:
        return None
    standing = standing_of(case, frozenset(case.steps.values_list("body_id", flat=True)))
    survey = Survey([case.workplace], case.deadline, case.deadline)
    then = _move(survey, case.workplace, category_of(case), standing)
    return Next(Body.objects.get(pk=then.to), then.due_at, then.same)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A turn that is to come if nobody acts: from when, until when, and what it brings. ``place`` is its rung."""

    body: Body
    received_at: datetime
    due_at: datetime
    full_due_at: datetime | None
    order: EmergencyOrder | None
    duties: dict[str, str]
    calls: list[Call]

    def must(self, language: str | None) -> str:
        """What has to be done, in the reader's language."""
        return self.duties.get(language or "", self.duties.get("zh-hans", ""))

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {
            "body_id": self.body.pk,
            "body": self.body.name,
            "received_at": self.received_at,
            "due_at": self.due_at,
            "full_due_at": self.full_due_at,
            "shortened_by": self.order.document if self.order else "",
            "must": self.duties,
            "calls": [
                {"kind": call.kind, "what": call.what, "addressee": call.addressee.body if call.addressee else ""}
                for call in self.calls
            ],
        }


def ahead_of(case: Case) -> list[Ahead]:
    """The rest of the ladder up to its end, as the ties and orders stand now; empty for a closed case, and for one that
    nobody is above."""
    if case.closed_at or case.deadline is None:
        return []
    standing = standing_of(case, frozenset(case.steps.values_list("body_id", flat=True)))
    survey = Survey([case.workplace], case.deadline, FAR)
    return _ahead(survey, case.workplace, category_of(case), standing)


def explain(workplace: Workplace, category: Category, at: datetime) -> list[Ahead]:
    """What would happen to a danger that is reported at this moment, step by step, if nobody did anything."""
    first, survey = beginning(workplace, category, at), Survey([workplace], at, FAR)
    standing = Standing(first.turn.body_id, first.due.at, 0, frozenset({first.turn.body_id}), seen=False)
    named = _named([first.turn.body_id])
    one = Ahead(
        body=named[first.turn.body_id],
        received_at=at,
        due_at=first.due.at,
        full_due_at=first.due.full,
        order=_order(survey, first.order),
        duties=duty_at(category, first.turn.place),
        calls=first.calls,
    )
    return [one, *_ahead(survey, workplace, category, standing)]


FAR = datetime.max.replace(tzinfo=timezone.get_fixed_timezone(0))


def _move(survey: Survey, place: Workplace, category: Category, standing: Standing) -> Move:
    at = standing.due_at
    return next_move(standing, survey.turns(place, category, at), category, survey.order(place, at), CHINA)


def _ahead(survey: Survey, place: Workplace, category: Category, standing: Standing) -> list[Ahead]:
    moves: list[Move] = []
    while not (move := _move(survey, place, category, standing)).same and len(moves) <= len(category.ladder):
        moves.append(move)
        standing = moved(standing, move)
    named = _named([move.to for move in moves])
    return [
        Ahead(
            body=named[move.to],
            received_at=move.received_at,
            due_at=move.due_at,
            full_due_at=move.full_due_at,
            order=_order(survey, move.order),
            duties=duty_at(category, move.turn.place),
            calls=ladder.calls(move.turn, survey.duties(place, move.received_at)),
        )
        for move in moves
    ]


def _named(bodies: Collection[int]) -> dict[int, Body]:
    return {body.pk: body for body in Body.objects.filter(pk__in=bodies)}


def _order(survey: Survey, order: Order | None) -> EmergencyOrder | None:
    return next((one for one in survey.orders if order and one.pk == order.pk), None)


def duty_at(category: Category, place: int | None) -> dict[str, str]:
    """What a rung says must be done, by language."""
    return category.ladder[place].duty if place is not None and place < len(category.ladder) else {}
