"""Filters, pages and attributes as RFC 7644 writes them, on plain values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from qianshao.core.problems import Problem

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"

ALWAYS = frozenset({"schemas", "id"})

COMPARISON = re.compile(r'\s*([A-Za-z][\w$-]*)\s+eq\s+("(?:[^"\\]|\\.)*"|true|false)\s*', re.IGNORECASE)
JOINED = re.compile(r"and\s", re.IGNORECASE)


def comparisons(text: str, known: Mapping[str, type]) -> list[tuple[str, Any]]:
    """``userName eq "x" and active eq true``. ``known``: what may be asked for, and of which type it is; the names of
    attributes are the same in small and capital letters."""
    names = {name.lower(): name for name in known}
    found: list[tuple[str, Any]] = []
    at = 0
    while text:
        match = COMPARISON.match(text, at)
        if match is None or match[1].lower() not in names:
            raise _not_understood(text, known)
        name = names[match[1].lower()]
        found.append((name, _value(match[2], known[name], text, known)))
        at = match.end()
        if at == len(text):
            break
        joined = JOINED.match(text, at)
        if joined is None:
            raise _not_understood(text, known)
        at = joined.end()
    return found


def _value(written: str, kind: type, text: str, known: Mapping[str, type]) -> Any:
    try:
        value = json.loads(written if written.startswith('"') else written.lower())
    except ValueError:
        raise _not_understood(text, known) from None
    if not isinstance(value, kind) or (isinstance(value, str) and "\0" in value):
        raise _not_understood(text, known)
    return value


def _not_understood(text: str, known: Mapping[str, type]) -> Problem:
    return Problem("scim.filter", field="filter", value=text[:100], choices=", ".join(f"{name} eq" for name in known))


def cut(start: int, count: int, largest: int) -> tuple[int, int]:
    """From where and how many: what is below the first is the first, below none is none."""
    return max(start, 1), min(max(count, 0), largest)


def listed(resources: Sequence[Mapping[str, Any]], total: int, start: int) -> dict[str, Any]:
    return {
        "schemas": [LIST],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(resources),
        "Resources": list(resources),
    }


def error(status: int, detail: str, kind: str = "") -> dict[str, Any]:
    return {"schemas": [ERROR], "status": str(status), "detail": detail, **({"scimType": kind} if kind else {})}


def chosen(resource: Mapping[str, Any], wanted: str, unwanted: str) -> dict[str, Any]:
    """``attributes`` and ``excludedAttributes``, whole ones; parts of one ("members.value") bring all of it."""
    only, without = _names(wanted), _names(unwanted) - ALWAYS
    return {
        name: value
        for name, value in resource.items()
        if name in ALWAYS or (name.lower() in only if only else name.lower() not in without)
    }


def _names(text: str) -> frozenset[str]:
    last = (one.strip().rpartition(":")[2].partition(".")[0] for one in text.split(","))
    return frozenset(one.lower() for one in last if one)


def version(content: Mapping[str, Any]) -> str:
    """Changes when anything in it does."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return f'W/"{sha256(text.encode()).hexdigest()[:24]}"'


def is_known(asked: str, tag: str) -> bool:
    """Whether the asker, by their ``If-None-Match``, has it already."""
    return any(one.strip().removeprefix("W/") == tag.removeprefix("W/") for one in asked.split(","))
