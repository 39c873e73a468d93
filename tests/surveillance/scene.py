"""A district whose workplaces report for some weeks, made quickly: rows as intake would write them."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

import numpy as np

from qianshao.core.actor import Via, system
from qianshao.intake.models import Channel, DailyReport, Source
from qianshao.registry.models import Workplace
from qianshao.surveillance.actions.looking import Looked, look_at
from tests.cast import DAY, MORNING, Cast

BANAN = "500113"


def report(place: Workplace, days_ago: int = 0, *, source: str = Source.UNION, **figures: Any) -> DailyReport:
    day = DAY - timedelta(days=days_ago)
    return DailyReport.objects.create(
        workplace=place,
        township_code=place.township_code,
        day=day,
        source=source,
        channel=Channel.WEB,
        received_at=MORNING,
        content_hash=hashlib.sha256(f"{place.pk}{day}{source}{figures}".encode()).hexdigest(),
        all_clear=not any(figures.values()),
        headcount=place.headcount,
        **{"revision": 1, **figures},
    )


def factories(cast: Cast, number: int, *, headcount: int = 50) -> list[Workplace]:
    """More workplaces of the two townships, so that there is something to compare with."""
    towns = [cast.plant.territory, cast.shop.territory]
    Workplace.objects.bulk_create(
        Workplace(
            name=f"比对厂{at:04d}",
            territory=towns[at % 2],
            township_code=towns[at % 2].code,
            district_code=BANAN,
            headcount=headcount,
            latitude=29.3 + (at % 20) * 0.01,
            longitude=106.5 + (at // 20) * 0.01,
            source="test",
            generated=True,
        )
        for at in range(number)
    )
    return list(Workplace.objects.filter(name__startswith="比对厂").order_by("pk"))


def weeks(places: list[Workplace], days: int, *, reports: float = 0.95, ill: float = 0.0, seed: int = 1) -> None:
    """Everybody reports as chance has it; ``ill``: people newly ill for each workplace and day."""
    dice = np.random.default_rng(seed)
    rows = []
    for ago in range(days):
        day = DAY - timedelta(days=ago)
        sick = dice.poisson(ill, len(places))
        there = dice.random(len(places)) < reports
        for at, place in enumerate(places):
            if there[at]:
                rows.append(
                    DailyReport(
                        workplace=place,
                        township_code=place.township_code,
                        day=day,
                        source=Source.UNION,
                        channel=Channel.WEB,
                        received_at=MORNING,
                        content_hash="0",
                        all_clear=not sick[at],
                        headcount=place.headcount,
                        fever=int(sick[at]),
                    )
                )
    DailyReport.objects.bulk_create(rows, batch_size=2000)


def look(day: date = DAY, district: str = BANAN) -> Looked:
    return look_at(district, day, actor=system("surveillance"), via=Via.SHELL, at=MORNING)
