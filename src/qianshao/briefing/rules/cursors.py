"""Where a reader of a list has come to: the sort key of the last row, as an opaque text.

It stays right while rows are added and changed, which a page number does not.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from qianshao.core.problems import Problem

Key = tuple[str, ...]


def written(key: Key) -> str:
    return urlsafe_b64encode(json.dumps(key, ensure_ascii=False).encode()).rstrip(b"=").decode()


def read(cursor: str, length: int) -> Key:
    try:
        found = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        raise Problem("cursor.unknown", field="after") from None
    if not isinstance(found, list) or len(found) != length or not all(isinstance(one, str) for one in found):
        raise Problem("cursor.unknown", field="after")
    return tuple(found)


def chosen(fields: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """``fields``: names with commas between; all where none is named."""
    wanted = tuple(dict.fromkeys(name.strip() for name in fields.split(",") if name.strip()))
    for name in wanted:
        if name not in known:
            raise Problem("field.unknown", field="fields", label=name)
    return wanted or known
