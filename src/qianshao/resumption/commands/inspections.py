"""Inspections and checklists on the command line."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json
from qianshao.policy import checkreading, telling
from qianshao.policy.checklists import Checklist
from qianshao.registry.scope import EVERYTHING
from qianshao.resumption import findings
from qianshao.resumption.api import inspections as api
from qianshao.resumption.models import Inspection, InspectionState
from qianshao.resumption.queries import inspections as queries

SHOWN = 50


@click.command()
@click.option("--territory", default="", help="Only below the division with this code.")
@click.option("--state", type=click.Choice(InspectionState.values), help="Only those in this state.")
@as_json
def inspections(territory: str, state: str | None, as_json: bool) -> None:
    """Inspections, the newest first: what is planned, what was found."""
    found = queries.inspections(EVERYTHING).order_by("-id")
    if territory:
        found = found.filter(township_code__startswith=territory)
    if state:
        found = found.filter(state=state)
    if as_json:
        print_json([api.whole(row) for row in found])
        return
    rows = list(found[:SHOWN])
    if not rows:
        click.echo(_("No inspection fits."))
        return
    _print(rows, found.count())


def _print(rows: list[Inspection], total: int) -> None:
    table = Table()
    table.add_column(_("Day"), no_wrap=True)
    for heading in (_("Workplace"), _("Inspected by"), _("Result"), _("Letter")):
        table.add_column(heading, overflow="fold")
    for row in rows:
        said = str(row.get_outcome_display() if row.outcome else row.get_state_display())
        table.add_row(f"{row.planned_for}", row.workplace.name, row.body.name, said, row.number)
    Console().print(table)
    if total > len(rows):
        click.echo(_("{shown} of {total} are shown; --json prints all.").format(shown=len(rows), total=total))


@click.group()
def checklist() -> None:
    """The files that say what is looked at in a workplace, and from where on it fails."""


@checklist.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Check FILES, or those in force: each fault with file, line and key; ends with 1 if there is one."""
    folders = (checkreading.shipped_folder(), checkreading.own_folder())
    paths = files or tuple(path for folder in folders for path in sorted(folder.glob("*.toml")))
    telling.check(paths, _read, as_json=as_json)


def _read(path: Path) -> object:
    return checkreading.parse(path.read_text(encoding="utf-8"), source=str(path), code=path.stem)


@checklist.command()
@click.argument("code", default="resumption")
@click.option("--item", "only", default="", help="Only this item.")
@as_json
def explain(code: str, only: str, as_json: bool) -> None:
    """What a checklist looks at: each item with its limit and with what says so."""
    known = checkreading.in_force()
    if code not in known:
        raise Problem("checklist.unknown", value=code, choices=", ".join(known))
    found = known[code]
    if only and only not in found.items:
        raise Problem("checklist.item", value=only, choices=", ".join(found.items))
    if as_json:
        whole = api.as_dict(found)
        whole["items"] = [item for item in whole["items"] if only in ("", item["code"])]
        print_json(whole)
        return
    _tell(found, only)


def _tell(found: Checklist, only: str) -> None:
    language = get_language()
    click.echo(f"{found.name(language)}  {found.version}")
    for item in found.items.values():
        if only not in ("", item.code):
            continue
        mark = f"  [{_('critical')}]" if item.critical else ""
        click.echo(f"{item.number:>3}  {item.group_name(language)}  {item.name(language)}{mark}")
        for measure in item.measures:
            click.echo(f"       {measure.name(language)}: {findings.limit(measure)}")
        click.echo(f"       {item.says(language)}")
