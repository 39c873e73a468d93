"""What is said of workplaces, and the standing that follows: now, on a past day, and as it was known at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from qianshao.core.prefixes import starts_with
from qianshao.core.problems import or_not_found
from qianshao.policy import basis as basis_policy
from qianshao.policy import restarts as policy
from qianshao.policy.basis import Deed
from qianshao.policy.restarts import Requirement
from qianshao.registry import queries as registry
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Scope, visible_workplaces
from qianshao.resumption.models import Paper, Spell, Standing, Statement
from qianshao.resumption.queries.said import as_said, kind_of
from qianshao.resumption.rules import papers, standing
from qianshao.resumption.rules.basis import Basis, basis_for
from qianshao.resumption.rules.kinds import SIZES, Kind, limits_of
from qianshao.resumption.rules.papers import Lack
from qianshao.resumption.rules.standing import Conflict, Effective

UNKNOWN = "unknown"
"""The standing of a workplace of which nobody has said anything."""


def statements(workplace: Workplace) -> list[Statement]:
    """All that was ever said of a workplace that the asker was shown, the newest first."""
    rows = Statement.objects.filter(workplace=workplace).select_related("approver", "superseded_by", "supersedes")
    return list(rows.prefetch_related("papers__file").order_by("-holds_from", "-pk"))


def statement(scope: Scope, pk: int) -> Statement:
    return or_not_found(
        Statement.objects.filter(visible_workplaces(scope, "workplace__"), pk=pk).select_related("workplace").first()
    )


def paper(scope: Scope, pk: int) -> Paper:
    seen = visible_workplaces(scope, "statement__workplace__")
    return or_not_found(Paper.objects.filter(seen, pk=pk).select_related("file").first())


# --- one workplace ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ledger:
    """``course``: the days on which its standing changed, each with the statement that decided it."""

    workplace: Workplace
    day: date
    effective: Effective
    by: Statement | None
    course: list[tuple[date, str, Statement | None]]
    statements: list[Statement]
    conflicts: list[tuple[Conflict, Statement, Statement]]
    rule: Requirement | None
    lack: Lack | None


def ledger(place: Workplace, day: date, known_at: datetime | None = None) -> Ledger:
    """Takes a workplace that the asker was shown."""
    rows = statements(place)
    numbered = {row.pk: row for row in rows}
    said = standing.known([as_said(row) for row in rows], known_at)
    effective = standing.on(said, day)
    requirements = list(policy.in_force().values())
    course = [
        (since, word, numbered.get(standing.on(said, since).by or 0))
        for since, word in standing.course(said)
        if since <= day
    ]
    return Ledger(
        workplace=place,
        day=day,
        effective=effective,
        by=numbered.get(effective.by or 0),
        course=course,
        statements=rows,
        conflicts=[(one, numbered[one.first], numbered[one.second]) for one in effective.conflicts],
        rule=policy.choose(requirements, place.territory_id, place.industry_section, day),
        lack=papers.lacks(effective, requirements, place.territory_id, place.industry_section, day),
    )


def basis_of(
    place: Workplace, bodies: Sequence[int], day: date, deed: Deed = Deed.VISIT, *grounds: str
) -> Basis | None:
    """What a deed of these bodies at a workplace rests on; ``grounds`` are those that somebody chose beside the ties,
    as "joint" or "invited"."""
    ties = [duty.tie for duty in registry.duties_of(place, day) if duty.body_id in bodies]
    return basis_for([*ties, *grounds], place.territory_id, day, basis_policy.in_force().values(), deed)


# --- many ---------------------------------------------------------------------------------------------------


def with_standing(places: QuerySet[Workplace], day: date) -> QuerySet[Any]:
    """Each with its ``standing`` on a day ("unknown" where nothing was said) and ``since`` when."""
    spell = Spell.objects.filter(workplace=OuterRef("pk"), since__lte=day).filter(Q(until=None) | Q(until__gt=day))
    return places.annotate(
        standing=Coalesce(Subquery(spell.values("standing")[:1]), Value(UNKNOWN)),
        since=Subquery(spell.values("since")[:1]),
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the list; "" narrows nothing."""

    territory: str = ""
    standing: str = ""
    industry: str = ""
    ownership: str = ""
    size: str = ""


def watch_list(scope: Scope, wanted: Wanted, day: date) -> QuerySet[Any]:
    """All workplaces that operate on a day with the standing that each has, the largest first."""
    rows = with_standing(registry.workplaces(scope).filter(registry.existed_on(day)), day)
    if wanted.territory:
        rows = rows.filter(starts_with("township_code", wanted.territory[:9]))
    if wanted.standing in (*Standing.values, UNKNOWN):
        rows = rows.filter(standing=wanted.standing)
    if wanted.industry:
        rows = rows.filter(industry_section=wanted.industry)
    if wanted.ownership:
        rows = rows.filter(ownership=wanted.ownership)
    if wanted.size in SIZES:
        least, most = limits_of(wanted.size)
        rows = rows.filter(headcount__gte=least)
        rows = rows if most is None else rows.filter(headcount__lt=most)
    return rows.select_related("territory").order_by("-headcount", "pk")


def standings_as_known(scope: Scope, territory: str, day: date, known_at: datetime) -> Iterator[tuple[Kind, str]]:
    """Kind and standing of each workplace on a day by what had been recorded at a moment, replayed."""
    places = {
        place.pk: place
        for place in registry.workplaces(scope).filter(starts_with("township_code", territory)).iterator(2000)
        if place.closed_on is None or place.closed_on > day
    }
    seen = visible_workplaces(scope, "workplace__")
    rows = Statement.objects.filter(seen, starts_with("township_code", territory), recorded_at__lte=known_at)
    for pk, said in groupby(rows.order_by("workplace", "pk").iterator(2000), key=lambda row: row.workplace_id):
        words = [as_said(row) for row in said]
        if pk in places and (found := standing.on(standing.known(words, known_at), day).standing):
            yield kind_of(places[pk]), found


def unapproved(scope: Scope, territory: str, day: date) -> list[tuple[Workplace, Lack]]:
    """Those at work on a day without what they need, the largest first."""
    rows = with_standing(registry.workplaces(scope).filter(starts_with("township_code", territory)), day)
    places = {place.pk: place for place in rows.filter(standing__in=standing.AT_WORK).order_by("-headcount", "pk")}
    said = defaultdict(list)
    for row in Statement.objects.filter(workplace__in=rows.filter(standing__in=standing.AT_WORK).values("pk")):
        said[row.workplace_id].append(as_said(row))
    requirements, found = list(policy.in_force().values()), []
    for place in places.values():
        effective = standing.on(standing.known(said[place.pk]), day)
        lack = papers.lacks(effective, requirements, place.territory_id, place.industry_section, day)
        if lack:
            found.append((place, lack))
    return found
