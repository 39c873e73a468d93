"""Reading the file: into an installation where nothing has happened yet. All of it, or nothing."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.apps import apps
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import storages
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from qianshao.assessment.actions.words import restore_words
from qianshao.briefing.exchange.moving import tables
from qianshao.briefing.exchange.moving.packing import MANIFEST, PIECE, Watch, key_check, migrations
from qianshao.briefing.rules.moving import FORMAT, is_taken, place_of
from qianshao.core import events
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.documents.actions import DOCUMENTS
from qianshao.documents.models import StoredFile

BATCH = 500
OF_EVERY_INSTALLATION = frozenset({"registry.territory", "core.event", "core.counter"})
"""What `qianshao init` writes: the divisions, and that it loaded them."""
BY_INIT = frozenset({"divisions.applied"})


@dataclass(frozen=True, slots=True)
class Unpacked:
    """``sealed``: how many rows of the audit chain hold. ``same_key``: whether the secret is that of then."""

    tables: int
    rows: int
    files: int
    missing: list[str]
    secrets: bool
    sealed: int
    same_key: bool


def check(source: Path, *, watch: Watch) -> dict[str, Any]:
    """Reads the whole file, and gives its manifest. A Problem where something is missing or was changed."""
    with _opened(source) as archive:
        manifest = _manifest(archive)
        for resource in manifest["resources"]:
            for _ in watch(_lines(archive, resource), resource["name"], resource["rows"]):
                pass
        for name in manifest["qianshao"]["files"]:
            _digest_of_file(archive, name)
    return manifest


def unpack(source: Path, *, watch: Watch) -> Unpacked:
    """Everything into this installation, which must be empty and have the same tables."""
    with _opened(source) as archive:
        manifest = _manifest(archive)
        own = manifest["qianshao"]
        if own["tables"] != migrations():
            raise Problem("move.tables", version=own["version"])
        _must_be_empty()
        # First, and outside the transaction: a file that no row names does no harm.
        for name in watch(own["files"], "files", len(own["files"])):
            _keep_file(archive, name)
        with transaction.atomic():
            rows = _load(archive, manifest, watch)
            restore_words()
            sealed, broken = events.verify()
            if broken is not None:
                raise Problem("move.chain", number=broken.seal_number)
        _keep_policies(archive, own["policies"])
    return Unpacked(
        len(manifest["resources"]),
        rows,
        len(own["files"]),
        own["missing_files"],
        own["secrets"],
        sealed,
        own["secret_key"] == key_check(),
    )


# --- what the file says -----------------------------------------------------------------------------------


def _opened(source: Path) -> ZipFile:
    try:
        return ZipFile(source)
    except (BadZipFile, OSError):
        raise Problem("move.no_file", value=source.name) from None


def _manifest(archive: ZipFile) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(archive.read(MANIFEST))
        known = found["qianshao"]["format"]
    except (KeyError, ValueError, TypeError, BadZipFile):
        raise Problem("move.no_file", value=archive.filename or "") from None
    if known != FORMAT:
        raise Problem("move.format", value=known, known=FORMAT)
    return found


def _lines(archive: ZipFile, resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of a table; after the last one its digest is compared."""
    digest, count = sha256(), 0
    try:
        with archive.open(resource["path"]) as file:
            for line in io.BufferedReader(file, PIECE):  # type: ignore[type-var]
                digest.update(line)
                count += 1
                yield json.loads(line)
    except (KeyError, ValueError, BadZipFile):
        raise Problem("move.damaged", value=resource["path"]) from None
    if f"sha256:{digest.hexdigest()}" != resource["hash"] or count != resource["rows"]:
        raise Problem("move.damaged", value=resource["path"])


def _digest_of_file(archive: ZipFile, name: str) -> None:
    digest = sha256()
    try:
        with archive.open(f"files/{name}") as file:
            for piece in iter(lambda: file.read(PIECE), b""):
                digest.update(piece)
    except (KeyError, BadZipFile):
        raise Problem("move.damaged", value=f"files/{name}") from None
    if digest.hexdigest() != name:
        raise Problem("move.damaged", value=f"files/{name}")


# --- what is written --------------------------------------------------------------------------------------


def _must_be_empty() -> None:
    """Nothing but what `qianshao init` wrote."""
    for model in tables.taken(secrets=True):
        if tables.label(model) not in OF_EVERY_INSTALLATION and model._base_manager.exists():
            raise Problem("move.not_empty", value=tables.label(model))
    if Event.objects.exclude(action__in=BY_INIT).exists():
        raise Problem("move.not_empty", value="core.event")


def _load(archive: ZipFile, manifest: dict[str, Any], watch: Watch) -> int:
    models = {place_of(tables.label(model)): model for model in apps.get_models(include_auto_created=True)}
    given = {resource["path"]: resource for resource in manifest["resources"]}
    if any(place not in models or not is_taken(tables.label(models[place]), secrets=True) for place in given):
        raise Problem("move.tables", version=manifest["qianshao"]["version"])
    for name in OF_EVERY_INSTALLATION:
        apps.get_model(name)._base_manager.all()._raw_delete("default")
    count = 0
    for place, resource in given.items():
        count += _load_table(models[place], watch(_lines(archive, resource), resource["name"], resource["rows"]))
    connection.check_constraints()
    # The next row that is entered gets a number that nobody has.
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [models[place] for place in given]):
            cursor.execute(statement)
    return count


def _load_table(model: type[Model], rows: Any) -> int:
    count, coming = 0, iter(rows)
    while batch := [tables.made(model, row) for row in islice(coming, BATCH)]:
        model._base_manager.bulk_create(batch)
        count += len(batch)
    return count


def _keep_file(archive: ZipFile, name: str) -> None:
    _digest_of_file(archive, name)
    storage, path = storages[DOCUMENTS], StoredFile(digest=name).path
    if not storage.exists(path):
        with archive.open(f"files/{name}") as file:
            storage.save(path, File(file, name))


def _keep_policies(archive: ZipFile, names: list[str]) -> None:
    folder = Path(settings.POLICY)
    for name in names:
        parts = PurePosixPath(name)
        if parts.is_absolute() or ".." in parts.parts:
            raise Problem("move.damaged", value=name)
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(archive.read(f"policy/{name}"))
