from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from django.utils.translation import gettext as _

from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json
from qianshao.registry import actions, queries
from qianshao.registry.actions.bodylists import import_bodies
from qianshao.registry.models import Body, BodyKind, Level, Territory
from qianshao.registry.scope import EVERYTHING


@click.group()
def bodies() -> None:
    """Union bodies, groups, employers, authorities."""


@bodies.command()
@click.argument("district")
@as_json
def generate(district: str, as_json: bool) -> None:
    """Enter the federations that follow from the divisions, for the district with this code (for example 500113)."""
    entered = actions.generate_federations(
        district, on=clock.today(), actor=system("shell"), via=Via.SHELL, at=clock.now()
    )
    if as_json:
        print_json([{"number": one.number, "name": one.name, "path": one.path} for one in entered])
        return
    click.echo(_("{count} federations entered.").format(count=len(entered)))


@bodies.command()
@click.argument("name")
@click.option("--kind", type=click.Choice(BodyKind.values), required=True)
@click.option("--level", type=click.Choice([level.name.lower() for level in Level]), required=True)
@click.option("--parent", help="Full name of the body that leads it.")
@click.option("--territory", help="Code of its division.")
@click.option("--phone", default="")
@click.option("--source", required=True, help="Where this is known from.")
def add(name: str, kind: str, level: str, parent: str | None, territory: str | None, phone: str, source: str) -> None:
    """Enter one body."""
    place = Territory.objects.filter(code=territory).first() if territory else None
    if territory and place is None:
        raise Problem("territory.unknown", field="territory", value=territory, day=clock.today())
    body = actions.add_body(
        kind=kind,
        level=Level[level.upper()],
        name=name,
        parent=_named(parent) if parent else None,
        territory=place,
        phone=phone,
        source=source,
        actor=system("shell"),
        via=Via.SHELL,
        at=clock.now(),
    )
    click.echo(f"{body.number}  {body.name}")


def _named(name: str) -> Body:
    found = list(Body.objects.filter(name=name, closed_on=None)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise Problem("body.ambiguous", value=name, candidates=", ".join(f"{one.number} {one.name}" for one in found))
    raise Problem("body.unknown", value=name)


@bodies.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", help="Where the list comes from; the name of the file if left out.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--errors", type=click.Path(path_type=Path), help="Where to put the refused rows, to be mended.")
@as_json
def import_file(file: Path, source: str, dry_run: bool, errors: Path | None, as_json: bool) -> None:
    """Enter bodies from FILE, CSV or XLSX: name, kind, level, parent, territory, phone, source, since."""
    account = import_bodies(
        file.read_bytes(),
        source=source or file.name,
        reason_heading=_("reason"),
        dry_run=dry_run,
        actor=system("shell"),
        via=Via.SHELL,
        at=clock.now(),
    )
    if account.corrected and (errors or not dry_run):
        errors = errors or file.with_suffix(".refused.csv")
        errors.write_bytes(account.corrected)
    if as_json:
        print_json(
            {
                "dry_run": account.dry_run,
                "rows": account.rows,
                "created": account.created,
                "updated": account.updated,
                "unchanged": account.unchanged,
                "refused": account.refused,
                "faults": [asdict(fault) for fault in account.faults],
            }
        )
        return
    click.echo(
        _("{rows} rows: {created} new, {updated} changed, {unchanged} unchanged, {refused} refused.").format(
            rows=account.rows,
            created=account.created,
            updated=account.updated,
            unchanged=account.unchanged,
            refused=account.refused,
        )
    )
    for fault in account.faults:
        click.echo(f"  {fault.line}  {fault.column}  {fault.value[:40]}  {fault.reason}")


@bodies.command("list")
@click.option("--territory", default="", help="Code of a division.")
@as_json
def show(territory: str, as_json: bool) -> None:
    """All bodies, in their lines."""
    found = queries.bodies(EVERYTHING, territory=territory)
    if as_json:
        print_json([{"number": one.number, "name": one.name, "kind": one.kind, "path": one.path} for one in found])
        return
    for one in found:
        click.echo(f"{one.number:>6}  {'  ' * (len(one.path) // 8 - 1)}{one.name}")


commands: list[click.Command] = [bodies]
