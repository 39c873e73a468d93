"""Reports on disk, and commits that brought them: a list of two numbers."""

from __future__ import annotations

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qianshao.config.settings")
    django.setup()
    from qianshao.core.models import Event
    from qianshao.intake.models import DailyReport

    print([DailyReport.objects.count(), Event.objects.filter(action="reports.filed").count()])
