"""Photos of a daily report."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.documents import actions as documents
from qianshao.intake.models import DailyReport, ReportPhoto


def add_photo(report: DailyReport, content: bytes, *, actor: Actor, via: str, at: datetime) -> ReportPhoto:
    """A Problem when it is no picture. The same picture again is there already."""
    kept = documents.keep_picture(content, at=at)
    with transaction.atomic():
        photo, new = ReportPhoto.objects.get_or_create(report=report, file=kept)
        if new:
            territory, subject = report.township_code, ("daily_report", report.pk)
            record("report.photo_added", actor=actor, via=via, at=at, subject=subject, territory=territory)
    return photo
