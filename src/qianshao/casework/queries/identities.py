"""Sealed identities: to whom one can be sealed, and for whom there is one. Never what is in it."""

from __future__ import annotations

from django.db.models import QuerySet

from qianshao.accounts.keys import queries as keys
from qianshao.accounts.models import BodyKey
from qianshao.casework.models import Case, SealedIdentity
from qianshao.casework.queries.cases import case as visible_case
from qianshao.casework.queries.turns import ahead_of
from qianshao.core.problems import or_not_found
from qianshao.intake.models import Observation
from qianshao.registry.scope import Scope


def box_of_owner(case: Case) -> BodyKey | None:
    """The key of the body that deals with an open case, where it has one that somebody can open with."""
    return None if case.closed_at or case.owner_id is None else keys.usable_keys([case.owner_id]).get(case.owner_id)


def boxes_above(case: Case) -> list[BodyKey]:
    """Of the bodies to whom the case goes next if nobody acts, in that order, as far as they have one."""
    bodies = [ahead.body.pk for ahead in ahead_of(case)]
    found = keys.usable_keys(bodies)
    return [found[body] for body in bodies if body in found]


def sealed_by(observation: Observation) -> QuerySet[SealedIdentity]:
    """For the reporter: which bodies can open what they left."""
    return SealedIdentity.objects.filter(observation=observation).select_related("key__body").order_by("pk")


def identities_of(case: Case) -> QuerySet[SealedIdentity]:
    """Takes a case that the asker was shown."""
    rows = SealedIdentity.objects.filter(observation__case_links__case=case)
    return rows.select_related("key__body", "observation").order_by("observation", "pk")


def own_identity(scope: Scope, number: str, pk: int) -> tuple[Case, SealedIdentity]:
    """One that is sealed to the asker's own body."""
    case = visible_case(scope, number)
    found = or_not_found(identities_of(case).filter(pk=pk, key__body__in=scope.bodies).first())
    return case, found


def may_pass_on(case: Case, row: SealedIdentity) -> BodyKey | None:
    """The key of the body that deals with the case now, where the reporter agreed and it cannot open yet."""
    theirs = box_of_owner(case)
    if not row.goes_along or theirs is None or theirs.body_id == row.key.body_id:
        return None
    return None if SealedIdentity.objects.filter(observation=row.observation_id, key=theirs).exists() else theirs
