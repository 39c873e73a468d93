"""One file that holds what must not be lost, and the way back from it.

The secret key of the installation is not in it: with the key and the database somebody could try receipts. It is kept
apart, once, when the installation is made.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click
from django.conf import settings
from django.db import connection

from qianshao.core.shell import as_json, print_json

DATABASE = "qianshao.sqlite3"
FOLDERS = ("documents", "files", "policy")
"""Of the data directory. Documents are written once and never changed, so a copy that is made after that of the
database holds every one that it names."""


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@as_json
def backup(file: Path, as_json: bool) -> None:
    """Write database, documents and policy to FILE (a .tar), while the site goes on working."""
    _only_sqlite("pg_dump --format=custom --file=FILE, and copy the folder documents after it")
    with _beside(file) as folder:
        copy = folder / DATABASE
        _copy(settings.DATA / DATABASE, copy)
        rows = _checked(copy)
        whole = folder / "whole.tar"
        whole.touch(0o600)
        with tarfile.open(whole, "w") as archive:
            archive.add(copy, DATABASE)
            for name in FOLDERS:
                if (settings.DATA / name).is_dir():
                    archive.add(settings.DATA / name, name)
        _to_disk(whole)
        whole.replace(file)
    if as_json:
        print_json({"file": str(file), "bytes": file.stat().st_size, "reports": rows})
    else:
        click.echo(f"{file}: {file.stat().st_size:,} bytes, checked. The secret key is not in it; keep it apart.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Put aside a database that is there already.")
def restore(file: Path, replace: bool) -> None:
    """Bring back what `qianshao backup` wrote, into QIANSHAO_DATA. Stop the site first."""
    _only_sqlite("pg_restore --clean --if-exists, and put back the folder documents")
    database = settings.DATA / DATABASE
    if database.exists() and not replace:
        raise click.ClickException(f"There is a database in {settings.DATA}. With --replace it is put aside.")
    connection.close()
    with _beside(database) as folder:
        with tarfile.open(file) as archive:
            archive.extractall(folder, filter="data")
        _checked(folder / DATABASE)
        if database.exists():
            _put_aside(database)
        for name in FOLDERS:
            if (folder / name).is_dir():
                shutil.copytree(folder / name, settings.DATA / name, dirs_exist_ok=True)
        _to_disk(folder / DATABASE)
        (folder / DATABASE).replace(database)
    click.echo("Restored. Run `qianshao init`, then `qianshao audit verify`, before you serve it.")
    if not os.environ.get("QIANSHAO_SECRET_KEY"):
        click.echo(f"Receipts and sessions need the secret key of then: put it into {settings.DATA / 'secret_key'}.")


def _only_sqlite(instead: str) -> None:
    if connection.vendor != "sqlite":
        raise click.ClickException(f"This installation uses PostgreSQL, which has tools of its own: {instead}.")


def _copy(source: Path, target: Path) -> None:
    """A copy as of one moment, without what was deleted; writers are not kept waiting."""
    if not source.exists():
        raise click.ClickException(f"There is no database in {source.parent}.")
    with closing(sqlite3.connect(source, timeout=60)) as opened:
        opened.execute("VACUUM INTO ?", (str(target),))
    target.chmod(0o600)


def _checked(database: Path) -> int:
    """The number of reports of workers in it, once it has proved to be whole."""
    if not database.is_file():
        raise click.ClickException(f"This is no backup: there is no {DATABASE} in it.")
    try:
        with closing(sqlite3.connect(database)) as opened:
            (verdict,) = opened.execute("PRAGMA integrity_check").fetchone()
            (count,) = opened.execute("SELECT count(*) FROM intake_observation").fetchone()
    except sqlite3.DatabaseError:
        verdict, count = "unreadable", 0
    if verdict != "ok":
        raise click.ClickException("The database in this file is damaged. Nothing was changed.")
    return int(count)


def _put_aside(database: Path) -> None:
    """With what belongs to it: a log of the old one beside the new one would be read into it."""
    number = next(n for n in range(1, 10_000) if not database.with_name(f"{database.name}.before-{n}").exists())
    for ending in ("", "-wal", "-shm"):
        part = database.with_name(database.name + ending)
        if part.exists():
            part.replace(database.with_name(f"{database.name}.before-{number}{ending}"))


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A folder on the same disk, so that what is whole is moved into its place at once."""
    file.absolute().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".qianshao-") as folder:
        yield Path(folder)


def _to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


commands: list[click.Command] = [backup, restore]
