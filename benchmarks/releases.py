"""A release of the district: how long it takes to draft it, and its public page. Used by ``benchmarks.measure``."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qianshao.accounts.models import Person


def publish(district: str, day: date, drafter: Person) -> tuple[str, dict[str, float]]:
    """The day of the replayed morning and the six before it. Processor time of counting, withholding and proving."""
    from django.utils import timezone

    from qianshao.accounts.models import Person
    from qianshao.briefing.releases import actions
    from qianshao.core import actor as actors
    from qianshao.core.actor import Via
    from qianshao.registry.models import Body

    approver = Person.objects.create(username="benchmark-approver", created_at=timezone.now())
    body = Body.objects.get(territory=district, kind="federation")
    common: dict[str, Any] = {"via": Via.SHELL, "at": timezone.now()}
    begin = time.process_time()
    row = actions.draft(body, day - timedelta(days=6), day, actor=actors.person(drafter.pk), **common)
    drafted = time.process_time()
    actions.approve(row, actor=actors.person(approver.pk), **common)
    actions.publish(row, actor=actors.person(drafter.pk), **common)
    figures = {"cpu_seconds": round(drafted - begin, 2), "publish_cpu_seconds": round(time.process_time() - drafted, 2)}
    withheld = sum(value is None for table in row.public["tables"] for value in table["value"])
    return row.number, figures | {"cells": sum(len(one["value"]) for one in row.public["tables"]), "withheld": withheld}
