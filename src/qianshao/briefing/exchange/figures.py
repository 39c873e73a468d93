"""The figures of a day: counts of workplaces and cases and sums over reports, by division. Never a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Substr
from django.utils import timezone

from qianshao.briefing import queries
from qianshao.briefing.rules import sheets
from qianshao.briefing.rules.sheets import Sheet
from qianshao.briefing.rules.upward import SUMS
from qianshao.casework import queries as casework
from qianshao.core import clock
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem
from qianshao.intake import queries as intake
from qianshao.intake.models import DailyReport, Source
from qianshao.registry.models import Body, BodyKind, Territory
from qianshao.registry.scope import Scope


def figures(scope: Scope, code: str, *, day: date, at: datetime) -> list[dict[str, Any]]:
    """One line for each division a level below ``code``, in the order of the codes."""
    board = queries.board(scope, code, day=day, at=at)
    cases, sums = _cases(scope, code, day, at), _sums(scope, code, day)
    lines = {line.code: line for line in board.lines}
    nothing = dict.fromkeys(SUMS)
    return [
        {
            "territory": one,
            "workplaces": lines[one].workplaces if one in lines else 0,
            "reported": lines[one].reported if one in lines else 0,
            "heard": lines[one].heard if one in lines else 0,
            "wrong": lines[one].wrong if one in lines else 0,
            "opened": cases.get(one, (0, 0))[0],
            "open": cases.get(one, (0, 0))[1],
            **sums.get(one, nothing),
        }
        for one in sorted({*lines, *cases, *sums})
    ]


def total(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Over all lines; None where no line has the number."""
    names = [name for name in (lines[0] if lines else {}) if name != "territory"]
    known = {name: [line[name] for line in lines if line[name] is not None] for name in names}
    return {name: sum(values) if values else None for name, values in known.items()}


def _division(code: str) -> F | Substr:
    length = queries.BELOW[len(code)]
    return F("township_code") if length == 9 else Substr("township_code", 1, length)


def _sums(scope: Scope, code: str, day: date) -> Mapping[str, dict[str, Any]]:
    """Over the newest statement of each enterprise union."""
    newer = DailyReport.objects.filter(
        workplace=OuterRef("workplace"), day=day, source=OuterRef("source"), revision__gt=OuterRef("revision")
    )
    own = intake.daily_reports(scope).filter(starts_with("township_code", code), day=day, source=Source.UNION)
    added = {f"sum_of_{name}": Sum(name) for name in SUMS}
    rows: Iterable[dict[str, Any]] = (
        own.filter(~Exists(newer)).order_by().values(division=_division(code)).annotate(**added)
    )
    return {row["division"]: {name: row[f"sum_of_{name}"] for name in SUMS} for row in rows}


def _cases(scope: Scope, code: str, day: date, at: datetime) -> Mapping[str, tuple[int, int]]:
    """Opened on the day; open when it ended, or now."""
    start = datetime.combine(day, time.min, timezone.get_current_timezone())
    end = min(start + timedelta(days=1), at + timedelta(microseconds=1))
    there = casework.cases(scope).filter(starts_with("township_code", code), opened_at__lt=end)
    still = Q(closed_at=None) | Q(closed_at__gte=end)
    counted = there.order_by().values(division=_division(code))
    rows = counted.annotate(opened=Count("pk", filter=Q(opened_at__gte=start)), still=Count("pk", filter=still))
    return {row["division"]: (row["opened"], row["still"]) for row in rows if row["opened"] or row["still"]}


def sheet(scope: Scope, code: str, *, day: date, at: datetime) -> Sheet:
    """What may leave the house. Only whole territories that the asker covers: part of one is nobody's figure."""
    if not scope.covers_territory(code):
        raise Problem("not_found")
    lines = figures(scope, code, day=day, at=at)
    codes = {code, *(line["territory"] for line in lines)}
    names = dict(Territory.objects.filter(code__in=codes).values_list("code", "name"))
    publisher = Body.objects.filter(kind=BodyKind.FEDERATION, territory=code or None, closed_on=None).first()
    name = names.get(code, "")
    generated = clock.is_generated()
    giver = publisher.name if publisher else name
    return sheets.sheet(code, name, day=day, rows=lines, names=names, publisher=giver or "中国", generated=generated)
