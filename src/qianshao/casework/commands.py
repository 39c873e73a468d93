from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from qianshao.casework import api, queries
from qianshao.casework.wording import time_left
from qianshao.core import clock
from qianshao.core.shell import as_json, print_json
from qianshao.policy import loading
from qianshao.registry.scope import EVERYTHING


@click.command()
@click.option("--territory", default="", help="Code of a division; the country if left out.")
@click.option("--state", type=click.Choice(["open", "overdue", "closed", "all"]), default="open", show_default=True)
@as_json
def cases(territory: str, state: str, as_json: bool) -> None:
    """Cases: what is wrong where, with whom, and until when."""
    now = clock.now()
    found = queries.find(EVERYTHING, queries.Wanted(state=state, territory=territory), now)
    if as_json:
        print_json([api.brief(row) for row in found])
        return
    table = Table()
    for heading in ("number", "workplace", "danger", "with", "time"):
        table.add_column(heading)
    for row in found[:200]:
        left = time_left(row.deadline, now) if row.deadline and not row.closed_at else "closed"
        table.add_row(row.number, row.workplace.name, row.category, row.owner.name if row.owner else "", left)
    Console().print(table)


@click.command()
@click.argument("number")
@as_json
def case(number: str, as_json: bool) -> None:
    """One case, from the report to the answer."""
    row = queries.case(EVERYTHING, number)
    if as_json:
        print_json(api.whole(row))
        return
    click.echo(f"{row.number}  {row.workplace.name}  {row.category}")
    for entry in queries.entries_of(row):
        names = " → ".join(body.name for body in (entry.body, entry.to_body) if body)
        click.echo(f"  {entry.at:%Y-%m-%d %H:%M}  {entry.get_kind_display()}  {names}  {entry.text}")


@click.group()
def policy() -> None:
    """The files that say what is a danger, and who has how long."""


@policy.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path | None) -> None:
    """Check FILE, or the files that are in force; errors name the line and the key."""
    path = file or loading.SHIPPED / loading.CATEGORIES
    try:
        found = loading.parse(path.read_text(encoding="utf-8"), source=path.name)
    except loading.PolicyError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{path.name}: {len(found.categories)} categories, version {found.version}. All of it holds.")


commands: list[click.Command] = [cases, case, policy]
