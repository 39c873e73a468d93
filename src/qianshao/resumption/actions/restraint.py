"""What an inspection does to a restart: what failed critically holds it, what was verified lets it go on."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from qianshao.core.actor import Actor
from qianshao.policy.basis import Deed, Ground
from qianshao.resumption.actions.holds import hold, release
from qianshao.resumption.models import Inspection, StatedBy, Statement
from qianshao.resumption.queries.ledger import basis_of
from qianshao.resumption.queries.said import as_said
from qianshao.resumption.rules import standing
from qianshao.resumption.rules.checklists import Outcome


def restrain(inspection: Inspection, outcome: Outcome, *, actor: Actor, via: str, at: datetime) -> None:
    """Called in the transaction of the result. What an authority or a union holds, no inspection lifts."""
    held = _held_by(inspection, at)
    if outcome is Outcome.FAILED and held is None:
        codes = _basis(inspection, at)
        named = inspection.number
        hold(
            workplace=inspection.workplace,
            basis=codes,
            source=StatedBy.INSPECTION,
            source_name=named,
            actor=actor,
            via=via,
            at=at,
        )
    elif outcome is Outcome.PASSED and held == StatedBy.INSPECTION:
        release(workplace=inspection.workplace, source_name=inspection.number, actor=actor, via=via, at=at)


def _held_by(inspection: Inspection, at: datetime) -> str | None:
    rows = Statement.objects.filter(workplace=inspection.workplace_id)
    found = standing.hold_on(standing.known([as_said(row) for row in rows]), localdate(at))
    return found.source if found else None


def _basis(inspection: Inspection, at: datetime) -> list[str]:
    """The ground of the visit, and the articles that carry a hold; the ground alone where there is none."""
    chosen = [inspection.basis] if inspection.basis in tuple(Ground) else []
    found = basis_of(inspection.workplace, [inspection.body_id], localdate(at), Deed.HOLD, *chosen)
    return found.codes if found else [inspection.basis]
