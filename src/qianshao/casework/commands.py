from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from qianshao.casework import api, queries
from qianshao.casework.models import Case, Entry
from qianshao.casework.wording import hour, minute, time_left
from qianshao.core import clock
from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json
from qianshao.policy import loading, reporting
from qianshao.registry.scope import EVERYTHING

SHOWN = 200
"""As many rows as anybody reads on a terminal; --json prints all."""


@click.command()
@click.option("--territory", default="", help="Code of a division; the country if left out.")
@click.option("--open", "state", flag_value="open", default=True, help="Cases that are open; the default.")
@click.option("--overdue", "state", flag_value="overdue", help="Open cases whose deadline has passed.")
@click.option("--closed", "state", flag_value="closed", help="Cases that were resolved.")
@click.option("--all", "state", flag_value="all", help="Open and closed cases.")
@as_json
def cases(territory: str, state: str, as_json: bool) -> None:
    """Cases: what is wrong where, with whom, and until when."""
    if territory and not (territory.isascii() and territory.isdigit()):
        raise Problem("territory.unknown", value=territory, day=clock.today().isoformat())
    found = queries.find(EVERYTHING, queries.Wanted(state=state, territory=territory), clock.now())
    if as_json:
        print_json([api.brief(row) for row in found])
    else:
        _print_table(list(found[:SHOWN]), found.count())


def _print_table(rows: list[Case], total: int) -> None:
    if not rows:
        click.echo(_("No case fits."))
        return
    now, table = clock.now(), Table()
    table.add_column(_("Number"), no_wrap=True)
    for heading in (_("Workplace"), _("Danger"), _("With"), _("Time")):
        table.add_column(heading, overflow="fold")
    for row in rows:
        left = time_left(row.deadline, now) if row.deadline and not row.closed_at else _("resolved")
        table.add_row(row.number, row.workplace.name, _name(row), row.owner.name if row.owner else "", left)
    Console().print(table)
    if total > len(rows):
        click.echo(_("{shown} of {total} are shown; --json prints all.").format(shown=len(rows), total=total))


def _name(row: Case) -> str:
    return loading.in_force().of(row.category).name(get_language())


@click.command()
@click.argument("number")
@as_json
def case(number: str, as_json: bool) -> None:
    """One case, from the report to the answer."""
    row = queries.case(EVERYTHING, number)
    if as_json:
        print_json(api.whole(row))
        return
    click.echo(f"{row.number}  {row.workplace.name}  {_name(row)}")
    if row.deadline and not row.closed_at:
        owner = row.owner.name if row.owner else ""
        click.echo(f"{owner}  {minute(row.deadline)}  {time_left(row.deadline, clock.now())}")
    unnamed = queries.unnamed_moments(row)
    for entry in queries.entries_of(row):
        names = " → ".join(body.name for body in (entry.body, entry.to_body) if body)
        when = (hour if entry.at in unnamed else minute)(entry.at)
        click.echo("  " + "  ".join(filter(None, (when, _kind(entry), names, entry.text))))


def _kind(entry: Entry) -> str:
    return str(entry.get_kind_display())


# --- policy -----------------------------------------------------------------------------------------------


@click.group()
def policy() -> None:
    """The files that say what is a danger, and who has how long."""


@policy.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Check FILES, or those that are in force: each fault with file, line and key; ends with 1 if there is one.

    A file named reporting.toml is read as the policy on daily reports, any other as one on dangers.
    """
    paths = files or (loading.SHIPPED / loading.CATEGORIES, loading.SHIPPED / reporting.REPORTING)
    faults = [fault for path in paths for fault in _faults(path)]
    if as_json:
        print_json([{"file": one.source, "line": one.line, "key": one.key, "what": one.what} for one in faults])
    for fault in () if as_json else faults:
        click.echo(str(fault))
    if faults:
        raise SystemExit(1)
    if not as_json:
        click.echo(_("{count} files, all of it holds.").format(count=len(paths)))


def _faults(path: Path) -> list[loading.PolicyError]:
    source = str(path) if path.parent != loading.SHIPPED else path.name
    parse: Callable[..., object] = reporting.parse if path.name == reporting.REPORTING else loading.parse
    try:
        parse(path.read_text(encoding="utf-8"), source=source)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return [loading.PolicyError(source, line, "UTF-8", "is not valid UTF-8; save the file as UTF-8")]
    except loading.PolicyError as error:
        return [error, *error.others]
    return []


commands: list[click.Command] = [cases, case, policy]
