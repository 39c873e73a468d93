"""From a file of counts to what is more than their past explains."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from qianshao.core.problems import Problem
from qianshao.core.shell import print_json
from qianshao.detection.cusum import Chart, Transform
from qianshao.detection.farrington import Flexible, Threshold
from qianshao.registry.rules import sheets as tables
from qianshao.surveillance import pictures
from qianshao.surveillance.rules import sheets
from qianshao.surveillance.rules.judging import Judged, Method, Options, judge

SHOWN = 60
"""Rows of the table; of more, the alarms alone, and the latest of them."""


def run(
    *,
    file: Path,
    method: str,
    alpha: float | None,
    baseline: int,
    training: int | None,
    transform: str,
    years: int,
    half_window: int,
    periods: int,
    not_included: int | None,
    threshold: str,
    trend_level: float,
    picture: Path | None,
    as_json: bool,
) -> None:
    """The options are those of the command."""
    if picture and picture.suffix.lower() not in pictures.ENDINGS:
        raise Problem("series.picture", value=picture.name, endings=", ".join(pictures.ENDINGS))
    flexible = Flexible(
        years=years,
        half_window=half_window,
        periods=periods,
        not_included=not_included,
        threshold=Threshold(threshold),
        trend_level=trend_level,
    )
    options = Options(alpha, baseline, training, Chart(transform=Transform(transform)), flexible)
    found = sheets.read(tables.read(file.read_bytes(), sheets.knows))
    rows, too_short = judge(found.series, Method(method), options)
    if as_json:
        print_json([asdict(row) | {"count": _whole(row.count)} for row in rows])
    else:
        _print(rows)
    if picture:
        left_out = pictures.draw(rows, picture)
        _say([Problem("series.picture_part", count=left_out, most=pictures.MOST)] if left_out else [])
    problems = found.problems + too_short
    _say(found.remarks)
    _say(problems)
    if problems:
        sys.exit(1)


def _print(rows: list[Judged]) -> None:
    alarms = [row for row in rows if row.alarm]
    shown = rows if len(rows) <= SHOWN else alarms[-SHOWN:]
    table = Table(_("Date"), _("Series"))
    for heading in (_("Count"), _("Expected"), _("Upper bound")):
        table.add_column(heading, justify="right")
    table.add_column("")
    for row in shown:
        mark = f"[red]{_('alarm')}[/red]" if row.alarm else ""
        table.add_row(
            row.date.isoformat(), row.series, str(_whole(row.count)), _figure(row.expected), _figure(row.upper), mark
        )
    if shown:
        Console().print(table)
    judged = sum(row.upper is not None for row in rows)
    click.echo(
        _("{rows} counts, {judged} of them judged, {alarms} alarms. --json prints all.").format(
            rows=len(rows), judged=judged, alarms=len(alarms)
        )
    )


def _whole(count: float) -> int:
    return int(count)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _say(problems: Iterable[Problem]) -> None:
    """On standard error, so that what is printed stays clean."""
    listed = list(problems)
    for problem in listed[: sheets.SAID]:
        click.echo(problem.sentence, err=True)
    if (more := len(listed) - sheets.SAID) > 0:
        click.echo(_("And {count} more of the kind.").format(count=more), err=True)
