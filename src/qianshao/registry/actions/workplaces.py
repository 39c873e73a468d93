"""Workplaces: from a list, and one by one."""

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
from qianshao.core.events import event, record
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.registry.actions.ties import agrees, align, open_line_dispute, open_place_dispute
from qianshao.registry.models import Body, BodyKind, Level, Territory, Tie, TieKind, Workplace
from qianshao.registry.queries.divisions import in_force
from qianshao.registry.rules import search, sheets
from qianshao.registry.rules import workplaces as rules
from qianshao.registry.rules.columns import WORKPLACES
from qianshao.registry.rules.places import Gazetteer
from qianshao.registry.rules.workplaces import Bodies, Draft, Known

BATCH = 1000
UNIONS = (BodyKind.FEDERATION, BodyKind.GROUP_UNION, BodyKind.ENTERPRISE_UNION)
Watch = Callable[[Sequence[list[Draft]]], Iterable[list[Draft]]]
Key = tuple[str, str, str]
PLACED, NAMED = frozenset({"territory_id"}), frozenset({"name", "aliases"})
COUNTED = frozenset({"territory_id", "industry_section", "ownership", "headcount", "closed_on"})
"""By these others count workplaces, and have to count anew when they change."""


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
    writer = _Writer(source, sha256(content).hexdigest(), within, at, actor, via, generated)
    for batch in watch([drafts[start : start + BATCH] for start in range(0, len(drafts), BATCH)]):
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


@dataclass
class _Counts:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    disputes: int = 0


def _write(writer: _Writer, batch: list[Draft], account: Imported) -> None:
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


def _try(writer: _Writer, batch: list[Draft], *, dry_run: bool) -> _Counts:
    with transaction.atomic():
        counts = writer.write(batch)
        if dry_run:
            transaction.set_rollback(True)
    return counts


class _Writer:
    """Writes one batch: what is new, what has changed, and what another source says otherwise."""

    def __init__(
        self, source: str, fingerprint: str, within: str, at: datetime, actor: Actor, via: str, generated: bool
    ) -> None:
        self.source, self.fingerprint, self.within, self.generated = source, fingerprint, within, generated
        self.at = at
        self.common: dict[str, Any] = {"actor": actor, "via": via, "at": at}

    def write(self, drafts: list[Draft]) -> _Counts:
        self.counts, self.events = _Counts(), list[Event]()
        self.changed: dict[tuple[str, ...], list[Workplace]] = defaultdict(list)
        known = _existing(drafts)
        named = {pk for one in drafts for pk in (one.union, one.own) if pk}
        self.paths = dict(Body.objects.filter(pk__in=named).values_list("pk", "path"))
        self._create([draft for draft in drafts if draft.key not in known])
        ties = _ties(known.values())
        for draft in drafts:
            if place := known.get(draft.key):
                self._update(place, draft, ties.get(place.pk))
        for columns, places in self.changed.items():
            Workplace.objects.bulk_update(places, columns, batch_size=250)
        self._tell_counters()
        Event.objects.bulk_create(self.events, batch_size=500)
        return self.counts

    def _create(self, drafts: list[Draft]) -> None:
        if not drafts:
            return
        places = [self._new(draft) for draft in drafts]
        Workplace.objects.bulk_create(places, batch_size=500)
        ties = [self._tie(place, draft.union) for place, draft in zip(places, drafts, strict=True) if draft.union]
        Tie.objects.bulk_create(ties, batch_size=500)
        self.counts.created += len(places)
        data = {"source": self.source, "created": len(places), "workplaces": [place.pk for place in places]}
        self.events.append(event("workplaces.imported", subject=("import", self.fingerprint), data=data, **self.common))

    def _new(self, draft: Draft) -> Workplace:
        place = Workplace(
            name=draft.name,
            credit_code=draft.credit_code,
            site=draft.site,
            territory_id=draft.territory,
            union_id=draft.own,
            group_id=draft.group,
            affiliation_path=self.paths.get(draft.own or draft.union or 0, ""),
            source=self.source,
            source_date=timezone.localdate(self.at),
            generated=self.generated,
            **draft.values,
        )
        _derive(place, PLACED | NAMED)
        return place

    def _update(self, place: Workplace, draft: Draft, tie: Tie | None) -> None:
        if not place.territory_id.startswith(self.within):
            self.counts.disputes += self._claim_place(place, draft)
            self.counts.unchanged += 1
            return
        changes = {name: value for name, value in draft.values.items() if getattr(place, name) != value}
        if draft.name != place.name:
            changes["name"] = draft.name
        if draft.credit_code and draft.credit_code != place.credit_code:
            changes["credit_code"] = draft.credit_code
        if draft.group and draft.group != place.group_id:
            changes["group_id"] = draft.group
        self.counts.disputes += self._place(place, draft, changes)
        if changes:
            self._save(place, changes)
        changed, disputed = self._line(place, draft, tie)
        self.counts.disputes += disputed
        self.counts.updated += bool(changes or changed)
        self.counts.unchanged += not (changes or changed)

    def _place(self, place: Workplace, draft: Draft, changes: dict[str, Any]) -> bool:
        """The same source may correct itself, and any may be more exact; one that disagrees opens a dispute."""
        if place.territory_id.startswith(draft.territory):
            return False
        if place.source == self.source or draft.territory.startswith(place.territory_id):
            changes["territory_id"] = draft.territory
            return False
        return self._claim_place(place, draft)

    def _claim_place(self, place: Workplace, draft: Draft) -> bool:
        if agrees([place.territory_id], draft.territory):
            return False
        territory = Territory.objects.get(pk=draft.territory)
        disputed = open_place_dispute(place, territory, self.source, timezone.localdate(self.at), **self.common)
        return bool(disputed and disputed.new)

    def _tie(self, place: Workplace, body: int) -> Tie:
        source_date = timezone.localdate(self.at)
        kind = TieKind.AFFILIATED
        return Tie(workplace=place, body_id=body, kind=kind, source=self.source, source_date=source_date)

    def _line(self, place: Workplace, draft: Draft, tie: Tie | None) -> tuple[bool, bool]:
        """Whether the line has changed, and whether it is disputed."""
        if draft.union and tie and tie.body_id != draft.union and tie.source != self.source:
            body = Body.objects.get(pk=draft.union)
            disputed = open_line_dispute(place, tie, body, self.source, timezone.localdate(self.at), **self.common)
            return False, bool(disputed and disputed.new)
        own = draft.own if draft.own != place.union_id else None
        moved = draft.union if tie is None or tie.body_id != draft.union else None
        if moved and tie:
            Tie.objects.filter(pk=tie.pk).update(until=timezone.localdate(self.at))
        if moved:
            self._tie(place, moved).save()
        if own:
            self._changed(place, {"union": [place.union_id, own]})
            place.union_id, place.affiliation_path = own, self.paths[own]
            place.save(update_fields=["union", "affiliation_path"])
        elif moved:
            self._changed(place, {"line": [tie.body_id if tie else None, moved]})
            align(place, Body.objects.get(pk=moved), self.source, **self.common)
        return bool(own or moved), False

    def _save(self, place: Workplace, changes: dict[str, Any]) -> None:
        told = {name: [_plain(getattr(place, name)), _plain(new)] for name, new in changes.items()}
        for name, value in changes.items():
            setattr(place, name, value)
        derived = _derive(place, changes)
        self.changed[tuple(sorted((*changes, *derived)))].append(place)
        self._changed(place, told)

    def _tell_counters(self) -> None:
        """One row for the batch, so that a large list does not stand in the way of reports in the queue."""
        others = [place.pk for columns, places in self.changed.items() if COUNTED & set(columns) for place in places]
        if others:
            subject, data = ("import", self.fingerprint), {"workplaces": sorted(others)}
            self.events.append(event("workplaces.changed", subject=subject, data=data, needs_work=True, **self.common))

    def _changed(self, place: Workplace, changes: Mapping[str, Any]) -> None:
        data = {"changes": dict(changes), "source": self.source}
        subject, territory = ("workplace", place.pk), place.township_code
        self.events.append(event("workplace.changed", subject=subject, territory=territory, data=data, **self.common))


def _derive(place: Workplace, changed: Iterable[str]) -> list[str]:
    """The columns that follow from those that have changed."""
    derived: list[str] = []
    if PLACED & set(changed):
        place.township_code, place.district_code = place.territory_id[:9], place.territory_id[:6]
        derived += ["township_code", "district_code"]
    if NAMED & set(changed):
        place.search_names, place.search_text = search.index_texts(place.name, place.aliases)
        derived += ["search_names", "search_text"]
    return derived


def _existing(drafts: Sequence[Draft]) -> dict[Key, Workplace]:
    """Those on record, by the keys of the drafts. One that was entered without a credit code is known again by its
    name, site and division when a list brings the code; and the other way round, where only one can be meant."""
    found = {(row.credit_code, row.site, ""): row for row in _by("credit_code", [one.credit_code for one in drafts])}
    left = [one for one in drafts if one.key not in found]
    named: dict[tuple[str, str, str], list[Workplace]] = defaultdict(list)
    for row in _by("name", [one.name for one in left]):
        named[row.name, row.site, row.territory_id[:9]].append(row)
    for draft in left:
        same = named[draft.name, draft.site, draft.territory[:9]]
        if draft.credit_code:
            same = [row for row in same if not row.credit_code]
        exact = [row for row in same if row.territory_id == draft.territory and not row.credit_code]
        if len(exact or same) == 1:
            found[draft.key] = (exact or same)[0]
    return _each_once(found)


def _each_once(found: Mapping[Key, Workplace]) -> dict[Key, Workplace]:
    """Two rows that could be the same workplace: the first has it, the other is a new one."""
    first: dict[int, Key] = {}
    for key, row in found.items():
        first.setdefault(row.pk, key)
    return {key: found[key] for key in first.values()}


def _by(column: str, values: Sequence[str]) -> Iterable[Workplace]:
    given = sorted({value for value in values if value})
    for start in range(0, len(given), 500):
        yield from Workplace.objects.filter(**{f"{column}__in": given[start : start + 500]})


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


def close_workplace(*, workplace: Workplace, on: date, source: str, actor: Actor, via: str, at: datetime) -> Workplace:
    """From ``on`` nobody works there any more. Reports and cases stay."""
    if on > timezone.localdate(at):
        raise Problem("day.future", field="on", day=on)
    if workplace.opened_on and on < workplace.opened_on:
        raise Problem("date.order", field="on")
    with transaction.atomic():
        if not Workplace.objects.filter(pk=workplace.pk, closed_on=None).update(closed_on=on):
            raise Problem("workplace.closed", name=workplace.name, day=workplace.closed_on or on)
        _record_closing("workplace.closed", workplace, [None, on.isoformat()], source, actor, via, at)
    workplace.closed_on = on
    return workplace


def reopen_workplace(*, workplace: Workplace, source: str, actor: Actor, via: str, at: datetime) -> Workplace:
    """People work there again, or it was closed by mistake."""
    with transaction.atomic():
        if not Workplace.objects.filter(pk=workplace.pk, closed_on__isnull=False).update(closed_on=None):
            raise Problem("workplace.open")
        before = workplace.closed_on.isoformat() if workplace.closed_on else None
        _record_closing("workplace.reopened", workplace, [before, None], source, actor, via, at)
    workplace.closed_on = None
    return workplace


def _record_closing(
    action: str, workplace: Workplace, change: list[str | None], source: str, actor: Actor, via: str, at: datetime
) -> None:
    record(
        action,
        actor=actor,
        via=via,
        at=at,
        subject=("workplace", workplace.pk),
        territory=workplace.township_code,
        data={"changes": {"closed_on": change}, "source": source},
        needs_work=True,
    )
