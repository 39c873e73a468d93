"""Proposals to evacuate or to hold a restart."""

from __future__ import annotations

from django.db.models import QuerySet

from qianshao.casework.models import Case, Proposal, ProposalState
from qianshao.casework.queries.cases import cases
from qianshao.core.problems import Problem, or_not_found
from qianshao.registry.scope import Ability, Scope

IN_FORCE = (ProposalState.PUT, ProposalState.ACCEPTED)


def proposals_of(case: Case) -> QuerySet[Proposal]:
    """Takes a case that the asker was shown."""
    return case.proposals.select_related("body").order_by("id")


def proposals_in_force(scope: Scope) -> QuerySet[Proposal]:
    """What was put or accepted and not lifted, on what the asker sees: for the board."""
    if not scope.may(Ability.SEE_CASES):
        return Proposal.objects.none()
    rows = Proposal.objects.filter(state__in=IN_FORCE, case__in=cases(scope).order_by().values("pk"))
    return rows.select_related("case__workplace", "body").order_by("state", "proposed_at")


def own_proposal(scope: Scope, number: str, pk: int) -> Proposal:
    """One that the asker's own body made."""
    rows = Proposal.objects.filter(pk=pk, case__number=number, case__in=cases(scope).order_by().values("pk"))
    found = or_not_found(rows.select_related("case", "body").first())
    if not scope.may(Ability.HANDLE_CASES) or found.body_id not in scope.bodies:
        raise Problem("case.not_owner", owner=found.body.name)
    return found
