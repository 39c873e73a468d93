"""What judgements have come to, rule by rule and week by week; and what came to light without a signal."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Exists, OuterRef
from django.utils import timezone

from qianshao.casework import queries as casework
from qianshao.casework.models import Case, CaseOrigin
from qianshao.registry.scope import Scope
from qianshao.surveillance.models import Signal, SignalPlace, Verdict
from qianshao.surveillance.queries.signals import SIGNAL, signals

CLUSTERS = ("cluster", "infection_at_workplace", "concealed_illness")
"""Cases that detection should have seen coming."""

BEFORE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Week:
    """``start``: its Monday. ``hours``: the median from signal to judgement. None where nothing was judged."""

    start: date
    rule: str
    signals: int
    judged: int
    confirmed: int
    held: int
    hours: float | None

    @property
    def precision(self) -> int | None:
        """In per cent of what was judged."""
        return round(100 * self.confirmed / self.judged) if self.judged else None


def weeks(scope: Scope, at: datetime, number: int) -> list[Week]:
    """By the week in which a signal was seen, the newest first."""
    first = monday(timezone.localdate(at)) - timedelta(weeks=number - 1)
    rows = signals(scope).filter(day__gte=first).prefetch_related(None).order_by()
    by: dict[tuple[date, str], list[Signal]] = defaultdict(list)
    for row in rows.only("rule", "day", "seen_at", "judged_at", "verdict", "held"):
        by[monday(row.day), row.rule].append(row)
    found = [_week(start, rule, inside) for (start, rule), inside in by.items()]
    return sorted(found, key=lambda one: (-one.start.toordinal(), one.rule))


def _week(start: date, rule: str, rows: list[Signal]) -> Week:
    hours = [(row.judged_at - row.seen_at) / timedelta(hours=1) for row in rows if row.judged_at]
    return Week(
        start=start,
        rule=rule,
        signals=len(rows),
        judged=len(hours),
        confirmed=sum(row.verdict == Verdict.CONFIRMED for row in rows),
        held=sum(row.held for row in rows),
        hours=round(median(hours), 1) if hours else None,
    )


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def missed(scope: Scope, at: datetime, number: int) -> list[Case]:
    """Cases of clusters and concealed illness that no signal opened, at workplaces that no signal had named in the
    fortnight before: somebody else saw them first."""
    first = monday(timezone.localdate(at)) - timedelta(weeks=number - 1)
    named = SignalPlace.objects.filter(
        workplace=OuterRef("workplace"),
        signal__seen_at__lte=OuterRef("opened_at"),
        signal__seen_at__gte=OuterRef("opened_at") - BEFORE,
    )
    opened = CaseOrigin.objects.filter(case=OuterRef("pk"), kind=SIGNAL)
    rows = casework.cases(scope).filter(category__in=CLUSTERS, opened_at__date__gte=first)
    return list(rows.filter(~Exists(named), ~Exists(opened)).select_related("workplace").order_by("-opened_at")[:200])
