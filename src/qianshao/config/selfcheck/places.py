"""Where something may have been left: every file below a folder, what archives hold, every cell of a database."""

from __future__ import annotations

import gzip
import sqlite3
import tarfile
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from pathlib import Path

from qianshao.config.selfcheck.plants import Found, Plants, search

SQLITE = b"SQLite format 3\0"


def look_through(folder: Path, plants: Plants) -> list[Found]:
    """In each file as it lies there, and unpacked; a plant is told once for each place."""
    found: list[Found] = []
    for path in sorted(folder.rglob("*")):
        where = str(path.relative_to(folder))
        found += search(where.encode(), plants, f"the name of {where}")
        if path.is_file():
            found += _in_file(path, where, plants)
    return found


def _in_file(path: Path, where: str, plants: Plants) -> list[Found]:
    content = path.read_bytes()
    found = search(content, plants, where)
    if content.startswith(SQLITE):
        for table, content in tables(path):
            found += search(content, plants, f"{where}, table {table}")
    if tarfile.is_tarfile(path):
        for name, member in _members(path):
            found += search(member, plants, f"{where}, {name}")
    return found


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path) as archive:
        for member in archive:
            opened = archive.extractfile(member) if member.isfile() else None
            if opened:
                yield member.name, opened.read()


def tables(path: Path) -> Iterator[tuple[str, bytes]]:
    """All values of each table, and unpacked where they are packed, as sessions are. With what waits in the log."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in names:
            values = [value for row in connection.execute(f'SELECT * FROM "{table}"') for value in row]  # noqa: S608
            texts = [str(value).encode(errors="replace") for value in values]
            yield table, b"\0".join([*texts, *(inside for value in values for inside in _unpacked(value))])
    finally:
        connection.close()


def _unpacked(value: object) -> Iterator[bytes]:
    if isinstance(value, bytes):
        yield value
        for unpack in (zlib.decompress, gzip.decompress):
            try:
                yield unpack(value)
            except (zlib.error, OSError, EOFError):
                continue
    if isinstance(value, str) and value.startswith("."):
        text = value[1:].partition(":")[0]
        try:
            yield zlib.decompress(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (zlib.error, ValueError):
            return
