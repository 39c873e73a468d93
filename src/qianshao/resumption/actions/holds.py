"""Holding a restart, and letting it go on: called by casework when a proposal is accepted, and by inspections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from qianshao.core.actor import Actor, Via, system
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.intake.models import Observation
from qianshao.registry.models import Workplace
from qianshao.resumption.actions.ledger import Draft, state
from qianshao.resumption.models import StatedBy, Statement, Word
from qianshao.resumption.queries.said import as_said
from qianshao.resumption.rules import standing


def hold(
    *,
    workplace: Workplace,
    basis: Sequence[str],
    source: str = StatedBy.UNION,
    source_name: str = "",
    remark: str = "",
    actor: Actor,
    via: str,
    at: datetime,
) -> Statement:
    """From today on its restart is held. ``basis``: the ground and the articles, as :attr:`Basis.codes` gives them."""
    with transaction.atomic():
        if _held(workplace, at) is not None:
            raise Problem("restart.held", name=workplace.name)
        draft = Draft(
            workplace, Word.HELD, timezone.localdate(at), source, source_name, remark=remark, basis=tuple(basis)
        )
        return state(draft, actor=actor, via=via, at=at)


def release(
    *, workplace: Workplace, remark: str = "", source_name: str = "", actor: Actor, via: str, at: datetime
) -> Statement:
    """The hold is over: by the same kind of source that held it, which is who may say so."""
    with transaction.atomic():
        held = _held(workplace, at)
        if held is None:
            raise Problem("restart.not_held", name=workplace.name)
        named = source_name or held.source_name
        draft = Draft(workplace, Word.RELEASED, timezone.localdate(at), held.source, named, remark=remark)
        return state(draft, actor=actor, via=via, at=at)


def _held(workplace: Workplace, at: datetime) -> Statement | None:
    """The statement that holds it now. Locks the workplace, so that it is held once and released once."""
    Workplace.objects.select_for_update(no_key=True).filter(pk=workplace.pk).values_list("pk").first()
    rows = {row.pk: row for row in Statement.objects.filter(workplace=workplace)}
    said = standing.known([as_said(row) for row in rows.values()])
    found = standing.hold_on(said, timezone.localdate(at))
    return rows[found.number] if found else None


CATEGORY = "restart_without_approval"
"""What a worker chooses who reports that work goes on."""


def take_report(row: Event) -> None:
    """Called by the worker with a report that needs a person: what concerns the ledger is taken, once."""
    if row.subject_type == "observation":
        observation = Observation.objects.select_related("workplace").get(pk=row.subject_id)
        take_word(observation, actor=system("resumption"), via=Via.WORKER, at=row.at)


def take_word(observation: Observation, *, actor: Actor, via: str, at: datetime) -> Statement | None:
    """A worker's word that work goes on becomes a statement, once. Casework makes it a case."""
    if observation.category != CATEGORY or Statement.objects.filter(observation=observation).exists():
        return None
    draft = Draft(observation.workplace, Word.WORKING, observation.day, StatedBy.WORKER, observation=observation)
    return state(draft, actor=actor, via=via, at=at)
