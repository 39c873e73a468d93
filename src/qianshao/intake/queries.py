"""Questions about reports."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from qianshao.core.problems import Problem
from qianshao.intake.models import DailyReport, Observation, ReportLink, Source
from qianshao.intake.rules import receipts
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Scope, visible_workplaces


def daily_reports(scope: Scope) -> QuerySet[DailyReport]:
    return DailyReport.objects.filter(visible_workplaces(scope, "workplace__"))


def latest(scope: Scope, workplace: Workplace, *, day: date, source: str = Source.UNION) -> DailyReport | None:
    """The revision that counts for a day."""
    return daily_reports(scope).filter(workplace=workplace, day=day, source=source).order_by("-revision").first()


def last_known(scope: Scope, workplace: Workplace, *, before: date) -> DailyReport | None:
    """The newest report of an earlier day: what the form proposes."""
    mine = daily_reports(scope).filter(workplace=workplace, day__lt=before, source=Source.UNION)
    return mine.order_by("-day", "-revision").first()


def workplace_of_link(token: str) -> Workplace:
    """Whoever holds the poster's address may report for its workplace; it opens nothing else."""
    link = ReportLink.objects.select_related("workplace").filter(token=token, revoked_at=None).first()
    if link is None:
        raise Problem("report.link_unknown")
    return link.workplace


def observation_of_receipt(receipt: str) -> Observation:
    """Whoever holds the receipt is the reporter; it opens this one report and nothing else."""
    digest = receipts.digest(receipt, settings.SECRET_KEY)
    found = Observation.objects.select_related("workplace").filter(receipt_digest=digest).first()
    if found is None:
        raise Problem("receipt.unknown", field="receipt")
    return found
