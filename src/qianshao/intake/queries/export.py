"""Reported once, for all who must know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from qianshao.core.prefixes import starts_with
from qianshao.intake.models import Source
from qianshao.intake.queries.reports import that_count
from qianshao.intake.rules import daily, receipts
from qianshao.registry import queries as registry
from qianshao.registry.models import Level, Territory
from qianshao.registry.scope import Scope


def for_export(
    scope: Scope, *, day: date, territory: str = "", workplace: int | None = None
) -> Iterator[dict[str, Any]]:
    """Every workplace with what its union reported for a day; None where it did not. In the order of the divisions."""
    places = registry.workplaces(scope).filter(starts_with("township_code", territory), registry.existed_on(day))
    places = places.filter(pk=workplace) if workplace else places
    names = dict(Territory.objects.filter(level=Level.TOWNSHIP).values_list("code", "name"))
    rows = places.order_by("township_code", "name", "pk")
    reports = {one.workplace_id: one for one in that_count(scope, day=day, territory=territory, source=Source.UNION)}
    for number, place in enumerate(rows.iterator(2000), start=1):
        report = reports.get(place.pk)
        stated = {name: getattr(report, name) if report else None for name in daily.STATED}
        yield stated | {
            "number": number,
            "name": place.name,
            "site": place.site,
            "credit_code": place.credit_code,
            "address": place.address,
            "township": names.get(place.township_code, ""),
            "day": day,
            "receipt": receipts.of_daily_report(day, report.pk) if report else None,
            "stated_by": report.get_source_display() if report else None,
        }
