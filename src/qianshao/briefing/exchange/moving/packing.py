"""Writing the file: a data package as Frictionless describes it, so that any tool can read it without this program."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from qianshao.briefing.exchange.moving import tables
from qianshao.briefing.keys import derived
from qianshao.briefing.rules.moving import FORMAT, place_of
from qianshao.core import events
from qianshao.core.actor import Actor
from qianshao.documents.actions import DOCUMENTS
from qianshao.documents.models import StoredFile

MANIFEST = "datapackage.json"
PIECE = 1024 * 1024

Watch = Callable[[Iterable[Any], str, int], Iterable[Any]]
"""Gives the items back and shows how far it is: items, what they are, how many."""


@dataclass
class Packed:
    tables: int = 0
    rows: int = 0
    files: int = 0
    missing: list[str] = field(default_factory=list)


def pack(target: Path, *, secrets: bool, watch: Watch, actor: Actor, via: str, at: datetime) -> Packed:
    """Everything of this installation as of one moment, into ``target``, which is whole or not there. The audit trail
    is sealed first, and says that this was done."""
    data = {"secrets": secrets}
    events.record("move.packed", actor=actor, via=via, at=at, subject=("installation", 1), data=data)
    while events.seal():
        pass
    beside = target.with_name(f".{target.name}.part")
    beside.touch(0o600)
    try:
        with ZipFile(beside, "w", ZIP_DEFLATED, allowZip64=True) as archive, one_moment():
            done = _write(archive, secrets, watch, at)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return done


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is read as of one moment, and nobody who writes has to wait."""
    if connection.in_atomic_block:
        yield
        return
    on_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("BEGIN" if on_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("COMMIT")


def _write(archive: ZipFile, secrets: bool, watch: Watch, at: datetime) -> Packed:
    done, resources = Packed(), []
    for model in tables.taken(secrets=secrets):
        resource = _table(archive, model, secrets, watch)
        resources.append(resource)
        done.tables, done.rows = done.tables + 1, done.rows + resource["rows"]
    files = _files(archive, watch, done)
    policies = _policies(archive)
    manifest = {
        "name": "qianshao",
        "title": "Qianshao 前哨: everything of one installation",
        "profile": "data-package",
        "created": at.isoformat(),
        "qianshao": {
            "format": FORMAT,
            "version": version("qianshao"),
            "tables": migrations(),
            "secrets": secrets,
            "secret_key": key_check(),
            "files": files,
            "missing_files": done.missing,
            "policies": policies,
        },
        "resources": resources,
    }
    archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return done


def _table(archive: ZipFile, model: type[Model], secrets: bool, watch: Watch) -> dict[str, Any]:
    name, digest, size, count = tables.label(model), sha256(), 0, 0
    place, total = place_of(name), model._base_manager.count()
    with archive.open(place, "w", force_zip64=True) as file:
        for row in watch(tables.rows(model, secrets=secrets), name, total):
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            file.write(line)
            digest.update(line)
            size, count = size + len(line), count + 1
    return {
        "name": name.replace(".", "-"),
        "path": place,
        "format": "jsonl",
        "mediatype": "application/x-ndjson",
        "encoding": "utf-8",
        "description": " ".join((model.__doc__ or "").split()),
        "bytes": size,
        "hash": f"sha256:{digest.hexdigest()}",
        "rows": count,
        "schema": tables.schema(model),
    }


def _files(archive: ZipFile, watch: Watch, done: Packed) -> list[str]:
    """Stored files by their digest; one that is not where it should be is named, and does not stop the rest."""
    storage, written = storages[DOCUMENTS], []
    rows = StoredFile.objects.order_by("digest")
    for file in watch(rows.iterator(tables.CHUNK), "files", rows.count()):
        if not storage.exists(file.path):
            done.missing.append(file.digest)
            continue
        with storage.open(file.path) as source, archive.open(f"files/{file.digest}", "w", force_zip64=True) as into:
            for piece in iter(lambda source=source: source.read(PIECE), b""):  # type: ignore[misc]
                into.write(piece)
        written.append(file.digest)
    done.files = len(written)
    return written


def _policies(archive: ZipFile) -> list[str]:
    """The federation's own policy files."""
    folder = Path(settings.POLICY)
    found = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    for path in found:
        archive.write(path, f"policy/{path.relative_to(folder)}", ZIP_STORED)
    return [str(path.relative_to(folder)) for path in found]


def migrations() -> dict[str, str]:
    """Of each app the newest change of its tables: another program may have others."""
    names: dict[str, str] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        names[app] = name
    return names


def key_check() -> str:
    """Tells whether two installations have the same secret, and nothing about it."""
    return derived(settings.SECRET_KEY, "check").hex()
