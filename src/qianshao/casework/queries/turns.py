"""Whose turn it is with a case, and whose it will be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from qianshao.casework.models import Case
from qianshao.casework.rules import ladder
from qianshao.casework.rules.ladder import Turn
from qianshao.policy import loading
from qianshao.policy.calendar import CHINA
from qianshao.policy.ladder import Category
from qianshao.registry import queries as registry
from qianshao.registry.models import Body, Workplace


class NobodyAnswers(Exception):
    """No federation is known at all: the work waits until one is entered."""


def turns_of(workplace: Workplace, category: Category, at: datetime) -> list[Turn]:
    """The ladder of one danger at one workplace, as the ties stand now. Never empty."""
    order = registry.order_in_force(workplace, at)
    turns = ladder.climb(
        category, registry.duties_of(workplace, timezone.localdate(at)), order_body=order.body_id if order else None
    )
    if not turns:
        raise NobodyAnswers
    return turns


def category_of(case: Case) -> Category:
    """By the policy that the case was opened under; by the one in force where that can no longer be read."""
    try:
        policy = loading.parse(case.policy.text, source=loading.CATEGORIES)
    except loading.PolicyError:
        policy = loading.shipped()
    return policy.of(case.category)


@dataclass(frozen=True, slots=True)
class Following:
    """Who gets a case at a deadline that passes, from the ladder as it stands. ``same``: nobody is above the owner."""

    rung: int
    body_id: int
    deadline: datetime
    same: bool


def following(case: Case, at: datetime, had_a_turn: frozenset[int] | None = None) -> Following:
    """What the ladder does with an open case at ``at``. Where nobody at all answers any more, its owner keeps it."""
    if had_a_turn is None:
        had_a_turn = frozenset(case.steps.values_list("body_id", flat=True))
    try:
        turns = turns_of(case.workplace, category_of(case), at)
    except NobodyAnswers:
        turns = [Turn(case.owner_id or 0, ladder.FALLBACK)]
    rung = ladder.next_rung([turn.body_id for turn in turns], had_a_turn, case.rung)
    turn = turns[rung]
    return Following(rung, turn.body_id, ladder.due(at, turn.term, CHINA), same=turn.body_id == case.owner_id)


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
    then = following(case, case.deadline)
    return Next(Body.objects.get(pk=then.body_id), then.deadline, then.same)
