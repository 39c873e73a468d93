"""The board: for a day and a territory, who has reported, who has not, and what is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Substr

from qianshao.accounts.models import Person
from qianshao.casework import queries as casework
from qianshao.casework.models import Proposal
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem
from qianshao.intake import queries as intake
from qianshao.intake.models import DailyReport, DayTally, Source
from qianshao.registry import queries as registry
from qianshao.registry.models import Level, Territory, Workplace
from qianshao.registry.scope import Scope

BELOW = {0: 2, 2: 4, 4: 6, 6: 9, 9: 9}
"""How long the codes are one level below a code of this length; townships are counted as themselves, villages are
not counted."""

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One division on the board. Counts of workplaces; ``open_cases`` and ``overdue`` count cases, ``proposals`` those
    to evacuate or to hold a restart that were put or accepted.

    ``reported``: by the enterprise union. ``heard``: it was silent, and a federation asked and stated what it heard.
    """

    code: str
    name: str
    workplaces: int
    reported: int
    heard: int
    wrong: int
    open_cases: int
    overdue: int
    proposals: int = 0

    @property
    def silent(self) -> int:
        return max(self.workplaces - self.reported - self.heard, 0)

    @property
    def share(self) -> int:
        """Per cent reported, rounded down: 100 means all."""
        return min(100 * self.reported // self.workplaces, 100) if self.workplaces else 100


@dataclass(frozen=True, slots=True)
class Board:
    territory: Territory | None
    day: date
    lines: list[Line]
    total: Line

    @property
    def code(self) -> str:
        return self.territory.code if self.territory else ""


def own_territory(scope: Scope) -> str:
    """Where a person's board begins: their territory, else the country seen through their own line."""
    return (*scope.territories, *scope.ordered, "")[0]


def board(scope: Scope, code: str, *, day: date, at: datetime) -> Board:
    """The state of a day. One territory that is wholly seen is read from the tallies; otherwise the asker's own
    workplaces are counted one by one."""
    territory = _territory(code)
    # A range of townships: counting then reads an index and no workplace.
    roster = _by_division(_at_work(scope, code, day).filter(starts_with("township_code", code)), code)
    reported, wrong = _tallies(code, day) if scope.covers_territory(code) else _own_tallies(scope, code, day)
    heard = _by_division(_heard(scope, code, day), code)
    open_cases = casework.cases(scope).filter(starts_with("township_code", code), closed_at=None)
    cases = _by_division(open_cases, code)
    overdue = _by_division(open_cases.filter(deadline__lt=at), code)
    proposed = _by_division(_proposed(scope, code), code)
    names = {child.code: child.name for child in _children(territory, code, day)}
    codes = sorted(
        set(roster)
        | set(reported)
        | set(cases)
        | set(proposed)
        | (set(names) if scope.covers_territory(code) else set())
    )
    lines = [
        Line(
            code=one,
            name=names.get(one) or _name(one),
            workplaces=roster[one],
            reported=reported[one],
            heard=heard[one],
            wrong=wrong[one],
            open_cases=cases[one],
            overdue=overdue[one],
            proposals=proposed[one],
        )
        for one in codes
    ]
    return Board(territory, day, lines, _sum(lines, territory))


def _territory(code: str) -> Territory | None:
    if not code:
        return None
    found = Territory.objects.filter(code=code).first()
    if found is None or found.level > Level.TOWNSHIP:
        raise Problem("not_found")
    return found


def _children(territory: Territory | None, code: str, day: date) -> list[Territory]:
    if territory and territory.level == Level.TOWNSHIP:
        return [territory]
    return registry.children(code, day)


def _name(code: str) -> str:
    """Of a division that was not in force on that day, but for which something is counted."""
    return Territory.objects.filter(code=code).values_list("name", flat=True).first() or code


def _at_work(scope: Scope, code: str, day: date) -> QuerySet[Workplace]:
    """The workplaces on a territory that existed on a day, as far as the asker sees them."""
    seen = Workplace.objects.all() if scope.covers_territory(code) else registry.workplaces(scope)
    return seen.filter(registry.existed_on(day))


def _listed(code: str) -> Q:
    """By equality where a column is made for it: the index then also gives the order."""
    if len(code) == 6:
        return Q(district_code=code)
    if len(code) == 9:
        return Q(township_code=code)
    return starts_with("township_code", code)


def _by_division(rows: QuerySet[Any], code: str) -> Counter[str]:
    """How many rows lie in each division one level below ``code``, by their township."""
    division = _division(code)
    counted = rows.order_by().values(division=division).annotate(count=Count("pk"))
    return Counter(dict(counted.values_list("division", "count")))


def _division(code: str) -> F | Substr:
    length = BELOW[len(code)]
    return F("township_code") if length == 9 else Substr("township_code", 1, length)


def _tallies(code: str, day: date) -> tuple[Counter[str], Counter[str]]:
    rows = DayTally.objects.filter(starts_with("township_code", code), day=day)
    sums = rows.order_by().values(division=_division(code)).annotate(reports=Sum("reported"), dangers=Sum("wrong"))
    table = list(sums.values_list("division", "reports", "dangers"))
    return Counter({row[0]: row[1] for row in table}), Counter({row[0]: row[2] for row in table})


def _own_tallies(scope: Scope, code: str, day: date) -> tuple[Counter[str], Counter[str]]:
    """The same, counted from the reports that the asker may see; of each workplace the newest revision."""
    latest = _newest(scope, day).filter(starts_with("township_code", code), source=Source.UNION)
    return _by_division(latest, code), _by_division(latest.filter(all_clear=False), code)


def _heard(scope: Scope, code: str, day: date) -> QuerySet[DailyReport]:
    """Of each workplace that a federation has asked, and whose own union has said nothing, the first statement."""
    own = DailyReport.objects.filter(workplace=OuterRef("workplace"), day=day, source=Source.UNION)
    asked = intake.daily_reports(scope).filter(starts_with("township_code", code), day=day, revision=1)
    return asked.filter(~Exists(own), source=Source.FEDERATION)


def _proposed(scope: Scope, code: str) -> QuerySet[Proposal]:
    """By their township, as all that is counted here."""
    rows = proposals(scope, code)
    return rows.annotate(township_code=F("case__township_code"))


def proposals(scope: Scope, code: str) -> QuerySet[Proposal]:
    """What was put or accepted on a territory and not lifted: to evacuate, or to hold a restart."""
    return casework.proposals_in_force(scope).filter(starts_with("case__township_code", code))


def _sum(lines: list[Line], territory: Territory | None) -> Line:
    return Line(
        code=territory.code if territory else "",
        name=territory.name if territory else "",
        workplaces=sum(line.workplaces for line in lines),
        reported=sum(line.reported for line in lines),
        heard=sum(line.heard for line in lines),
        wrong=sum(line.wrong for line in lines),
        open_cases=sum(line.open_cases for line in lines),
        overdue=sum(line.overdue for line in lines),
        proposals=sum(line.proposals for line in lines),
    )


# --- the lists behind the numbers -------------------------------------------------------------------------


def silent(scope: Scope, code: str, *, day: date) -> QuerySet[Workplace]:
    """Of whom nothing is known, the largest first: whom to call. Who has been called is off the list."""
    known = (Source.UNION, Source.FEDERATION)
    reports = DailyReport.objects.filter(workplace=OuterRef("pk"), day=day, source__in=known)
    return _at_work(scope, code, day).filter(_listed(code), ~Exists(reports)).order_by("-headcount", "pk")


def to_call(scope: Scope, *, day: date, at: datetime, caller: Person) -> QuerySet[Workplace]:
    """The silent ones of one's own territory, without those that are left alone for now."""
    alone = intake.not_to_call(day, at, caller).filter(workplace=OuterRef("pk"))
    return silent(scope, own_territory(scope) or "", day=day).filter(~Exists(alone))


def reported(scope: Scope, code: str, *, day: date) -> QuerySet[Workplace]:
    """Of whom anything was stated to the union, the largest first; an authority's feed is no report."""
    stated = DailyReport.objects.filter(workplace=OuterRef("pk"), day=day).exclude(source=Source.MANAGEMENT)
    return _at_work(scope, code, day).filter(_listed(code), Exists(stated)).order_by("-headcount", "pk")


def wrong(scope: Scope, code: str, *, day: date) -> QuerySet[Workplace]:
    """Where something is wrong by the newest statement of any source, the largest first."""
    newest = _newest(scope, day).filter(starts_with("township_code", code), all_clear=False)
    return Workplace.objects.filter(pk__in=newest.values("workplace")).order_by("-headcount", "pk")


def statements(scope: Scope, places: Sequence[Workplace], *, day: date) -> list[DailyReport]:
    """What counts for a day of these workplaces: of each source the newest revision. In the order of ``places``."""
    order = {place.pk: at for at, place in enumerate(places)}
    rows = _newest(scope, day).filter(workplace__in=places).select_related("workplace")
    return sorted(rows, key=lambda report: (order[report.workplace_id], report.pk))


def _newest(scope: Scope, day: date) -> QuerySet[DailyReport]:
    newer = DailyReport.objects.filter(
        workplace=OuterRef("workplace"), day=day, source=OuterRef("source"), revision__gt=OuterRef("revision")
    )
    return intake.daily_reports(scope).filter(~Exists(newer), day=day)


def history(scope: Scope, workplace: Workplace, *, limit: int = 30) -> list[DailyReport]:
    """What was reported of one workplace, every revision, the newest first."""
    mine = intake.daily_reports(scope).filter(workplace=workplace)
    return list(mine.order_by("-day", "-received_at", "-pk")[:limit])
