"""From the restart ledger to a case, and from a proposal back to the ledger."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from qianshao.casework.actions.opening import open_or_join, wait_for_turn
from qianshao.casework.models import Case, Entry, Proposal, ProposalKind, ProposalState
from qianshao.core.actor import Actor
from qianshao.core.models import Event
from qianshao.policy.basis import Deed
from qianshao.registry.models import Workplace
from qianshao.resumption import actions as resumption
from qianshao.resumption import queries as restarts

CATEGORY = "restart_without_approval"


def take_restart(row: Event) -> None:
    """A workplace is at work without what it needs: one case of it, which a later statement joins. Called by the
    worker, in its transaction."""
    place = Workplace.objects.get(pk=row.subject_id)
    wait_for_turn(place.pk)
    case, kind = open_or_join(place, CATEGORY, row.at)
    Case.objects.filter(pk=case.pk).update(touched_at=max(row.at, case.touched_at))
    Entry.objects.create(case=case, kind=kind, for_reporter=True, at=row.at)


def follow_proposal(row: Proposal, *, actor: Actor, via: str, at: datetime) -> None:
    """A hold that was accepted stands in the ledger, until it is lifted."""
    if row.kind != ProposalKind.HOLD_RESTART:
        return
    place, day = row.case.workplace, timezone.localdate(at)
    held = restarts.ledger(place, day).effective.is_held
    named = row.body.name[: resumption.LONGEST_SOURCE]
    if row.state == ProposalState.ACCEPTED and not held:
        basis = restarts.basis_of(place, [row.body_id], day, Deed.HOLD)
        codes = basis.codes if basis else []
        resumption.hold(workplace=place, basis=codes, source_name=named, actor=actor, via=via, at=at)
    elif row.state == ProposalState.LIFTED and held:
        resumption.release(workplace=place, source_name=named, actor=actor, via=via, at=at)
