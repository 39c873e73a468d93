"""Rolls, and the state of a day as it was at any moment: counted from the reports, which are never changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from qianshao.briefing.models import Hours, Reminder, Roll, RollLine
from qianshao.briefing.rolls import rules
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem
from qianshao.intake.models import DailyReport, Source
from qianshao.policy import reporting
from qianshao.policy import rolls as policy
from qianshao.registry.models import Body, BodyKind, Level, Territory, Workplace
from qianshao.registry.queries import existed_on
from qianshao.registry.scope import ALL, NONE, Scope

DISTRICT = 6
"""How long the code of a division is whose federation calls the roll."""


@dataclass(frozen=True, slots=True)
class Told:
    """One township at a moment. ``late``: what its unions reported after that moment; of an unclosed day nothing."""

    code: str
    name: str
    workplaces: int
    answered: int
    heard: int
    wrong: int
    late: int = 0

    @property
    def silent(self) -> int:
        return max(self.workplaces - self.answered - self.heard, 0)

    @property
    def share(self) -> int:
        """Per cent that answered, rounded down: 100 means all."""
        return min(100 * self.answered // self.workplaces, 100) if self.workplaces else 100

    def as_dict(self) -> dict[str, Any]:
        counts = {name: getattr(self, name) for name in ("workplaces", "answered", "heard", "wrong", "late")}
        return {"code": self.code, "name": self.name, **counts, "silent": self.silent, "share": self.share}


@dataclass(frozen=True, slots=True)
class State:
    """A day of a district as it was at ``moment``."""

    territory: Territory
    day: date
    moment: datetime
    lines: list[Told]
    total: Told

    def as_dict(self) -> dict[str, Any]:
        return {
            "territory": self.territory.code,
            "day": self.day,
            "as_of": self.moment,
            "total": self.total.as_dict(),
            "divisions": [line.as_dict() for line in self.lines],
        }


# --- hours ------------------------------------------------------------------------------------------------


def callers() -> QuerySet[Body]:
    """The federations that call a roll: those of districts."""
    federations = Body.objects.filter(kind=BodyKind.FEDERATION, level=Level.DISTRICT, closed_on=None)
    return federations.filter(territory__level=Level.DISTRICT).select_related("hours").order_by("number")


def waiting(today: date) -> QuerySet[Body]:
    """Those that have workplaces, and whose roll of today is still to come. ``called_before``: that of yesterday is
    closed, so that there is nothing to catch up with."""
    places = Workplace.objects.filter(district_code=OuterRef("territory_id"))
    rolls = Roll.objects.filter(territory=OuterRef("territory_id"))
    waiting = callers().filter(Exists(places), ~Exists(rolls.filter(day=today)))
    return waiting.annotate(called_before=Exists(rolls.filter(day=today - timedelta(days=1))))


def caller(code: str) -> Body | None:
    """Who calls the roll of a district, or of the district that a township lies in."""
    return callers().filter(territory=code[:DISTRICT]).first()


def hours_of(body: Body) -> tuple[time, time]:
    """By when reports are due, and when the meeting begins."""
    own: Hours | None = getattr(body, "hours", None)
    return (own.due, own.meeting) if own else (reporting.in_force().due, policy.in_force().meeting)


def cut_off(body: Body, day: date) -> datetime:
    return rules.cut_off(day, hours_of(body)[0], timezone.get_default_timezone())


# --- rolls ------------------------------------------------------------------------------------------------


def place(scope: Scope, code: str) -> Territory:
    """A district or a township of which the asker sees everything."""
    found = Territory.objects.filter(code=code, level__in=(Level.DISTRICT, Level.TOWNSHIP)).first()
    if found is None or not scope.covers_territory(code):
        raise Problem("not_found")
    return found


def rolls(scope: Scope) -> QuerySet[Roll]:
    """The last day first, with the sums of their lines."""
    seen = NONE
    for prefix in (*scope.territories, *scope.ordered):
        seen |= starts_with("territory", prefix) if prefix else ALL
    sums = {name: Sum(f"lines__{name}") for name in ("workplaces", "answered", "heard", "wrong")}
    return Roll.objects.filter(seen).select_related("body").annotate(**sums).order_by("-day", "territory")


def roll(scope: Scope, code: str, day: date) -> Roll | None:
    district = place(scope, code).code[:DISTRICT]
    return Roll.objects.filter(territory=district, day=day).select_related("body").first()


def called(scope: Scope, roll: Roll, code: str) -> State:
    """A closed roll, or the line of one township, as it stands for good; what came since is told as late."""
    here = place(scope, code)
    late = _by_township(late_reports(scope, code, day=roll.day, moment=roll.cut_off))
    rows = {row.township_code: row for row in roll.lines.filter(starts_with("township_code", code))}
    names = _names(set(rows))
    lines = [
        Told(code, names.get(code, code), row.workplaces, row.answered, row.heard, row.wrong, late[code])
        for code, row in sorted(rows.items())
    ]
    return State(here, roll.day, roll.cut_off, lines, _sum(lines, here))


def reminders(body: Body, day: date) -> QuerySet[Reminder]:
    return Reminder.objects.filter(body=body, day=day).order_by("-minutes")


# --- as it was at a moment --------------------------------------------------------------------------------


def as_of(scope: Scope, code: str, *, day: date, moment: datetime) -> State:
    """Who had answered by a moment, and what was wrong by what had been said until then."""
    here = place(scope, code)
    roster = _by_township(at_work(code, day))
    answered = _by_township(_first(day, moment).filter(starts_with("township_code", code), source=Source.UNION))
    heard = _by_township(_heard(day, moment).filter(starts_with("township_code", code)))
    wrong = _by_township(_wrong(day, moment).filter(starts_with("township_code", code)))
    codes = {*roster, *answered}
    names = _names(codes)
    lines = [
        Told(one, names.get(one, one), roster[one], answered[one], heard[one], wrong[one]) for one in sorted(codes)
    ]
    return State(here, day, moment, lines, _sum(lines, here))


def silent(scope: Scope, code: str, *, day: date, moment: datetime) -> QuerySet[Workplace]:
    """Of whom nothing was known at a moment, the largest first."""
    known = DailyReport.objects.filter(
        workplace=OuterRef("pk"), day=day, source__in=(Source.UNION, Source.FEDERATION), received_at__lte=moment
    )
    place(scope, code)
    return at_work(code, day).filter(~Exists(known)).order_by("-headcount", "pk")


def late_reports(scope: Scope, code: str, *, day: date, moment: datetime) -> QuerySet[DailyReport]:
    """The first that a union said of a day, after its cut-off; the earliest first."""
    place(scope, code)
    later = DailyReport.objects.filter(starts_with("township_code", code), day=day, source=Source.UNION, revision=1)
    return later.filter(received_at__gt=moment).order_by("received_at", "pk")


def at_work(code: str, day: date) -> QuerySet[Workplace]:
    """The workplaces that existed on a day."""
    # By equality where a column is made for it, so that an index gives the order of size as well.
    here = Q(district_code=code) if len(code) == DISTRICT else Q(township_code=code)
    return Workplace.objects.filter(existed_on(day), here)


def _first(day: date, moment: datetime) -> QuerySet[DailyReport]:
    return DailyReport.objects.filter(day=day, revision=1, received_at__lte=moment)


def _heard(day: date, moment: datetime) -> QuerySet[DailyReport]:
    own = _first(day, moment).filter(workplace=OuterRef("workplace"), source=Source.UNION)
    return _first(day, moment).filter(~Exists(own), source=Source.FEDERATION)


def _wrong(day: date, moment: datetime) -> QuerySet[DailyReport]:
    """By what a union had said last. Few, so that each may be asked whether it was said anew."""
    newer = DailyReport.objects.filter(
        workplace=OuterRef("workplace"),
        day=day,
        source=Source.UNION,
        received_at__lte=moment,
        revision__gt=OuterRef("revision"),
    )
    said = DailyReport.objects.filter(day=day, source=Source.UNION, received_at__lte=moment, all_clear=False)
    return said.filter(~Exists(newer))


def _by_township(rows: QuerySet[Any]) -> Counter[str]:
    counted = rows.order_by().values(place=F("township_code")).annotate(count=Count("pk"))
    return Counter(dict(counted.values_list("place", "count")))


def _names(codes: set[str]) -> dict[str, str]:
    return dict(Territory.objects.filter(code__in=codes).values_list("code", "name"))


def _sum(lines: list[Told], here: Territory) -> Told:
    names = ("workplaces", "answered", "heard", "wrong", "late")
    return Told(here.code, here.name, **{name: sum(getattr(line, name) for line in lines) for name in names})


# --- to compare with --------------------------------------------------------------------------------------


def totals(scope: Scope, code: str, day: date) -> Told | None:
    """The sums of a closed roll, without its lines."""
    here = place(scope, code)
    names = ("workplaces", "answered", "heard", "wrong")
    rows = RollLine.objects.filter(roll__territory=code, roll__day=day).aggregate(**{name: Sum(name) for name in names})
    if rows["workplaces"] is None:
        return None
    return Told(here.code, here.name, *(rows[name] for name in names))
