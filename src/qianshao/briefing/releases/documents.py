"""A release with its signature and its corrections, as a file that anybody can keep and verify."""

from __future__ import annotations

import json
from typing import Any

from qianshao.briefing.models import Correction
from qianshao.briefing.releases import signing
from qianshao.briefing.releases.queries import Published
from qianshao.briefing.rules.releases import writing


def as_document(found: Published) -> dict[str, Any]:
    row = found.release
    return {
        "release": found.document,
        "signature": row.signature,
        "public_key": row.public_key,
        "corrections": [_signed(one, row.public_key) for one in found.corrections],
        "corrects": [_signed(one, row.public_key) for one in found.notices],
    }


def _signed(one: Correction, public_key: str) -> dict[str, Any]:
    return {"correction": json.loads(one.text), "signature": one.signature, "public_key": public_key}


def faults(document: Any, public_key: str) -> list[str]:
    """What in a file was not signed with this key; nothing where all of it holds. :class:`ValueError` where it is no
    such file."""
    if not isinstance(document, dict) or not {"release", "correction"} & set(document):
        raise ValueError
    name = "release" if "release" in document else "correction"
    notices = [*document.get("corrections", []), *document.get("corrects", [])]
    found = [] if _holds(document, name, public_key) else [name]
    wrong = (n for n, one in enumerate(notices, start=1) if not _holds(one, "correction", public_key))
    return found + [f"correction {n}" for n in wrong]


def _holds(document: Any, name: str, public_key: str) -> bool:
    if not isinstance(document, dict) or not isinstance(document.get(name), dict):
        return False
    return signing.holds(writing.canonical(document[name]), str(document.get("signature", "")), public_key)
