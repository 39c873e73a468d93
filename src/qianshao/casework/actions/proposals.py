"""Proposals to evacuate or to hold a restart: made by one person, approved by another, then put and decided."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from qianshao.accounts import queries as accounts
from qianshao.casework.actions import telling
from qianshao.casework.actions.opening import wait_for_turn
from qianshao.casework.actions.restarts import follow_proposal
from qianshao.casework.actions.steps import acted
from qianshao.casework.actions.writing import open_step, record_event, words_of
from qianshao.casework.models import (
    Case,
    Entry,
    EntryKind,
    Measure,
    MeasureKind,
    Proposal,
    ProposalKind,
    ProposalState,
)
from qianshao.core.actor import Actor
from qianshao.core.problems import Problem


def propose(case: Case, kind: str, reason: str, *, actor: Actor, via: str, at: datetime) -> Proposal:
    """By the owner of the case. It has no effect before somebody approves it."""
    if kind not in ProposalKind.values:
        raise Problem("proposal.kind", field="kind")
    reason = words_of(reason)
    try:
        with transaction.atomic():
            step = open_step(case)
            measure = Measure.objects.filter(case=case, kind=MeasureKind.PROPOSAL, what=kind, taken_at=None).first()
            if measure:
                Measure.objects.filter(pk=measure.pk).update(taken_at=at)
            row = Proposal.objects.create(
                case=case,
                measure=measure,
                kind=kind,
                body_id=step.body_id,
                reason=reason,
                proposed_by_id=actor.person_id,
                proposed_at=at,
            )
            acted(case, step, at)
            telling.proposed(row, at)
            _enter(row, EntryKind.PROPOSED, f"{row.get_kind_display()}: {reason}", actor, at)
            record_event("proposal.made", case, actor=actor, via=via, at=at, proposal=row.pk, kind=kind)
    except IntegrityError:
        raise Problem("proposal.open", field="kind") from None
    return row


def decide_proposal(row: Proposal, verdict: str, text: str, *, actor: Actor, via: str, at: datetime) -> None:
    """``put`` or ``refused`` by a second person of the same body; ``accepted`` or ``declined`` by those it was put to,
    ``lifted`` when it is over: each with a few words, in this order only. The workplace is locked first, as where
    reports are taken."""
    text = words_of(text)
    before = BEFORE.get(verdict)
    if before is None:
        raise Problem("proposal.verdict", field="verdict")
    if verdict == ProposalState.PUT:
        _check_second_person(row, actor, at)
    with transaction.atomic():
        wait_for_turn(row.case.workplace_id)
        if not Proposal.objects.filter(pk=row.pk, state=before).update(
            state=verdict, **_stamps(verdict, actor, at, text)
        ):
            raise Problem("proposal.changed")
        row.refresh_from_db()
        _enter(row, EntryKind.DECIDED, f"{row.get_kind_display()}: {row.get_state_display()}. {text}", actor, at)
        follow_proposal(row, actor=actor, via=via, at=at)
        record_event("proposal.decided", row.case, actor=actor, via=via, at=at, proposal=row.pk, verdict=verdict)


BEFORE: dict[str, str] = {
    ProposalState.PUT: ProposalState.PROPOSED,
    ProposalState.REFUSED: ProposalState.PROPOSED,
    ProposalState.ACCEPTED: ProposalState.PUT,
    ProposalState.DECLINED: ProposalState.PUT,
    ProposalState.LIFTED: ProposalState.ACCEPTED,
}


def _stamps(verdict: str, actor: Actor, at: datetime, text: str) -> dict[str, object]:
    if verdict in (ProposalState.PUT, ProposalState.REFUSED):
        return {"approved_by_id": actor.person_id, "approved_at": at}
    if verdict == ProposalState.LIFTED:
        return {"lifted_at": at}
    return {"decided_at": at, "decision": text}


def _check_second_person(row: Proposal, actor: Actor, at: datetime) -> None:
    if row.proposed_by_id == actor.person_id and accounts.has_another_officer(row.body_id, actor.person_id, at):
        raise Problem("proposal.second_person")


def _enter(row: Proposal, kind: str, text: str, actor: Actor, at: datetime) -> None:
    Case.objects.filter(pk=row.case_id).update(touched_at=at)
    Entry.objects.create(
        case_id=row.case_id,
        kind=kind,
        body_id=row.body_id,
        person_id=actor.person_id,
        text=text,
        for_reporter=kind == EntryKind.PROPOSED,
        at=at,
    )
