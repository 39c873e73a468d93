"""The audit trail, for auditors."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qianshao.accounts import queries
from qianshao.core.models import Event
from qianshao.core.wording import ACTIONS, sentence
from qianshao.registry.doors import page
from qianshao.registry.scope import Ability, Scope

PAGE = 50


@page(Ability.SEE_TRAIL)
def trail(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Read by the number of the last row shown, not by pages: the trail is too long to be counted."""
    asked = {name: request.GET.get(name, "").strip().replace("\0", "")[:64] for name in ("action", "subject", "actor")}
    found = queries.trail(scope, **asked)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) <= 18:
        found = found.filter(pk__lt=int(before))
    rows = list(found[: PAGE + 1])
    shown = rows[:PAGE]
    context = {
        "rows": _told(scope, shown),
        "asked": asked,
        "actions": sorted(ACTIONS.items()),
        "further": shown[-1].pk if len(rows) > PAGE else None,
        "begun": bool(before),
        "sealed": queries.sealed(),
        "unsealed": queries.unsealed(),
        "checked": queries.check_newest() if "check" in request.GET else None,
    }
    return render(request, "accounts/trail.html", context)


def _told(scope: Scope, rows: list[Event]) -> list[dict[str, object]]:
    """With the names of accounts for those whom the asker could find on the list of people; for others the number."""
    people = {int(key) for row in rows for key in (_person(row.actor), _subject_person(row)) if key}
    names = queries.names_of(scope, people)
    return [
        {
            "event": row,
            "sentence": sentence(row.action),
            "particulars": _particulars(row.data),
            "actor_name": names.get(int(_person(row.actor) or 0), ""),
            "subject_name": names.get(int(_subject_person(row) or 0), ""),
        }
        for row in rows
    ]


def _particulars(data: dict[str, Any]) -> str:
    """Codes and numbers as they stand in the row: this page is for checking, not for reading."""
    return ", ".join(f"{key}: {value if isinstance(value, str) else json.dumps(value)}" for key, value in data.items())


def _person(actor: str) -> str:
    kind, _, key = actor.partition(":")
    return key if kind == "person" and key.isdecimal() else ""


def _subject_person(row: Event) -> str:
    return row.subject_id if row.subject_type == "person" and row.subject_id.isdecimal() else ""
