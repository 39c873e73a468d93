"""What a person decides about a row of a list, and how it is undone."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from django.db import transaction

from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.registry.actions import import_workplaces
from qianshao.registry.models import Workplace
from qianshao.resumption.actions.ledger import Draft, retract, state
from qianshao.resumption.models import ListRow

State = ListRow.State
OPEN = (State.UNCERTAIN, State.NOT_FOUND)
DECIDED = (State.ACCEPTED, State.REJECTED, State.NEW)


def accept(row: ListRow, place: Workplace, *, actor: Actor, via: str, at: datetime) -> None:
    """The row is this workplace: what it says is stated of it."""
    with transaction.atomic():
        _decide(row, State.ACCEPTED, place, actor, via, at)


def reject(row: ListRow, *, actor: Actor, via: str, at: datetime) -> None:
    """The row is none of them; nothing is stated."""
    with transaction.atomic():
        _decide(row, State.REJECTED, None, actor, via, at)


def enter_new(row: ListRow, division: str, *, within: str, actor: Actor, via: str, at: datetime) -> None:
    """The row is a workplace that the registry lacks: it is entered through the ordinary import, and then stated of."""
    with transaction.atomic():
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(["name", "credit_code", "address", "division"])
        writer.writerow([row.name, row.credit_code, row.address, division])
        account = import_workplaces(
            out.getvalue().encode(),
            source=row.sheet.source_name,
            within=within,
            reason_heading="reason",
            generated=row.sheet.generated,
            actor=actor,
            via=via,
            at=at,
        )
        if account.created != 1:
            raise Problem("restart.row_territory", field="division")
        place = Workplace.objects.filter(name=row.name).latest("pk")
        _decide(row, State.NEW, place, actor, via, at)


def undo(row: ListRow, *, actor: Actor, via: str, at: datetime) -> None:
    """The row waits again; what was stated by it is taken back. A workplace that was entered for it stays."""
    with transaction.atomic():
        if row.statement:
            retract(row.statement, remark="", actor=actor, via=via, at=at)
        state_before = State.UNCERTAIN if row.candidates else State.NOT_FOUND
        changed = {"state": state_before, "workplace": None, "statement": None, "decided_by": None, "decided_at": None}
        if ListRow.objects.filter(pk=row.pk, state=row.state, decided_at=row.decided_at).update(**changed) != 1:
            raise Problem("restart.row_decided")
        _record("restart.row_reopened", row, actor, via, at)


def _decide(row: ListRow, decision: str, place: Workplace | None, actor: Actor, via: str, at: datetime) -> None:
    """Compare and set: of two people who judge the same row at the same moment one does."""
    mine = ListRow.objects.filter(pk=row.pk, state__in=OPEN)
    if mine.update(state=decision, workplace=place, decided_by_id=actor.person_id, decided_at=at) != 1:
        raise Problem("restart.row_decided")
    if place:
        sheet = row.sheet
        draft = Draft(place, row.standing, row.holds_from, sheet.source, sheet.source_name, generated=sheet.generated)
        statement = state(draft, actor=actor, via=via, at=at)
        ListRow.objects.filter(pk=row.pk).update(statement=statement)
    row.refresh_from_db()
    _record("restart.row_decided", row, actor, via, at)


def _record(action: str, row: ListRow, actor: Actor, via: str, at: datetime) -> None:
    data = {"row": row.pk, "state": row.state, "workplace": row.workplace_id}
    subject = ("restart_list", row.sheet_id)
    record(action, subject=subject, territory=row.sheet.within[:12], data=data, actor=actor, via=via, at=at)
