"""Daily reports from the server's shell: for an officer who was told on the telephone, and for scripts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click
from django.urls import reverse
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json, progress
from qianshao.intake import actions, bulk, export, fields, parsing, queries
from qianshao.intake.channels.odk.commands import questions
from qianshao.intake.channels.sheet import reading
from qianshao.intake.models import Channel, DailyReport, Source
from qianshao.intake.rules import daily, receipts
from qianshao.policy import forms, loading, reporting
from qianshao.registry import uploads
from qianshao.registry.scope import EVERYTHING

KINDS = ("filed", "repeated", "refused")
SHOWN = 20
"""Refused lines that are said; the file of verdicts has all of them."""
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def intake() -> None:
    """Daily reports: file one, load many from a file, list those of a day."""


@intake.command("file")
@click.option("--workplace", required=True, help="Its number or credit code.")
@click.option("--headcount", required=True, help="People who work there.")
@click.option("--all-clear", is_flag=True, help="States that nobody is ill and nothing is wrong.")
@click.option("--day", type=DAY, help="YYYY-MM-DD; today by default.")
@click.option("--source", type=click.Choice(Source.values), default=Source.FEDERATION.value, show_default=True)
@click.option("--set", "more", multiple=True, metavar="FIELD=VALUE", help="Any other field, such as fever=2.")
@click.option("--key", help="Makes a repeated call harmless.")
@as_json
def file_report(
    workplace: str,
    headcount: str,
    all_clear: bool,
    day: datetime | None,
    source: str,
    more: tuple[str, ...],
    key: str | None,
    as_json: bool,
) -> None:
    """File a report as it was told, for instance on the telephone."""
    given = {"headcount": headcount, **({"all_clear": True} if all_clear else {}), **_fields(more)}
    on, at = day.date() if day else clock.today(), clock.now()
    daily.check_day(on, clock.today(), reporting.in_force())
    submission = actions.Submission(
        workplace=queries.workplace_to_report(EVERYTHING, parsing.workplace_of({"workplace": workplace})),
        day=on,
        source=source,
        numbers=daily.read(given, reporting.in_force(), frozenset(loading.in_force().categories)),
        channel=Channel.SHELL,
        key=f"shell:{key}" if key else None,
    )
    filed = actions.file_daily_report(submission, actor=system("shell"), via=Via.SHELL, at=at)
    _tell(filed, as_json)


@intake.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", type=click.Choice(Source.values), default=Source.FEDERATION.value, show_default=True)
@click.option("--day", type=DAY, help="YYYY-MM-DD, for rows that do not say; today by default.")
@click.option("--verdicts", type=click.Path(path_type=Path), help="Where to put a verdict for each line, as NDJSON.")
@as_json
def load(file: Path, source: str, day: datetime | None, verdicts: Path | None, as_json: bool) -> None:
    """File the reports of FILE: NDJSON, CSV with the names of the API's fields as headings (a name in .csv), or an
    office's own sheet, CSV or XLSX, with Chinese headings. The authority's list: --source management.

    The source of a line is the one that it names, else --source. Repeated, it changes nothing.
    """
    sender = bulk.Sender(
        scope=EVERYTHING,
        source_of=lambda wanted: _source(wanted or source),
        keys="shell",
        person_id=None,
        channel=Channel.SHELL,
        actor=system("shell"),
        via=Via.SHELL,
        partial=source == Source.MANAGEMENT,
    )
    counts, refused = Counter[str](), list[bulk.Verdict]()
    with file.open("rb") as incoming, ExitStack() as stack:
        out = stack.enter_context(verdicts.open("w", encoding="utf-8")) if verdicts else None
        lines = _lines(file, incoming, day.date() if day else clock.today())
        filing = bulk.file(lines, sender, today=clock.today(), at=clock.now())
        for verdict in progress(filing, label=file.name, total=_count_lines(file)):
            counts[_kind(verdict)] += 1
            if verdict.problems and len(refused) < SHOWN:
                refused.append(verdict)
            if out:
                out.write(json.dumps(verdict.as_dict(), ensure_ascii=False) + "\n")
    if as_json:
        print_json(_whole(counts) | {"first_refused": [one.as_dict() for one in refused]})
        return
    click.echo(_("{filed} filed, {repeated} were there before, {refused} refused.").format(**_whole(counts)))
    for one in refused:
        click.echo(f"  {one.line}  " + "; ".join(f"{problem.field}: {problem.sentence}" for problem in one.problems))


@intake.command("export")
@click.option("--day", type=DAY, help="YYYY-MM-DD; today by default.")
@click.option("--territory", default="", help="The code of a division; everything by default.")
@click.option("--form", "name", default="banan-daily", show_default=True, help="One that is shipped.")
@click.option("--form-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="One of your own.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where to put it: .xlsx or .csv.")
def export_day(day: datetime | None, territory: str, name: str, form_file: Path | None, out: Path) -> None:
    """Write a day in the columns of the authority's form."""
    form = (
        forms.parse(form_file.read_text(encoding="utf-8"), source=form_file.name)
        if form_file
        else export.form_named(name)
    )
    made = export.of_day(EVERYTHING, form, day=day.date() if day else clock.today(), territory=territory[:9])
    out.write_bytes(export.as_csv(made) if out.suffix.lower() == ".csv" else export.as_xlsx(made))
    click.echo(
        _("{rows} workplaces, {missing} without a report: {out}").format(
            rows=len(made.rows), missing=made.missing, out=out
        )
    )


def _lines(file: Path, incoming: BinaryIO, day: date) -> Iterable[bulk.Line]:
    """A CSV of programs has a column ``workplace``; everything else that is no NDJSON is an office's sheet."""
    if file.suffix.lower() not in (".csv", ".xlsx", ".xls"):
        return bulk.ndjson(incoming)
    head = incoming.readline(4096)
    incoming.seek(0)
    if b"workplace," in head or head.strip().endswith(b"workplace"):
        return bulk.rows(incoming)
    return reading.lines(reading.read(incoming.read(uploads.LARGEST + 1)), EVERYTHING, day)


def _kind(verdict: bulk.Verdict) -> str:
    return "refused" if verdict.problems else "filed" if verdict.status == 201 else "repeated"


def _whole(counts: Counter[str]) -> dict[str, int]:
    return {kind: counts[kind] for kind in KINDS}


def _source(wanted: str) -> str:
    if wanted not in Source.values:
        raise Problem("field.invalid.choice", field="source", value=wanted, choices=", ".join(Source.values))
    return wanted


def _count_lines(file: Path) -> int:
    """For the progress bar."""
    with file.open("rb") as incoming:
        return sum(1 for _ in incoming)


@intake.command("list")
@click.option("--day", type=DAY, help="YYYY-MM-DD; today by default.")
@click.option("--territory", default="", help="The code of a division; everything by default.")
@click.option("--wrong", is_flag=True, help="Only reports in which something is wrong.")
@click.option("--limit", default=100, show_default=True, help="No more than this many.")
@as_json
def list_reports(day: datetime | None, territory: str, wrong: bool, limit: int, as_json: bool) -> None:
    """The reports that count for a day: of every workplace and source the newest."""
    on = day.date() if day else clock.today()
    rows = queries.that_count(EVERYTHING, day=on, territory=territory[:9])
    shown = (rows.filter(all_clear=False) if wrong else rows)[:limit]
    if as_json:
        print_json([_plain(row) for row in shown])
    else:
        _print_table(on, list(shown))


def _fields(more: tuple[str, ...]) -> dict[str, Any]:
    """``named=a,b`` names several dangers."""
    given: dict[str, Any] = dict(one.partition("=")[::2] for one in more)
    return given | ({"named": given["named"].split(",")} if "named" in given else {})


def _tell(filed: actions.Filed, as_json: bool) -> None:
    told = _plain(filed.report) | {"repeated": filed.repeated}
    if as_json:
        print_json(told)
        return
    state = "all is well" if filed.report.all_clear else ", ".join(fields.danger_names(filed.report.dangers))
    click.echo(f"{told['receipt']}: {filed.report.workplace.name}, {filed.report.day}, {state}")
    if filed.repeated:
        click.echo("It was there before; nothing was written.")


def _plain(row: DailyReport) -> dict[str, Any]:
    return {
        "receipt": receipts.of_daily_report(row.day, row.pk),
        "workplace": row.workplace_id,
        "name": row.workplace.name,
        "day": row.day,
        "source": row.source,
        "revision": row.revision,
        "received_at": row.received_at,
        "all_clear": row.all_clear,
        "dangers": row.dangers,
        "numbers": {name: getattr(row, name) for name in daily.STATED if getattr(row, name) not in (None, "")},
    }


def _print_table(day: date, rows: list[DailyReport]) -> None:
    table = Table(title=f"{day}: {len(rows)} reports", title_justify="left")
    for heading in ("receipt", "workplace", "source", "people", "state"):
        table.add_column(heading)
    for row in rows:
        state = "all is well" if row.all_clear else ", ".join(fields.danger_names(row.dangers))
        receipt = receipts.of_daily_report(row.day, row.pk)
        table.add_row(receipt, row.workplace.name, row.source, str(row.headcount), state)
    Console().print(table)


@intake.command("wechat-menu")
@click.option("--site", required=True, help="The address of this site, https://…")
def wechat_menu(site: str) -> None:
    """Print the menu of the WeChat official account, for its console or its API."""
    daily = {"type": "view", "name": "日报", "url": f"{site.rstrip('/')}{reverse('intake:daily')}"}
    danger = {"type": "view", "name": "反映危险", "url": f"{site.rstrip('/')}{reverse('intake:find')}"}
    print_json({"button": [daily, danger, {"type": "click", "name": "帮助", "key": "help"}]})


intake.add_command(questions)
commands: list[click.Command] = [intake]
