"""Questions about cases. A case is seen by who sees its workplace, and by every body that had a turn with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Q, QuerySet

from qianshao.casework.models import Case, CaseReport, Entry, Step
from qianshao.casework.rules import ladder
from qianshao.casework.rules.ladder import Turn
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem
from qianshao.intake.models import Observation
from qianshao.policy import loading
from qianshao.policy.ladder import Category
from qianshao.registry import queries as registry
from qianshao.registry.models import Body, Workplace
from qianshao.registry.scope import Ability, Scope, visible_workplaces


def cases(scope: Scope) -> QuerySet[Case]:
    """All that the asker may see; none without the ability to see cases."""
    if not scope.may(Ability.SEE_CASES):
        return Case.objects.none()
    had_a_turn = Q(pk__in=Case.objects.filter(steps__body__in=scope.bodies).values("pk"))
    return Case.objects.filter(visible_workplaces(scope, "workplace__") | had_a_turn)


def case(scope: Scope, number: str) -> Case:
    found = cases(scope).select_related("workplace", "workplace__territory", "owner", "policy")
    row = found.filter(number=number).first()
    if row is None:
        raise Problem("not_found")
    return row


def own_case(scope: Scope, number: str) -> Case:
    """A case that the asker's own body deals with, or has dealt with last."""
    row = case(scope, number)
    if not scope.may(Ability.HANDLE_CASES):
        raise Problem("access.none")
    if row.owner_id not in scope.bodies:
        raise Problem("case.not_owner", owner=row.owner.name if row.owner else "")
    return row


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of cases is narrowed to; empty values narrow nothing."""

    state: str = ""
    category: str = ""
    territory: str = ""
    text: str = ""


def find(scope: Scope, wanted: Wanted, at: datetime) -> QuerySet[Case]:
    """The cases that fit, open ones first by deadline, then the newest."""
    rows = cases(scope).filter(starts_with("township_code", wanted.territory))
    if wanted.state == "open":
        rows = rows.filter(closed_at=None)
    elif wanted.state == "overdue":
        rows = rows.filter(closed_at=None, deadline__lt=at)
    elif wanted.state == "closed":
        rows = rows.exclude(closed_at=None)
    if wanted.category:
        rows = rows.filter(category=wanted.category)
    if wanted.text:
        rows = rows.filter(Q(number__contains=wanted.text) | Q(workplace__name__contains=wanted.text))
    return rows.select_related("workplace", "owner").order_by(F("closed_at").desc(nulls_first=True), "deadline", "-id")


def inbox(scope: Scope) -> QuerySet[Case]:
    """What the asker's bodies own, the nearest deadline first."""
    mine = cases(scope).filter(owner__in=scope.bodies, closed_at=None)
    return mine.select_related("workplace", "owner").order_by("deadline", "id")


def inbox_mark(scope: Scope) -> str:
    """Changes whenever the inbox does: what the page waits for."""
    mine = Case.objects.filter(owner__in=scope.bodies, closed_at=None)
    state = mine.aggregate(count=Count("id"), touched=Max("touched_at"), moves=Max("moves"), newest=Max("id"))
    touched: datetime | None = state["touched"]
    return f"{state['count']}-{touched.timestamp() if touched else 0}-{state['moves']}-{state['newest']}"


def case_of_observation(observation: Observation) -> Case | None:
    """For the reporter, who holds the receipt. None for the moment until the worker has taken the report."""
    link = CaseReport.objects.filter(observation=observation).select_related("case__owner", "case__policy").first()
    return link.case if link else None


def entries_for_reporter(case: Case, observation: Observation) -> QuerySet[Entry]:
    """What was done, from the moment of their report on; of what reporters wrote, only their own words."""
    own_or_bodies = Q(observation=None) | Q(observation=observation)
    said = case.entries.filter(own_or_bodies, for_reporter=True, at__gte=observation.received_at)
    return said.select_related("body", "to_body").order_by("id")


# --- whose turn it is --------------------------------------------------------------------------------------


class NobodyAnswers(Exception):
    """No federation is known at all: the work waits until one is entered."""


def turns_of(workplace: Workplace, category: Category, at: datetime) -> list[Turn]:
    """The ladder of one danger at one workplace, as the ties stand now. Never empty."""
    order = registry.order_in_force(workplace, at)
    duties = registry.duties_of(workplace, at.astimezone(ladder.ZONE).date())
    turns = ladder.climb(category, duties, order_body=order.body_id if order else None)
    if not turns:
        raise NobodyAnswers
    return turns


def category_of(case: Case) -> Category:
    """By the policy that the case was opened under."""
    return loading.parse(case.policy.text, source=loading.CATEGORIES).of(case.category)


@dataclass(frozen=True, slots=True)
class Next:
    """Who gets a case if nothing is done by its deadline. ``same`` when nobody is above the owner."""

    body: Body
    same: bool


def next_of(case: Case, at: datetime) -> Next | None:
    """What the ladder would do at the deadline, as the ties stand now; None for a closed case."""
    if case.closed_at:
        return None
    turns = turns_of(case.workplace, category_of(case), at)
    turn = turns[ladder.next_rung([one.body_id for one in turns], case.owner_id, case.rung)]
    return Next(Body.objects.get(pk=turn.body_id), same=turn.body_id == case.owner_id)


def steps_of(case: Case) -> QuerySet[Step]:
    return case.steps.select_related("body").order_by("position")


def entries_of(case: Case) -> QuerySet[Entry]:
    """Everything that was done or said, in order. Takes a case that the asker was shown."""
    return case.entries.select_related("body", "to_body", "observation").order_by("id")


def reports_of(case: Case) -> QuerySet[CaseReport]:
    return case.reports.select_related("daily_report", "observation").order_by("id")


def may_take_over(case: Case, at: datetime) -> list[Body]:
    """The union bodies that answer for the workplace, beside the owner: to whom it can be handed over."""
    duties = registry.duties_of(case.workplace, at.astimezone(ladder.ZONE).date())
    ids = {duty.body_id for duty in duties if duty.kind in UNION_KINDS} - {case.owner_id}
    return list(Body.objects.filter(pk__in=ids).order_by("-level", "number"))


UNION_KINDS = frozenset({"federation", "group_union"})
