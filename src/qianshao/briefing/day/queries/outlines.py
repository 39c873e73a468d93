"""The outlines that the operator loaded. Where divisions lie is public: no Scope is asked for."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from qianshao.briefing.day.rules.outlines import Outline, read


def kept_at() -> Path:
    return Path(settings.DATA) / "outlines.geojson"


def outlines(code: str) -> dict[str, Outline]:
    """Of the townships of a district or of one township; empty where no file was loaded."""
    try:
        changed = kept_at().stat().st_mtime_ns
    except FileNotFoundError:
        return {}
    return {key: one for key, one in _read(kept_at(), changed).items() if key.startswith(code) and len(key) == 9}


@lru_cache(1)
def _read(path: Path, changed: int) -> dict[str, Outline]:
    """Anew when the file has changed."""
    return {one.code: one for one in read(path.read_text(encoding="utf-8"))}
