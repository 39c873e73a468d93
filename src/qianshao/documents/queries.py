from __future__ import annotations

from django.core.files.storage import storages

from qianshao.core.problems import Problem
from qianshao.documents.actions import DOCUMENTS
from qianshao.documents.models import StoredFile


def content(file: StoredFile) -> bytes:
    """Takes a file that the asker was shown: who may see it is decided by what it belongs to."""
    try:
        with storages[DOCUMENTS].open(file.path) as opened:
            found: bytes = opened.read()
            return found
    except FileNotFoundError:
        raise Problem("file.missing") from None
