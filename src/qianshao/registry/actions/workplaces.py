"""Entering workplaces from lists. A bad row never stops the others; another source is never overwritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from qianshao.core.actor import Actor
from qianshao.core.events import event, record
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.registry.actions.ties import agrees, open_line_dispute, open_place_dispute
from qianshao.registry.models import Body, BodyKind, Territory, Tie, TieKind, Workplace
from qianshao.registry.queries.divisions import in_force
from qianshao.registry.rules import columns, search, sheets
from qianshao.registry.rules import workplaces as rules
from qianshao.registry.rules.places import Gazetteer
from qianshao.registry.rules.workplaces import Bodies, Draft

BATCH = 1000
UNIONS = (BodyKind.FEDERATION, BodyKind.GROUP_UNION, BodyKind.ENTERPRISE_UNION)
Watch = Callable[[Sequence[list[Draft]]], Iterable[list[Draft]]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in one row, for the person who has to mend it."""

    line: int
    column: str
    value: str
    reason: str


@dataclass
class Imported:
    """The account of an import, or of its dry run. ``corrected`` is a CSV of the refused rows, b"" if there are none."""

    dry_run: bool
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    disputes: int = 0
    faults: list[Fault] = field(default_factory=list)
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
    it are refused, and addresses that name no district are looked for in it.

    The same sheet twice changes nothing. A column that is missing, or a cell that is empty, leaves alone what is on
    record.
    """
    table = sheets.read(content, columns.knows)
    account = Imported(dry_run=dry_run, rows=len(table.rows))
    drafts = _read(table, within, at.date(), account)
    batches = [drafts[start : start + BATCH] for start in range(0, len(drafts), BATCH)]
    for batch in watch(batches):
        with transaction.atomic():
            _Writer(account, source, at, actor, via, generated).write(batch)
            if dry_run:
                transaction.set_rollback(True)
    reasons = {
        line: "; ".join(fault.reason for fault in account.faults if fault.line == line)
        for line in {fault.line for fault in account.faults}
    }
    if reasons:
        account.corrected = sheets.corrected(table, reasons, reason_heading)
    return account


# --- reading ------------------------------------------------------------------------------------------------


def _read(table: sheets.Table, within: str, on: date, account: Imported) -> list[Draft]:
    places = columns.places(table.headings)
    gazetteer, bodies = gazetteer_of(within, on), _bodies()
    drafts: dict[tuple[str, str, str], Draft] = {}
    for row in table.rows:
        cells = {name: row.cells[place] for name, place in places.items() if place < len(row.cells)}
        draft = rules.read(row.line, cells, gazetteer, bodies)
        problems = draft if isinstance(draft, list) else _check(draft, within, drafts)
        for problem in problems:
            heading = table.headings[places[problem.field]] if problem.field in places else problem.field
            account.faults.append(Fault(row.line, heading, cells.get(problem.field, ""), problem.sentence))
        if isinstance(draft, Draft) and not problems:
            if draft.key in drafts:
                account.unchanged += 1
            drafts.setdefault(draft.key, draft)
    return list(drafts.values())


def _check(draft: Draft, within: str, earlier: dict[tuple[str, str, str], Draft]) -> list[Problem]:
    if not draft.territory.startswith(within):
        return [Problem("territory.not_yours", field="division", value=draft.territory)]
    before = earlier.get(draft.key)
    if before and _content(before) != _content(draft):
        return [Problem("row.repeated", field="name", line=before.line)]
    return []


def _content(draft: Draft) -> tuple[Any, ...]:
    return draft.name, draft.territory, sorted(draft.values.items(), key=str), draft.union, draft.group


def gazetteer_of(within: str, on: date) -> Gazetteer:
    """The divisions in force on a day; villages only where they can be meant."""
    divisions = Territory.objects.filter(in_force(on))
    wide = divisions.filter(level__in=(3, 4)).values_list("code", "name")
    narrow = divisions.filter(level=5, code__startswith=within).values_list("code", "name")
    return Gazetteer(within=within).add(wide).add(narrow)


def _bodies() -> Bodies:
    unions: dict[str, int] = {}
    groups: dict[str, int] = {}
    seen: Counter[str] = Counter()
    for pk, name, kind in Body.objects.filter(closed_on=None).values_list("pk", "name", "kind"):
        if kind in UNIONS:
            seen[name] += 1
            unions[name] = pk
        elif kind == BodyKind.GROUP:
            groups[name] = pk
    shared = {name: [name] * count for name, count in seen.items() if count > 1}
    return Bodies(unions, groups, shared)


# --- writing ------------------------------------------------------------------------------------------------


class _Writer:
    """Writes one batch: what is new, what has changed, and what another source says otherwise."""

    def __init__(self, account: Imported, source: str, at: datetime, actor: Actor, via: str, generated: bool) -> None:
        self.account, self.source, self.at, self.generated = account, source, at, generated
        self.actor, self.via = actor, via
        self.events: list[Event] = []

    def write(self, drafts: list[Draft]) -> None:
        known = _existing(drafts)
        self.paths = dict(Body.objects.values_list("pk", "path").filter(pk__in={one.union for one in drafts}))
        fresh = [draft for draft in drafts if draft.key not in known]
        self._create(fresh)
        ties = _ties(known.values())
        for draft in drafts:
            if place := known.get(draft.key):
                self._update(place, draft, ties.get(place.pk))
        if fresh:
            data = {"created": len(fresh), "source": self.source}
            self.events.append(self._event("workplaces.imported", ("import", self.source[:60]), "", data))
        Event.objects.bulk_create(self.events)

    def _create(self, drafts: list[Draft]) -> None:
        places = [self._new(draft) for draft in drafts]
        Workplace.objects.bulk_create(places, batch_size=500)
        ties = [
            Tie(workplace=place, body_id=draft.union, kind=TieKind.AFFILIATED, source=self.source)
            for place, draft in zip(places, drafts, strict=True)
            if draft.union
        ]
        Tie.objects.bulk_create(ties, batch_size=500)
        self.account.created += len(places)

    def _new(self, draft: Draft) -> Workplace:
        place = Workplace(
            name=draft.name,
            credit_code=draft.credit_code,
            site=draft.site,
            territory_id=draft.territory,
            township_code=draft.territory[:9],
            district_code=draft.territory[:6],
            group_id=draft.group,
            affiliation_path=self.paths.get(draft.union, "") if draft.union else "",
            source=self.source,
            source_date=self.at.date(),
            generated=self.generated,
            **draft.values,
        )
        place.search_text = search.index_text(place.name, place.aliases)
        return place

    def _update(self, place: Workplace, draft: Draft, tie: Tie | None) -> None:
        changes = {name: value for name, value in draft.values.items() if getattr(place, name) != value}
        if draft.name != place.name:
            changes["name"] = draft.name
        if draft.group and draft.group != place.group_id:
            changes["group_id"] = draft.group
        disputed = self._place(place, draft, changes) | self._line(place, draft, tie)
        if changes:
            self._save(place, changes)
        if changes or disputed:
            self.account.updated += bool(changes)
            self.account.disputes += disputed
        if not changes:
            self.account.unchanged += 1

    def _place(self, place: Workplace, draft: Draft, changes: dict[str, Any]) -> bool:
        """The same source may correct itself; another one that disagrees opens a dispute."""
        if place.territory_id == draft.territory:
            return False
        if place.source == self.source or draft.territory.startswith(place.territory_id):
            changes["territory_id"] = draft.territory
            return False
        if agrees([place.territory_id], draft.territory):
            return False
        territory = Territory.objects.get(pk=draft.territory)
        return bool(open_place_dispute(place, territory, self.source, self.at.date(), **self._common()))

    def _line(self, place: Workplace, draft: Draft, tie: Tie | None) -> bool:
        if draft.union is None or (tie and tie.body_id == draft.union):
            return False
        if tie and tie.source != self.source:
            body = Body.objects.get(pk=draft.union)
            return bool(open_line_dispute(place, tie, body, self.source, self.at.date(), **self._common()))
        if tie:
            Tie.objects.filter(pk=tie.pk).update(until=self.at.date())
        Tie.objects.create(workplace=place, body_id=draft.union, kind=TieKind.AFFILIATED, source=self.source)
        if place.union_id is None:
            Workplace.objects.filter(pk=place.pk).update(affiliation_path=self.paths[draft.union])
        return False

    def _save(self, place: Workplace, changes: dict[str, Any]) -> None:
        old = {name: getattr(place, name) for name in changes}
        for name, value in changes.items():
            setattr(place, name, value)
        place.township_code, place.district_code = place.territory_id[:9], place.territory_id[:6]
        place.search_text = search.index_text(place.name, place.aliases)
        place.save()
        data = {"changes": {name: [_plain(old[name]), _plain(new)] for name, new in changes.items()}}
        data["source"] = self.source  # type: ignore[assignment]
        self.events.append(self._event("workplace.changed", ("workplace", place.pk), place.township_code, data))

    def _common(self) -> dict[str, Any]:
        return {"actor": self.actor, "via": self.via, "at": self.at}

    def _event(self, action: str, subject: tuple[str, object], territory: str, data: dict[str, Any]) -> Event:
        return event(action, subject=subject, territory=territory, data=data, **self._common())


def _existing(drafts: Sequence[Draft]) -> dict[tuple[str, str, str], Workplace]:
    """Those on record, by the keys of the drafts, in two queries."""
    codes = [draft.credit_code for draft in drafts if draft.credit_code]
    names = [draft.name for draft in drafts if not draft.credit_code]
    rows: list[Workplace] = []
    for start in range(0, max(len(codes), len(names)), 500):
        of_codes, of_names = codes[start : start + 500], names[start : start + 500]
        rows += Workplace.objects.filter(Q(credit_code__in=of_codes) | Q(credit_code="", name__in=of_names))
    found = {}
    for row in rows:
        key = (row.credit_code, row.site, "") if row.credit_code else (row.name, row.site, row.territory_id)
        found[key] = row
    return found


def _ties(places: Iterable[Workplace]) -> dict[int, Tie]:
    ids = [place.pk for place in places]
    rows: list[Tie] = []
    for start in range(0, len(ids), 500):
        chunk = ids[start : start + 500]
        running = Tie.objects.filter(workplace__in=chunk, kind=TieKind.AFFILIATED, until=None)
        rows += running.select_related("body").order_by("id")
    return {tie.workplace_id: tie for tie in rows}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


# --- one by one ---------------------------------------------------------------------------------------------


def set_union(workplace: Workplace, union: Body, *, actor: Actor, via: str, at: datetime) -> None:
    """Name the workplace's own union. It stands in the line that is on record for the workplace, below it."""
    with transaction.atomic():
        workplace.union, workplace.affiliation_path = union, union.path
        workplace.save(update_fields=["union", "affiliation_path"])
        record(
            "workplace.union_named",
            actor=actor,
            via=via,
            at=at,
            subject=("workplace", workplace.pk),
            territory=workplace.township_code,
            data={"body": union.pk},
        )


def close(workplace: Workplace, on: date | None, *, actor: Actor, via: str, at: datetime) -> None:
    """From ``on`` nobody works there any more; None opens it again. Reports and cases stay."""
    with transaction.atomic():
        workplace.closed_on = on
        workplace.save(update_fields=["closed_on"])
        record(
            "workplace.closed" if on else "workplace.reopened",
            actor=actor,
            via=via,
            at=at,
            subject=("workplace", workplace.pk),
            territory=workplace.township_code,
            data={"on": on.isoformat() if on else None},
        )
