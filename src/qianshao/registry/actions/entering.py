"""Entering one batch of a list of workplaces: what is new, what has changed, and what another source says otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from qianshao.core.actor import Actor
from qianshao.core.batches import batches
from qianshao.core.events import event
from qianshao.core.models import Event
from qianshao.registry.actions.disputes import agrees, open_line_dispute, open_place_dispute
from qianshao.registry.actions.lines import align
from qianshao.registry.models import Body, Territory, Tie, TieKind, Workplace
from qianshao.registry.rules import search
from qianshao.registry.rules.workplaces import Draft

Key = tuple[str, str, str]
PLACED, NAMED = frozenset({"territory_id"}), frozenset({"name", "aliases"})
COUNTED = frozenset({"territory_id", "industry_section", "ownership", "headcount", "closed_on"})
"""By these others count workplaces, and have to count anew when they change."""


@dataclass
class Counts:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    disputes: int = 0


class Writer:
    """Writes one batch: what is new, what has changed, and what another source says otherwise."""

    def __init__(
        self, source: str, fingerprint: str, within: str, at: datetime, actor: Actor, via: str, generated: bool
    ) -> None:
        self.source, self.fingerprint, self.within, self.generated = source, fingerprint, within, generated
        self.at = at
        self.common: dict[str, Any] = {"actor": actor, "via": via, "at": at}

    def write(self, drafts: Sequence[Draft]) -> Counts:
        self.counts, self.events = Counts(), list[Event]()
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
    for some in batches(given):
        yield from Workplace.objects.filter(**{f"{column}__in": some})


def _ties(places: Iterable[Workplace]) -> dict[int, Tie]:
    ids = [place.pk for place in places]
    rows: list[Tie] = []
    for some in batches(ids):
        running = Tie.objects.filter(workplace__in=some, kind=TieKind.AFFILIATED, until=None)
        rows += running.select_related("body").order_by("id")
    return {tie.workplace_id: tie for tie in rows}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
