"""Sheets between the dry run and the import: in a directory of their own, under a name that cannot be guessed, for
the person who sent them, and for an hour."""

from __future__ import annotations

import json
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from qianshao.core.problems import Problem

LARGEST = 10 * 1024 * 1024
KEPT = 3600


@dataclass(frozen=True, slots=True)
class Upload:
    """``source`` is where the sheet is from, as its sender said."""

    token: str
    source: str
    content: bytes


def keep(content: bytes, *, source: str, owner: str) -> Upload:
    if len(content) > LARGEST:
        raise Problem("body.too_large", field="file", limit="10 MB")
    _clean()
    upload = Upload(secrets.token_hex(16), source, content)
    _write(upload.token, "sheet", content)
    _write(upload.token, "json", json.dumps({"owner": owner, "source": source}).encode())
    return upload


def find(token: str, *, owner: str) -> Upload:
    about = _about(token, owner)
    path = _path(token, "sheet")
    if about is None or not path.exists():
        raise Problem("import.gone", field="file")
    return Upload(token, about["source"], path.read_bytes())


def forget(upload: Upload) -> None:
    """The sheet itself; the refused rows can still be fetched for an hour."""
    _path(upload.token, "sheet").unlink(missing_ok=True)


def keep_corrected(upload: Upload, content: bytes) -> None:
    _write(upload.token, "csv", content)


def corrected(token: str, *, owner: str) -> bytes:
    path = _path(token, "csv") if _about(token, owner) else None
    if path is None or not path.exists():
        raise Problem("not_found")
    return path.read_bytes()


def _about(token: str, owner: str) -> dict[str, str] | None:
    """None where there is none, or it is somebody else's."""
    if not (len(token) == 32 and set(token) <= set("0123456789abcdef")):
        return None
    path = _path(token, "json")
    about: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return about if about.get("owner") == owner else None


def _path(token: str, ending: str) -> Path:
    return Path(settings.DATA) / "uploads" / f"{token}.{ending}"


def _write(token: str, ending: str, content: bytes) -> None:
    """Readable by the program alone: a list of workplaces has telephone numbers in it."""
    path = _path(token, ending)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)


def _clean() -> None:
    for path in (Path(settings.DATA) / "uploads").glob("*"):
        if time.time() - path.stat().st_mtime > KEPT:
            path.unlink(missing_ok=True)
