"""How many have restarted, and of what kind: on any day, with the day before's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, F, Q, QuerySet, Sum
from django.db.models.functions import Substr

from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem
from qianshao.registry.models import Workplace
from qianshao.registry.queries import existed_on
from qianshao.registry.scope import Scope, visible_within, visible_workplaces
from qianshao.resumption.models import Spell, Standing, Tally
from qianshao.resumption.queries.ledger import standings_as_known
from qianshao.resumption.rules.kinds import LEVELS

BY = ("industry", "ownership", "size", "township", "division", "standing")
"""What can be counted by. ``division`` is the level below the territory that is asked about."""

RESTARTED = (Standing.WORKING,)
AT_WORK = (Standing.WORKING, Standing.NEVER_STOPPED)
ALL = tuple(Standing)


@dataclass(frozen=True, slots=True)
class Row:
    """One combination of kinds that occurs on the day or did on the day before."""

    kinds: tuple[str, ...]
    count: int
    day_before: int


@dataclass(frozen=True, slots=True)
class Counted:
    """``workplaces``: how many operate there on the day, whatever is known of them."""

    day: date
    territory: str
    by: tuple[str, ...]
    standings: tuple[str, ...]
    rows: list[Row]
    workplaces: int

    @property
    def total(self) -> int:
        return sum(row.count for row in self.rows)

    @property
    def day_before(self) -> int:
        return sum(row.day_before for row in self.rows)

    @property
    def growth(self) -> int:
        return self.total - self.day_before

    @property
    def share(self) -> float | None:
        return 100 * self.total / self.workplaces if self.workplaces else None

    def as_dict(self) -> dict[str, Any]:
        return {
            "day": self.day.isoformat(),
            "territory": self.territory,
            "standings": list(self.standings),
            "workplaces": self.workplaces,
            "total": self.total,
            "day_before": self.day_before,
            "growth": self.growth,
            "rows": [
                dict(zip(self.by, row.kinds, strict=True)) | {"count": row.count, "day_before": row.day_before}
                for row in self.rows
            ],
        }


def read_by(text: str) -> tuple[str, ...]:
    """ "industry,size": the kinds to count by, each once, in the order in which they were asked for."""
    by = tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    for word in by:
        if word not in BY:
            raise Problem("restart.by", field="by", value=word, choices=", ".join(BY))
    return by


def counts(
    scope: Scope,
    territory: str,
    *,
    by: Sequence[str] = (),
    day: date,
    standings: Iterable[str] = RESTARTED,
    known_at: datetime | None = None,
) -> Counted:
    """The answer for what the asker sees of a territory, beside how many workplaces there are."""
    wanted, kinds = tuple(map(str, standings)), tuple(by)
    rows = standing_rows(scope, territory, by=kinds, day=day, standings=wanted, known_at=known_at)
    return Counted(day, territory, kinds, wanted, rows, operating(scope, territory, day).count())


def standing_rows(
    scope: Scope,
    territory: str,
    *,
    by: Sequence[str],
    day: date,
    standings: Iterable[str],
    known_at: datetime | None = None,
) -> list[Row]:
    """Sums where the asker sees all of a territory, else rows are counted.

    ``known_at``: as it was known at a moment, which is replayed from the statements and takes its time.
    """
    wanted, kinds = tuple(map(str, standings)), tuple(by)
    if known_at is not None:
        found = _replayed(scope, territory, kinds, day, wanted, known_at)
    elif scope.covers_territory(territory) and len(territory) in LEVELS:
        found = _summed(territory, kinds, day, wanted)
    else:
        found = _counted(scope, territory, kinds, day, wanted)
    return [Row(key, now, before) for key, (now, before) in sorted(found.items()) if now or before]


Found = Mapping[tuple[str, ...], tuple[int, int]]


def _summed(territory: str, by: tuple[str, ...], day: date, standings: tuple[str, ...]) -> Found:
    """From the sums, which hold the changes of each day: up to a day they add up to what there is."""
    level = LEVELS[-1] if "township" in by else _below(territory) if "division" in by else len(territory)
    rows = Tally.objects.filter(level=level, standing__in=standings, day__lte=day)
    rows = (
        rows.filter(starts_with("territory", territory)) if level > len(territory) else rows.filter(territory=territory)
    )
    return _grouped(rows, by, territory, "territory", now=Sum("delta"), before=Sum("delta", filter=Q(day__lt=day)))


def _counted(scope: Scope, territory: str, by: tuple[str, ...], day: date, standings: tuple[str, ...]) -> Found:
    """Spell by spell, for those who see some workplaces here and there."""
    yesterday = day - timedelta(days=1)
    seen = Spell.objects.filter(visible_workplaces(scope, "workplace__"), starts_with("township_code", territory))
    rows = seen.filter(_over(yesterday) | _over(day), standing__in=standings)
    now, before = Count("pk", filter=_over(day)), Count("pk", filter=_over(yesterday))
    return _grouped(rows, by, territory, "township_code", now=now, before=before)


def _over(day: date) -> Q:
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


def _grouped(rows: QuerySet[Any], by: tuple[str, ...], territory: str, place: str, **sums: Aggregate) -> Found:
    columns: dict[str, Any] = {"township": F(place), "division": Substr(place, 1, _below(territory))}
    if not by:
        whole = rows.aggregate(**sums)
        return {(): (whole["now"] or 0, whole["before"] or 0)}
    keys = {f"kind_{number}": columns.get(kind, F(kind)) for number, kind in enumerate(by)}
    found = rows.order_by().annotate(**keys).values_list(*keys).annotate(**sums)
    return {tuple(key): (now or 0, before or 0) for *key, now, before in found}


def _below(territory: str) -> int:
    """The digits of the divisions one level below; a township has none that are counted."""
    return next((level for level in LEVELS if level > len(territory)), LEVELS[-1])


def _replayed(
    scope: Scope, territory: str, by: tuple[str, ...], day: date, standings: tuple[str, ...], known_at: datetime
) -> Found:
    now, before = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for days, counter in ((day, now), (day - timedelta(days=1), before)):
        for kind, standing in standings_as_known(scope, territory, days, known_at):
            if standing in standings:
                values = {
                    "industry": kind.industry,
                    "ownership": kind.ownership,
                    "size": kind.size,
                    "township": kind.township,
                    "division": kind.township[: _below(territory)],
                    "standing": standing,
                }
                counter[tuple(values[name] for name in by)] += 1
    return {key: (now[key], before[key]) for key in now.keys() | before.keys()}


def operating(scope: Scope, territory: str, day: date) -> QuerySet[Workplace]:
    """All workplaces that are open on a day: the watch list starts from these, not from what was filed."""
    return Workplace.objects.filter(visible_within(scope, territory), existed_on(day))
