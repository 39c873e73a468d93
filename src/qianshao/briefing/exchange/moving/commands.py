"""`qianshao move`: everything out, and into an empty installation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from qianshao.briefing.exchange.moving import packing, unpacking
from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.shell import as_json, print_json, progress

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def move() -> None:
    """Everything of this installation in one file of open formats, and from it into an empty installation."""


def _watch(items: Iterable[Any], label: str, total: int) -> Iterable[Any]:
    return progress(items, label=label, total=total)


@move.command("out")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--with-secrets",
    is_flag=True,
    help="Also password hashes, keys of the API, second factors, sealed keys and addresses.",
)
@as_json
def move_out(file: Path, with_secrets: bool, as_json: bool) -> None:
    """Write everything to FILE (a .zip), while the site goes on working."""
    done = packing.pack(file, secrets=with_secrets, watch=_watch, actor=system("shell"), via=Via.SHELL, at=clock.now())
    if as_json:
        print_json({"file": str(file), "bytes": file.stat().st_size, "secrets": with_secrets, **asdict(done)})
        return
    click.echo(f"{file}: {done.rows:,} rows of {done.tables} tables, {done.files:,} files.")
    _tell_missing(done.missing)
    if with_secrets:
        click.echo("Password hashes and keys are in it: keep it as you keep a backup.")
    else:
        click.echo("Password hashes, keys and addresses of notices are not in it. --with-secrets takes them along.")
    click.echo("The secret key of the installation is never in it. Receipts of workers need it: take it along apart.")


@move.command("in")
@click.argument("file", type=FILE)
@as_json
def move_in(file: Path, as_json: bool) -> None:
    """Bring what `move out` wrote into this installation, where `qianshao init` was run and nothing else."""
    done = unpacking.unpack(file, watch=_watch)
    if as_json:
        print_json(asdict(done))
        return
    click.echo(f"{done.rows:,} rows of {done.tables} tables, {done.files:,} files; {done.sealed:,} seals hold.")
    _tell_missing(done.missing)
    if not done.secrets:
        click.echo("No passwords came along: `qianshao account password NAME` gives new ones.")
    if not done.same_key:
        click.echo("The secret key is another one than then: receipts of workers cannot be looked up with it.")


@move.command("check")
@click.argument("file", type=FILE)
@as_json
def check(file: Path, as_json: bool) -> None:
    """Read FILE as a whole and say whether anything is missing or was changed."""
    manifest = unpacking.check(file, watch=_watch)
    own, rows = manifest["qianshao"], sum(resource["rows"] for resource in manifest["resources"])
    if as_json:
        print_json({"rows": rows, "tables": len(manifest["resources"]), **own})
    else:
        click.echo(f"Whole: {rows:,} rows of {len(manifest['resources'])} tables, {len(own['files']):,} files.")


def _tell_missing(missing: list[str]) -> None:
    if missing:
        click.echo(f"{len(missing)} stored files were missing already, such as {missing[0]}.")


commands: list[click.Command] = [move]
