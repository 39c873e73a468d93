"""Daily reports: which ones count, and what they state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from qianshao.core.prefixes import starts_with
from qianshao.core.problems import or_not_found
from qianshao.intake.models import DailyReport, ReportPhoto, Source
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Scope, visible_workplaces

RECENT = timedelta(days=14)
"""How far a form looks back for what was stated last."""


def daily_reports(scope: Scope) -> QuerySet[DailyReport]:
    return DailyReport.objects.filter(visible_workplaces(scope, "workplace__"))


def who_reported(scope: Scope, territory: str, day: date, source: str) -> QuerySet[DailyReport]:
    """The first report of each workplace on a day. Where all of the territory is seen no workplace is asked about."""
    first = DailyReport.objects if scope.covers_territory(territory) else daily_reports(scope)
    return first.filter(starts_with("township_code", territory), day=day, source=source, revision=1)


def latest(scope: Scope, workplace: Workplace, *, day: date, source: str = Source.UNION) -> DailyReport | None:
    """The revision that counts for a day."""
    return daily_reports(scope).filter(workplace=workplace, day=day, source=source).order_by("-revision").first()


def last_known(scope: Scope, workplace: Workplace, *, before: date) -> DailyReport | None:
    """The newest report of an earlier day: what the form proposes."""
    mine = daily_reports(scope).filter(workplace=workplace, day__lt=before, source=Source.UNION)
    return mine.order_by("-day", "-revision").first()


def headcounts(scope: Scope, places: Sequence[Workplace], *, before: date) -> dict[int, int]:
    """By workplace, how many people its union stated last; in one query, as the last weeks hold nearly all answers."""
    recent = daily_reports(scope).filter(
        workplace__in=places, day__lt=before, day__gte=before - RECENT, source=Source.UNION
    )
    rows = recent.order_by("day", "revision").values_list("workplace", "headcount")
    return dict(rows)


def that_count(scope: Scope, *, day: date, territory: str = "", source: str = "") -> QuerySet[DailyReport]:
    """Of every workplace and source the newest revision of a day, in the order of their numbers."""
    newer = DailyReport.objects.filter(
        workplace=OuterRef("workplace"), day=day, source=OuterRef("source"), revision__gt=OuterRef("revision")
    )
    rows = daily_reports(scope).filter(starts_with("township_code", territory), ~Exists(newer), day=day)
    rows = rows.filter(source=source) if source else rows
    return rows.select_related("workplace").order_by("pk")


def report(scope: Scope, pk: int) -> DailyReport:
    return or_not_found(daily_reports(scope).select_related("workplace").filter(pk=pk).first())


def reported_on(scope: Scope, places: Sequence[Workplace], *, day: date, source: str) -> set[int]:
    """Which of these have a report of this source on a day."""
    rows = daily_reports(scope).filter(workplace__in=places, day=day, source=source)
    return set(rows.values_list("workplace", flat=True))


def photo(scope: Scope, report_pk: int, pk: int) -> ReportPhoto:
    """Whoever sees the report sees its photos."""
    return or_not_found(report(scope, report_pk).photos.select_related("file").filter(pk=pk).first())


def of_management(scope: Scope, workplace: Workplace, *, day: date) -> DailyReport | None:
    """What the authority's feed holds: shown to the delegate, and kept apart."""
    return latest(scope, workplace, day=day, source=Source.MANAGEMENT)
