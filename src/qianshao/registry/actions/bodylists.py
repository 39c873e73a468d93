"""Bodies from a list: groups and their unions, employers, authorities, enterprise unions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from qianshao.core.actor import Actor
from qianshao.core.problems import Problem
from qianshao.registry.actions.bodies import add_body, set_phone
from qianshao.registry.actions.workplacelists import Fault
from qianshao.registry.models import Body, BodyKind, Territory
from qianshao.registry.queries.divisions import in_force
from qianshao.registry.rules import bodies as rules
from qianshao.registry.rules import sheets
from qianshao.registry.rules.bodies import HEADINGS, BodyRow


@dataclass
class ImportedBodies:
    """The account of an import of bodies, or of its dry run."""

    dry_run: bool
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    corrected: bytes = b""

    @property
    def refused(self) -> int:
        return len({fault.line for fault in self.faults})


def import_bodies(
    content: bytes,
    *,
    source: str,
    reason_heading: str,
    dry_run: bool = False,
    actor: Actor,
    via: str,
    at: datetime,
) -> ImportedBodies:
    """Read a sheet of bodies and enter what holds, in one transaction. A body may be led by one that stands further
    down in the same sheet. A body that is there already keeps its place in the line; its telephone is corrected."""
    table = sheets.read(content, HEADINGS.knows)
    account = ImportedBodies(dry_run=dry_run, rows=len(table.rows))
    rows = _read(table, account, at)
    with transaction.atomic():
        entering = _Entering(account, source, actor, via, at)
        waiting = rows
        while waiting:
            left = [row for row in waiting if not entering.enter(row)]
            if len(left) == len(waiting):
                entering.refuse(left)
                break
            waiting = left
        if dry_run:
            transaction.set_rollback(True)
    reasons: dict[int, list[str]] = defaultdict(list)
    for fault in account.faults:
        reasons[fault.line].append(fault.reason)
    if reasons:
        said = {line: "; ".join(one) for line, one in reasons.items()}
        account.corrected = sheets.corrected(table, said, reason_heading)
    return account


def _read(table: sheets.Table, account: ImportedBodies, at: datetime) -> list[BodyRow]:
    places = HEADINGS.places(table.headings)
    codes = set(Territory.objects.filter(in_force(timezone.localdate(at))).values_list("code", flat=True))
    rows: list[BodyRow] = []
    for row in table.rows:
        cells = {name: row.cells[place] for name, place in places.items() if place < len(row.cells)}
        read = rules.read(row.line, cells, codes.__contains__, timezone.localdate(at))
        if isinstance(read, BodyRow):
            rows.append(read)
            continue
        for problem in read:
            name = problem.field
            heading = table.headings[places[name]] if name in places else name
            account.faults.append(Fault(row.line, heading, cells.get(name, ""), problem.sentence))
    return rows


class _Entering:
    """Knows the bodies that are there, and those that were entered before in this sheet."""

    def __init__(self, account: ImportedBodies, source: str, actor: Actor, via: str, at: datetime) -> None:
        self.account, self.source = account, source
        self.actor, self.via, self.at = actor, via, at
        self.named: dict[str, list[Body]] = defaultdict(list)
        self.federations: dict[str, Body] = {}
        for body in Body.objects.filter(closed_on=None).order_by("number"):
            self._know(body)

    def _know(self, body: Body) -> None:
        self.named[body.name].append(body)
        if body.kind == BodyKind.FEDERATION:
            self.federations[body.territory_id or ""] = body

    def enter(self, row: BodyRow) -> bool:
        """False while the body that leads it is not known yet."""
        if row.parent and not self.named[row.parent]:
            return False
        if len(self.named[row.parent]) > 1:
            candidates = "、".join(f"{one.number} {one.name}" for one in self.named[row.parent][:5])
            self._fault(row, "parent", row.parent, Problem("body.ambiguous", value=row.parent, candidates=candidates))
            return True
        parent = self.named[row.parent][0] if row.parent else None
        if body := self._there(row, parent):
            self._correct(body, row)
        else:
            self._add(row, parent)
        return True

    def refuse(self, rows: list[BodyRow]) -> None:
        for row in rows:
            self._fault(row, "parent", row.parent, Problem("body.unknown", value=row.parent))

    def _there(self, row: BodyRow, parent: Body | None) -> Body | None:
        if row.kind == BodyKind.FEDERATION:
            return self.federations.get(row.territory)
        same = [one for one in self.named[row.name] if one.kind == row.kind]
        of_line = [one for one in same if not parent or one.parent_id == parent.pk]
        here = [one for one in of_line if not row.territory or one.territory_id == row.territory]
        return here[0] if here else None

    def _correct(self, body: Body, row: BodyRow) -> None:
        if row.phone and row.phone != body.phone:
            set_phone(body, row.phone, actor=self.actor, via=self.via, at=self.at)
            self.account.updated += 1
        else:
            self.account.unchanged += 1

    def _add(self, row: BodyRow, parent: Body | None) -> None:
        body = add_body(
            kind=row.kind,
            level=row.level,
            name=row.name,
            parent=parent,
            territory=Territory(pk=row.territory) if row.territory else None,
            phone=row.phone,
            source=row.source or self.source,
            since=row.since,
            actor=self.actor,
            via=self.via,
            at=self.at,
        )
        self._know(body)
        self.account.created += 1

    def _fault(self, row: BodyRow, column: str, value: str, problem: Problem) -> None:
        self.account.faults.append(Fault(row.line, column, value, problem.sentence))
