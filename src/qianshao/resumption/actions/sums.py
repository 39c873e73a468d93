"""What follows from statements: the spells of each workplace, and the sums by kind. Written here alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from qianshao.core.actor import Actor
from qianshao.core.batches import batches
from qianshao.core.events import record
from qianshao.core.models import Event
from qianshao.core.prefixes import starts_with
from qianshao.core.rows import insert_many
from qianshao.registry.models import Workplace
from qianshao.resumption.models import Spell, Tally
from qianshao.resumption.queries.said import kind_of, said_of
from qianshao.resumption.rules import standing
from qianshao.resumption.rules.kinds import LIMITS, UNSIZED, Delta, Kind, Span, deltas, spans
from qianshao.resumption.rules.standing import Said

CHUNK = 100
"""Rows of one statement: eight columns each, and SQLite takes a limited number of values."""

BATCH = 500


def rewrite(places: Sequence[Workplace], said: Mapping[int, Sequence[Said]]) -> None:
    """Bring spells and sums of these workplaces, which the caller holds locked, in line with what is said."""
    old: dict[int, dict[Span, int]] = defaultdict(dict)
    for row in Spell.objects.filter(workplace__in=[place.pk for place in places]):
        old[row.workplace_id][_span(row)] = row.pk
    gone: list[int] = []
    new: list[Spell] = []
    sums: dict[Delta, int] = defaultdict(int)
    for place in places:
        course = standing.course(standing.known(said.get(place.pk, ())))
        before, after = set(old[place.pk]), set(spans(course, kind_of(place), place.closed_on))
        gone += [old[place.pk][span] for span in before - after]
        new += [_spell(place.pk, span) for span in sorted(after - before)]
        for key, delta in deltas(before, after).items():
            sums[key] += delta
    for some in batches(gone, BATCH):
        Spell.objects.filter(pk__in=some).delete()
    insert_many(new)
    add(sums)


def _span(row: Spell) -> Span:
    return Span(row.since, row.until, row.standing, Kind(row.township_code, row.industry, row.ownership, row.size))


def _spell(workplace: int, span: Span) -> Spell:
    kind = span.kind
    return Spell(
        workplace_id=workplace,
        standing=span.standing,
        since=span.since,
        until=span.until,
        township_code=kind.township,
        industry=kind.industry,
        ownership=kind.ownership,
        size=kind.size,
    )


def add(sums: Mapping[Delta, int]) -> None:
    """In one order, so that two writers wait for each other and never for ever."""
    rows = sorted((key, delta) for key, delta in sums.items() if delta)
    table = connection.ops.quote_name(Tally._meta.db_table)
    columns = "level, territory, standing, industry, ownership, size, day"
    with connection.cursor() as cursor:
        for part in batches(rows, CHUNK):
            values = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * len(part))
            cursor.execute(
                f"INSERT INTO {table} ({columns}, delta) VALUES {values} "  # noqa: S608 - no input in it
                f"ON CONFLICT ({columns}) DO UPDATE SET delta = {table}.delta + excluded.delta",
                [value for key, delta in part for value in (*key, delta)],
            )


def take_registry(row: Event) -> None:
    """Called by the worker: a workplace has another kind, place or end. What stands in the row is where to look; what
    is counted is how the workplace stands now, so that rows in any order, or twice, come to the same."""
    if row.subject_type == "territory":
        _recount(starts_with("territory_id", row.subject_id))
    else:
        _recount(Q(pk__in=row.data.get("workplaces") or [row.subject_id]))


def recount(*, actor: Actor, via: str, at: datetime) -> int:
    """Look through all workplaces and return how many were counted otherwise than they stand in the registry. Each
    change there is followed by itself: this is for what was changed past the actions."""
    total = _recount(Q())
    if total:
        record("restarts.recounted", subject=("ledger", "all"), data={"workplaces": total}, actor=actor, via=via, at=at)
    return total


def _recount(which: Q) -> int:
    total, last = 0, 0
    drifted = _drifted().filter(which).order_by("pk")
    while found := list(drifted.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            places = list(Workplace.objects.select_for_update(no_key=True).filter(pk__in=found).order_by("pk"))
            rewrite(places, said_of(found))
        total, last = total + len(found), found[-1]
    return total


def _drifted() -> QuerySet[Workplace]:
    """Workplaces with a spell under another kind than theirs, beyond their end, or cut off by an end that is gone."""
    spells = Spell.objects.filter(workplace=OuterRef("pk"))
    sizes = Case(*(When(headcount__gte=least, then=Value(size)) for least, size in LIMITS), default=Value(UNSIZED))
    same = Q(
        township_code=OuterRef("township_code"),
        industry=OuterRef("industry_section"),
        ownership=OuterRef("ownership"),
        size=OuterRef("size_now"),
    )
    beyond = Q(until=None) | Q(until__gt=OuterRef("closed_on"))
    counted_otherwise = Exists(spells.exclude(same))
    closed = Q(closed_on__isnull=False) & Exists(spells.filter(beyond))
    opened = Q(closed_on=None) & Exists(spells) & ~Exists(spells.filter(until=None))
    return Workplace.objects.annotate(size_now=sizes).filter(counted_otherwise | closed | opened)
