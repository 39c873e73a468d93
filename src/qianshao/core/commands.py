from __future__ import annotations

import click

from qianshao.core import events
from qianshao.core.shell import as_json, print_json


@click.group()
def audit() -> None:
    """The audit trail and its chain."""


@audit.command()
@as_json
def verify(as_json: bool) -> None:
    """Walk the chain and tell whether a byte of it was changed."""
    count, broken = events.verify()
    if as_json:
        print_json({"rows": count, "broken_at": broken.seal_number if broken else None})
    elif broken:
        click.echo(f"{count} rows hold; the chain breaks at number {broken.seal_number}.")
    else:
        click.echo(f"{count} rows, all of them hold.")
    if broken:
        raise SystemExit(1)


@audit.command()
def seal() -> None:
    """Append what is not sealed yet to the chain."""
    total = 0
    while count := events.seal():
        total += count
    click.echo(f"{total} rows sealed.")


commands: list[click.Command] = [audit]
