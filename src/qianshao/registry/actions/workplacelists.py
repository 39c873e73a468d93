"""A list of workplaces: read, checked, and entered batch by batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from qianshao.core.actor import Actor
from qianshao.core.batches import batches
from qianshao.core.problems import Problem
from qianshao.registry.actions.entering import Counts, Key, Writer
from qianshao.registry.models import Body, BodyKind, Level, Territory
from qianshao.registry.queries.divisions import in_force
from qianshao.registry.rules import sheets
from qianshao.registry.rules import workplaces as rules
from qianshao.registry.rules.columns import WORKPLACES
from qianshao.registry.rules.places import Gazetteer
from qianshao.registry.rules.workplaces import Bodies, Draft, Known

BATCH = 1000
UNIONS = (BodyKind.FEDERATION, BodyKind.GROUP_UNION, BodyKind.ENTERPRISE_UNION)
Watch = Callable[[Sequence[Sequence[Draft]]], Iterable[Sequence[Draft]]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in one row, for the person who has to mend it."""

    line: int
    column: str
    value: str
    reason: str


@dataclass
class Imported:
    """The account of an import, or of its dry run. ``corrected`` is a CSV of the refused rows, b"" if there are
    none; ``ignored`` are the headings that mean nothing here."""

    dry_run: bool
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    disputes: int = 0
    faults: list[Fault] = field(default_factory=list)
    ignored: tuple[str, ...] = ()
    corrected: bytes = b""

    @property
    def refused(self) -> int:
        return len({fault.line for fault in self.faults})


def import_workplaces(
    content: bytes,
    *,
    source: str,
    within: str,
    reason_heading: str,
    dry_run: bool = False,
    generated: bool = False,
    actor: Actor,
    via: str,
    at: datetime,
    watch: Watch = iter,
) -> Imported:
    """Read a sheet (CSV or XLSX) and enter what holds. ``within`` is the territory of the importer: rows outside of
    it are refused, addresses that name no district are looked for in it, and of a workplace on record elsewhere
    nothing is changed: that this source places it here becomes a claim.

    The same sheet twice changes nothing. A column that is missing, or a cell that is empty, leaves alone what is on
    record. Each batch of rows is a transaction of its own, so that nobody else waits for the whole file.
    """
    table = sheets.read(content, WORKPLACES.knows)
    account = Imported(dry_run=dry_run, rows=len(table.rows), ignored=WORKPLACES.unknown(table.headings))
    drafts = _read(table, within, timezone.localdate(at), account)
    writer = Writer(source, sha256(content).hexdigest(), within, at, actor, via, generated)
    for batch in watch(list(batches(drafts, BATCH))):
        _write(writer, batch, account)
    reasons = defaultdict(list)
    for fault in account.faults:
        reasons[fault.line].append(fault.reason)
    if reasons:
        said = {line: "; ".join(sentences) for line, sentences in reasons.items()}
        account.corrected = sheets.corrected(table, said, reason_heading)
    return account


# --- reading ------------------------------------------------------------------------------------------------


def _read(table: sheets.Table, within: str, on: date, account: Imported) -> list[Draft]:
    places = WORKPLACES.places(table.headings)
    gazetteer, bodies = gazetteer_of(within, on), _bodies()
    drafts: dict[Key, Draft] = {}
    for row in table.rows:
        cells = {name: row.cells[place] for name, place in places.items() if place < len(row.cells)}
        draft = rules.read(row.line, cells, gazetteer, bodies, on)
        problems = draft if isinstance(draft, list) else _check(draft, within, drafts)
        beyond = [cell for cell in row.cells[len(table.headings) :] if cell]
        faults = [_fault(problem, row.line, table.headings, places, cells) for problem in problems]
        if beyond:
            faults.append(Fault(row.line, "", beyond[0], Problem("row.cells", value=beyond[0]).sentence))
        account.faults += faults
        if isinstance(draft, Draft) and not faults:
            if draft.key in drafts:
                account.unchanged += 1
            drafts.setdefault(draft.key, draft)
    return list(drafts.values())


def _fault(
    problem: Problem, line: int, headings: Sequence[str], places: Mapping[str, int], cells: Mapping[str, str]
) -> Fault:
    """Named by the heading that the sender wrote."""
    name = problem.field
    return Fault(line, headings[places[name]] if name in places else name, cells.get(name, ""), problem.sentence)


def _check(draft: Draft, within: str, earlier: Mapping[Key, Draft]) -> list[Problem]:
    if not draft.territory.startswith(within):
        return [Problem("territory.not_yours", field="division", value=draft.territory)]
    before = earlier.get(draft.key)
    if before and _content(before) != _content(draft):
        return [Problem("row.repeated", field="name", line=before.line)]
    return []


def _content(draft: Draft) -> tuple[Any, ...]:
    values = sorted(draft.values.items(), key=str)
    return draft.name, draft.territory, values, draft.union, draft.own, draft.group


def gazetteer_of(within: str, on: date) -> Gazetteer:
    """The divisions in force on a day; villages only where they can be meant."""
    divisions = Territory.objects.filter(in_force(on))
    wide = divisions.filter(level__in=(Level.DISTRICT, Level.TOWNSHIP)).values_list("code", "name")
    narrow = divisions.filter(level=Level.VILLAGE, code__startswith=within).values_list("code", "name")
    return Gazetteer(within=within).add(wide).add(narrow)


def _bodies() -> Bodies:
    unions: dict[str, list[Known]] = defaultdict(list)
    groups: dict[str, list[Known]] = defaultdict(list)
    rows = Body.objects.filter(closed_on=None).values_list("pk", "name", "kind", "territory_id", "parent_id")
    for pk, name, kind, territory, parent in rows:
        known = Known(pk, name, territory or "", own=kind == BodyKind.ENTERPRISE_UNION, parent=parent)
        if kind in UNIONS:
            unions[name].append(known)
        elif kind == BodyKind.GROUP:
            groups[name].append(known)
    return Bodies(unions, groups)


# --- writing ------------------------------------------------------------------------------------------------


def _write(writer: Writer, batch: Sequence[Draft], account: Imported) -> None:
    """Counted once it is committed. Somebody else may enter the same workplace at this moment: then the batch is
    worked out anew from what is there."""
    try:
        counts = _try(writer, batch, dry_run=account.dry_run)
    except IntegrityError:
        try:
            counts = _try(writer, batch, dry_run=account.dry_run)
        except IntegrityError:
            raise Problem("row.clash") from None
    account.created += counts.created
    account.updated += counts.updated
    account.unchanged += counts.unchanged
    account.disputes += counts.disputes


def _try(writer: Writer, batch: Sequence[Draft], *, dry_run: bool) -> Counts:
    with transaction.atomic():
        counts = writer.write(batch)
        if dry_run:
            transaction.set_rollback(True)
    return counts
