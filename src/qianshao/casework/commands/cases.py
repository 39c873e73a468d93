from __future__ import annotations

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
from qianshao.policy import loading
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
        print_json(api.whole(EVERYTHING, row))
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
