from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone

from qianshao.briefing.exchange.figures import total
from qianshao.briefing.models import Arrival, Dispatch, Lower, Upper
from qianshao.briefing.rules.upward import Standing, standing
from qianshao.core.problems import Problem
from qianshao.registry.models import Territory
from qianshao.registry.scope import Scope

LOOKS_BACK = 14
"""Days that are shown of an installation below."""


def uppers() -> list[Upper]:
    return list(Upper.objects.filter(ended_at=None).select_related("body").order_by("pk"))


@dataclass(frozen=True, slots=True)
class Below:
    """An installation below: how it stands, and its newest figures of the day that was asked for."""

    lower: Lower
    standing: Standing
    days_late: int
    newest: date | None
    received_at: datetime | None
    figures: dict[str, Any] | None

    def as_dict(self) -> dict[str, Any]:
        return {
            "territory": self.lower.territory_id,
            "name": self.lower.name,
            "standing": self.standing.value,
            "days_late": self.days_late,
            "newest_day": self.newest,
            "received_at": self.received_at,
            "due": self.lower.due.isoformat("minutes"),
            "figures": self.figures,
        }


@dataclass(frozen=True, slots=True)
class Above:
    """What has gone to the installation above, and what waits."""

    upper: Upper
    passed: int
    waiting: int
    oldest_waiting: datetime | None
    failure: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.upper.name,
            "url": self.upper.url,
            "passed": self.passed,
            "waiting": self.waiting,
            "oldest_waiting": self.oldest_waiting,
            "failure": self.failure,
        }


@dataclass(frozen=True, slots=True)
class Line:
    code: str
    name: str
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Came:
    """What has come of one day: when its newest document did, how many it replaced, and its figures. ``received_at`` is
    None where nothing came."""

    day: date
    received_at: datetime | None
    replaced: int
    figures: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Detail:
    below: Below
    lines: list[Line]
    days: list[Came]


def below(scope: Scope, *, day: date, at: datetime) -> list[Below]:
    """Those on the asker's territory, who is late first."""
    found = [_below(lower, day, at) for lower in _lowers(scope)]
    return sorted(found, key=lambda one: (-one.days_late, one.lower.territory_id))


def _lowers(scope: Scope) -> list[Lower]:
    rows: QuerySet[Lower] = Lower.objects.filter(ended_at=None).select_related("territory")
    return [lower for lower in rows if scope.covers_territory(lower.territory_id)]


def _below(lower: Lower, day: date, at: datetime) -> Below:
    arrivals = Arrival.objects.filter(lower=lower)
    newest = arrivals.aggregate(day=Max("day"), at=Max("received_at"))
    state, days = standing(
        newest["day"], now=timezone.localtime(at), due=lower.due, since=timezone.localdate(lower.since)
    )
    of_day = arrivals.filter(day=day).order_by("-number").first()
    figures = total(lines(of_day)) if of_day else None
    return Below(lower, state, days, newest["day"], newest["at"], figures)


def detail(scope: Scope, territory: str, *, day: date, at: datetime) -> Detail:
    """One installation below: its figures of a day by division, and what came of the days before, since it joined."""
    lower = next((one for one in _lowers(scope) if one.territory_id == territory), None)
    if lower is None:
        raise Problem("not_found")
    first = max(day - timedelta(days=LOOKS_BACK - 1), timezone.localdate(lower.since))
    arrivals = list(Arrival.objects.filter(lower=lower, day__gte=first, day__lte=day).order_by("number"))
    newest = {one.day: one for one in arrivals}
    return Detail(
        _below(lower, day, at),
        _named(lines(newest[day])) if day in newest else [],
        [_came(day - timedelta(days=ago), arrivals) for ago in range((day - first).days + 1)],
    )


def _named(found: list[dict[str, Any]]) -> list[Line]:
    names = dict(Territory.objects.filter(code__in=[one["territory"] for one in found]).values_list("code", "name"))
    return [Line(one["territory"], names.get(one["territory"], one["territory"]), one) for one in found]


def _came(day: date, arrivals: list[Arrival]) -> Came:
    of_day = [one for one in arrivals if one.day == day]
    if not of_day:
        return Came(day, None, 0, None)
    return Came(day, of_day[-1].received_at, len(of_day) - 1, total(lines(of_day[-1])))


def lines(arrival: Arrival) -> list[dict[str, Any]]:
    """The figures of one document, division by division."""
    found: list[dict[str, Any]] = json.loads(arrival.document)["figures"]
    return found


def above(scope: Scope) -> list[Above]:
    """For those who work with the body that passes its figures on."""
    return [_above(upper) for upper in uppers() if scope.covers_territory(upper.body.territory_id or "")]


def _above(upper: Upper) -> Above:
    rows = Dispatch.objects.filter(upper=upper)
    waiting = list(rows.filter(taken_at=None).order_by("number"))
    passed = rows.filter(taken_at__isnull=False).count()
    first = waiting[0] if waiting else None
    return Above(upper, passed, len(waiting), first.made_at if first else None, first.failure if first else "")


def sums(found: Iterable[Below]) -> dict[str, Any]:
    """Over those who have passed on figures of the day."""
    return total([{"territory": "", **one.figures} for one in found if one.figures])
