"""How many have restarted, and of what kind."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json
from qianshao.registry.models import Territory
from qianshao.registry.scope import EVERYTHING
from qianshao.resumption import actions, queries
from qianshao.resumption.models import Standing, StatedBy

ALL = "all"


@click.group(invoke_without_command=True)
@click.option("--territory", default="", help="Code of a division; the whole country if left out.")
@click.option("--by", default="", help="Kinds to count by: industry,ownership,size,township,division,standing.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Any day; today if left out.")
@click.option("--standing", default=Standing.WORKING.value, show_default=True, help="One standing, several, or all.")
@click.option("--known-at", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="As it was known at a moment.")
@as_json
@click.pass_context
def restarts(
    context: click.Context,
    territory: str,
    by: str,
    day: datetime | None,
    standing: str,
    known_at: datetime | None,
    as_json: bool,
) -> None:
    """How many have restarted, and of what kind, on any day, with the day before's."""
    if context.invoked_subcommand:
        return
    if territory and not Territory.objects.filter(code=territory).exists():
        raise Problem("territory.unknown", field="territory", value=territory, day=day or clock.today())
    counted = queries.counts(
        EVERYTHING,
        territory,
        by=queries.read_by(by),
        day=day.date() if day else clock.today(),
        standings=read_standings(standing),
        known_at=timezone.make_aware(known_at) if known_at else None,
    )
    if as_json:
        print_json(counted.as_dict())
    else:
        _tell(counted)


def read_standings(text: str) -> list[str]:
    if text == ALL:
        return list(Standing.values)
    chosen = [word.strip() for word in text.split(",") if word.strip()]
    for word in chosen:
        if word not in Standing.values:
            raise Problem("field.invalid.choice", field="standing", value=word, choices=", ".join(Standing.values))
    return chosen


def _tell(counted: queries.Counted) -> None:
    said = _("{day}, {territory}: {total} of {workplaces} workplaces, {growth:+d} against the day before.")
    click.echo(
        said.format(
            day=counted.day,
            territory=counted.territory or "—",
            total=f"{counted.total:,}",
            workplaces=f"{counted.workplaces:,}",
            growth=counted.growth,
        )
    )
    for row in sorted(counted.rows, key=lambda row: -row.count) if counted.by else ():
        kinds = "  ".join(f"{kind or '—':<14}" for kind in row.kinds)
        click.echo(f"  {row.count:>9,}  {row.count - row.day_before:>+7,}  {kinds}")


@restarts.command()
def recount() -> None:
    """Bring the sums in line with workplaces whose kind or place has changed in the registry."""
    count = actions.recount(actor=system("shell"), via=Via.SHELL, at=clock.now())
    click.echo(_("{count} workplaces were counted anew.").format(count=count))


@restarts.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", type=click.Choice(StatedBy.values), default=StatedBy.AUTHORITY.value, show_default=True)
@click.option("--name", default="", help="Whose list it is; the name of the file if left out.")
@click.option("--territory", default="", help="Workplaces are looked for in this division.")
@click.option("--standing", default=Standing.APPROVED.value, show_default=True, help="For rows that do not say.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="For rows that do not say; today if left out.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@as_json
def import_file(
    file: Path,
    source: str,
    name: str,
    territory: str,
    standing: str,
    day: datetime | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take in a list of restarts from FILE: CSV or XLSX. Rows that are not sure wait in the review."""
    read_standings(standing)
    sent = actions.Sent(
        content=file.read_bytes(),
        source=source,
        source_name=(name or file.name)[: actions.LONGEST_SOURCE],
        within=territory,
        standing=standing,
        day=day.date() if day else None,
    )
    taken = actions.import_list(sent, dry_run=dry_run, actor=system("shell"), via=Via.SHELL, at=clock.now())
    states = {state: taken.states[state] for state in ("by_code", "matched", "uncertain", "not_found")}
    if as_json:
        faults = [{"line": line, "column": column, "reason": reason} for line, column, reason in taken.faults]
        print_json({"dry_run": dry_run, "rows": taken.rows, **states, "refused": taken.refused, "faults": faults})
        return
    said = _(
        "{rows} rows: {by_code} by credit code, {matched} by name and address, {uncertain} uncertain, "
        "{not_found} with no workplace on record, {refused} refused."
    )
    click.echo(said.format(rows=taken.rows, refused=taken.refused, **states))
    for line, column, reason in taken.faults[:30]:
        click.echo(f"  {line}  {column}  {reason}")
    if dry_run:
        click.echo(_("Nothing was changed: this was a dry run."))
