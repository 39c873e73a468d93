"""Keeping files. The content is on disk before the row says so; a row that is never written leaves a file to sweep."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from qianshao.documents import rules
from qianshao.documents.models import StoredFile

DOCUMENTS = "documents"
"""The storage of the settings."""

YOUNG = timedelta(days=1)
"""A file may be on its way into the database."""


def keep_picture(content: bytes, *, at: datetime) -> StoredFile:
    """A Problem when it is no picture, or too large."""
    return keep(rules.picture(content), kind=rules.JPEG, at=at)


def keep_paper(content: bytes, *, at: datetime) -> StoredFile:
    """A PDF, a Word or Excel file, or a picture; a Problem when it is none of them, or too large."""
    checked, kind = rules.paper(content)
    return keep(checked, kind=kind, at=at)


def keep(content: bytes, *, kind: str, at: datetime) -> StoredFile:
    """The same content again is the same file."""
    digest = sha256(content).hexdigest()
    file = StoredFile(digest=digest, kind=kind, size=len(content), created_at=at)
    storage = storages[DOCUMENTS]
    if not storage.exists(file.path):
        storage.save(file.path, ContentFile(content))
    found, _ = StoredFile.objects.get_or_create(
        digest=digest, defaults={"kind": kind, "size": len(content), "created_at": at}
    )
    return found


def sweep(*, at: datetime) -> int:
    """Removes files that no row knows, such as those of a power cut; returns how many."""
    storage, removed = storages[DOCUMENTS], 0
    for folder in _folders(storage):
        for name in storage.listdir(folder)[1]:
            path = f"{folder}/{name}"
            old = storage.get_modified_time(path) < at - YOUNG
            if old and not StoredFile.objects.filter(digest=name).exists():
                storage.delete(path)
                removed += 1
    return removed


def _folders(storage: Storage) -> list[str]:
    """None before the first file is kept. A bucket has no folder of its own to ask for."""
    try:
        return list(storage.listdir("")[0])
    except FileNotFoundError:
        return []
