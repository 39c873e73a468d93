"""A case is seen by who sees its workplace, and by every body that had a turn with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from qianshao.casework.models import Case
from qianshao.core.problems import Problem, or_not_found
from qianshao.policy import reporting
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
    seen = Case.objects.filter(visible_workplaces(scope, "workplace__") | had_a_turn).exclude(own_union)
    return seen.exclude(pk__in=_not_yet_for(scope, scope.at)) if scope.level and scope.at else seen


def _not_yet_for(scope: Scope, at: datetime) -> QuerySet[Case, int]:
    """What a federation above deals with and those below do not see yet; see ``below_hours`` in reporting.toml."""
    policy = reporting.in_force()
    since = at - timedelta(hours=policy.below_hours)
    above = Case.objects.filter(owner__kind=BodyKind.FEDERATION, owner__level__lt=scope.level, opened_at__gt=since)
    small = Q(workplace__headcount__lt=policy.small_workplace, reports__observation__isnull=False)
    discreet = above.filter(small | Q(reports__observation__pass_over=True))
    return discreet.exclude(steps__body__in=scope.bodies).values_list("pk", flat=True)


def is_coarse_for(scope: Scope, case: Case) -> bool:
    """Whether the asker, whose federation is below that of the owner, sees a case without words, hours and numbers."""
    owner = case.owner
    if not scope.level or owner is None or owner.kind != BodyKind.FEDERATION or owner.level >= scope.level:
        return False
    of_workers = case.reports.filter(observation__isnull=False)
    small = case.workplace.headcount < reporting.in_force().small_workplace
    return of_workers.exists() if small else of_workers.filter(observation__pass_over=True).exists()


def case(scope: Scope, number: str) -> Case:
    found = cases(scope).select_related("workplace", "workplace__territory", "owner", "policy")
    return or_not_found(found.filter(number=number).first())


def own_case(scope: Scope, number: str) -> Case:
    """A case that the asker's own body deals with, or has dealt with last."""
    row = case(scope, number)
    if not scope.may(Ability.HANDLE_CASES):
        raise Problem("access.none")
    if row.owner_id not in scope.bodies:
        raise Problem("case.not_owner", owner=row.owner.name if row.owner else "")
    return row
