"""A case is seen by who sees its workplace, and by every body that had a turn with it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from qianshao.casework.models import Case
from qianshao.core.problems import Problem
from qianshao.registry.models import BodyKind
from qianshao.registry.scope import Ability, Scope, visible_workplaces


def cases(scope: Scope) -> QuerySet[Case]:
    """All that the asker may see; none without the ability to see cases.

    Nobody of the enterprise's own union sees one, in whatever role: the danger may be what it was told to keep
    quiet, and a worker's words may tell who wrote them.
    """
    if not scope.may(Ability.SEE_CASES):
        return Case.objects.none()
    had_a_turn = Q(pk__in=Case.objects.filter(steps__body__in=scope.bodies).values("pk"))
    own_union = Q(workplace__union__in=scope.bodies, workplace__union__kind=BodyKind.ENTERPRISE_UNION)
    return Case.objects.filter(visible_workplaces(scope, "workplace__") | had_a_turn).exclude(own_union)


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
