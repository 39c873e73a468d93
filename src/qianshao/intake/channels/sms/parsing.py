"""From what a gateway sends to sender, text and id. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from qianshao.core.problems import Problem

LONGEST = 200
"""Characters of a sender or an id."""

Message = tuple[str, str, str]


def form_message(given: Mapping[str, str], fields: Mapping[str, str]) -> Message:
    """``fields``: what this gateway calls sender, text and id."""
    return _checked(given.get(fields["from"], ""), given.get(fields["text"], ""), given.get(fields["id"], ""))


def rapidpro_message(body: bytes) -> Message:
    """The JSON of a flow: ``contact.urn``, and the text in ``input``, ``text`` or the newest of the ``results``."""
    try:
        given = json.loads(body.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise Problem("json.broken", detail="RapidPro") from None
    if not isinstance(given, dict):
        raise Problem("json.not_object")
    said, contact, run = (_part(given, name) for name in ("input", "contact", "run"))
    text = said.get("text") or given.get("text") or _newest_result(_part(given, "results"))
    return _checked(contact.get("urn"), text, said.get("uuid") or run.get("uuid") or "")


def _part(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = given.get(name)
    return found if isinstance(found, dict) else {}


def _newest_result(results: Mapping[str, Any]) -> object:
    found = [one for one in results.values() if isinstance(one, dict)]
    newest = max(found, key=lambda one: str(one.get("created_on", "")), default={})
    return newest.get("input") or newest.get("value") or ""


def _checked(sender: object, text: object, number: object) -> Message:
    if not isinstance(sender, str) or not sender.strip() or len(sender) > LONGEST:
        raise Problem("field.missing", field="from", label="from")
    if not isinstance(text, str):
        raise Problem("field.missing", field="text", label="text")
    known = number if isinstance(number, str) else ""
    return sender.strip().removeprefix("tel:"), text, known[:LONGEST]
