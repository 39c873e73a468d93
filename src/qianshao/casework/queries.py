"""Questions about cases. A case is seen by who sees its workplace, and by every body that had a turn with it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from qianshao.casework.models import Case, CaseReport, Entry
from qianshao.core.problems import Problem
from qianshao.intake.models import Observation
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


def owned_case(scope: Scope, number: str) -> Case:
    """A case that the asker's own body has to deal with now."""
    row = case(scope, number)
    if row.closed_at:
        raise Problem("case.closed")
    if not scope.may(Ability.HANDLE_CASES):
        raise Problem("access.none")
    if row.owner_id not in scope.bodies:
        raise Problem("case.not_owner", owner=row.owner.name if row.owner else "")
    return row


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
