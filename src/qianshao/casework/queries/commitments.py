"""What was undertaken. One of a case is seen by who sees the case; any other by whoever recorded it, and by who sees
all of the territory of that body."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from qianshao.casework.models import Case, Commitment, CommitmentState
from qianshao.casework.queries.cases import cases
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem, or_not_found
from qianshao.registry import queries as registry
from qianshao.registry.models import Body
from qianshao.registry.scope import Ability, Scope


def commitments(scope: Scope) -> QuerySet[Commitment]:
    """The ones that are still open first, the nearest date first."""
    if not scope.may(Ability.SEE_CASES):
        return Commitment.objects.none()
    theirs = Q(case__in=cases(scope).values("pk")) | Q(case=None, recorded_by__in=scope.bodies)
    for prefix in scope.territories:
        theirs |= Q(case=None) & starts_with("territory", prefix)
    rows = Commitment.objects.filter(theirs).select_related("by", "recorded_by", "case__workplace")
    return rows.order_by("settled_at", "due_at", "id")


def commitment(scope: Scope, pk: int) -> Commitment:
    """One that the asker's own body recorded, and may settle."""
    row = or_not_found(commitments(scope).filter(pk=pk).first())
    if not scope.may(Ability.HANDLE_CASES) or row.recorded_by_id not in scope.bodies:
        raise Problem("commitment.not_yours", body=row.recorded_by.name)
    return row


def to_ask(scope: Scope, at: datetime) -> QuerySet[Commitment]:
    """What the asker's bodies recorded and is due now: they ask what came of it. In the inbox, the oldest first."""
    if not scope.may(Ability.HANDLE_CASES):
        return Commitment.objects.none()
    due = Commitment.objects.filter(recorded_by__in=scope.bodies, state=CommitmentState.OPEN, due_at__lte=at)
    return due.select_related("by", "case__workplace").order_by("due_at", "id")


def commitments_of(case: Case) -> QuerySet[Commitment]:
    """Takes a case that the asker was shown."""
    return case.commitments.select_related("by", "recorded_by").order_by("id")


def may_commit(case: Case, at: datetime) -> list[Body]:
    """Who may have undertaken something: everybody who answers for the workplace, its union, its group, and the owner.

    Employers and authorities beside the unions, since it is they who mostly promise.
    """
    place = case.workplace
    answering = {duty.body_id for duty in registry.duties_of(place, timezone.localdate(at))}
    ids = {*answering, place.union_id, place.group_id, case.owner_id}
    return list(Body.objects.filter(pk__in=[pk for pk in ids if pk]).order_by("-level", "number"))
