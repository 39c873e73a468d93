"""A visit on a phone: loaded beforehand, filled in without network, signed on the screen, sent once.

``static/resumption/visit.js`` keeps what cannot be sent; the queue is that of the daily report, under its own name.
"""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware

from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem, Problems
from qianshao.documents.rules import LARGEST_FILE
from qianshao.intake import parsing
from qianshao.intake.pages import phone
from qianshao.policy.checklists import Checklist
from qianshao.registry.doors import anybody, asker_of, page
from qianshao.registry.scope import Ability, Scope
from qianshao.resumption import actions
from qianshao.resumption.models import Inspection, InspectionState, Side
from qianshao.resumption.pages import forms
from qianshao.resumption.queries import inspections as queries
from qianshao.resumption.queries.checklists import checklist_of
from qianshao.resumption.rules import answers

ASSETS = (
    "web/css/qianshao.css",
    "intake/intake.css",
    "resumption/visit.css",
    "intake/queue.js",
    "web/js/shell.js",
    "resumption/pad.js",
    "resumption/visit.js",
    "web/icons/lamp.svg",
)
PHOTO = re.compile(r"^photo\.(?P<item>\w*)$")


@dataclass(frozen=True, slots=True)
class Form:
    """One checklist, and the visits that are made with it."""

    checklist: Checklist
    visits: list[tuple[Inspection, int]]
    groups: list[forms.Group]


@page(Ability.INSPECT)
def visits(request: HttpRequest, scope: Scope) -> HttpResponse:
    """All that the asker's body has to visit. Kept on the phone as a whole."""
    return render(request, "resumption/visit.html", _context(request, queries.visits_of(scope)))


@page(Ability.INSPECT)
def visit(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    row = queries.own_inspection(scope, pk)
    if request.method != "POST":
        if row.state != InspectionState.PLANNED:
            return redirect("resumption:inspection", pk)
        return render(request, "resumption/visit.html", _context(request, [row]))
    try:
        done = actions.submit(row, _result(request, row), actor=asker_of(request).actor, via=Via.WEB, at=clock.now())
    except (Problem, Problems) as trouble:
        if phone.is_queue(request):
            raise
        return _again(request, row, trouble)
    address = reverse("resumption:inspection", args=[done.inspection.pk])
    return JsonResponse({"address": address}) if phone.is_queue(request) else redirect(address)


@anybody
def worker(request: HttpRequest) -> HttpResponse:
    return phone.service_worker(ASSETS, shell=reverse("resumption:visits"), family="visits", queue="qianshao-visits")


# --- reading ----------------------------------------------------------------------------------------------


def _result(request: HttpRequest, row: Inspection) -> actions.Result:
    given = request.POST
    refused = given.get("refused", "") != ""
    checklist = checklist_of(row.version)
    key = parsing.checked_key(given.get("key", ""), shortest=1)
    return actions.Result(
        answers=answers.Answers() if refused else answers.read(checklist, given),
        version=given.get("version", ""),
        inspectors=actions.inspectors_of(given.get("inspectors", "")),
        done_at=_moment(given.get("done_at", "")) or clock.now(),
        key=f"{asker_of(request).actor.person_id}:{key}" if key else None,
        refused=refused,
        remarks=given.get("remarks", ""),
        photos=_photos(request, checklist),
        signatures={side.value: signed for side in Side if (signed := _signature(request, side.value))},
    )


def _photos(request: HttpRequest, checklist: Checklist) -> list[tuple[str, bytes]]:
    """By the item that each shows; what is named after no item shows the whole."""
    found = []
    for name in request.FILES:
        if match := PHOTO.match(name):
            item = match["item"] if match["item"] in checklist.items else ""
            found += [(item, _content(file)) for file in request.FILES.getlist(name)]
    return found


def _content(file: Any) -> bytes:
    if file.size > LARGEST_FILE:
        raise Problem("file.too_large", field="photos", limit=f"{LARGEST_FILE // 1024 // 1024} MB")
    content: bytes = file.read()
    return content


def _signature(request: HttpRequest, side: str) -> bytes | str:
    """What was drawn counts; else why nobody signed."""
    drawn = request.FILES.get(f"signature_{side}")
    return _content(drawn) if drawn else request.POST.get(f"unsigned_{side}", "").strip()


def _moment(text: str) -> datetime | None:
    """When it was done, by the clock of the phone."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and is_aware(found) else None


# --- showing ----------------------------------------------------------------------------------------------


def _context(
    request: HttpRequest,
    rows: list[Inspection],
    typed: dict[str, Any] | None = None,
    trouble: Problem | Problems | None = None,
) -> dict[str, Any]:
    by_version: dict[str, list[Inspection]] = defaultdict(list)
    for row in rows:
        by_version[row.version_id].append(row)
    problems = forms.listed(trouble)
    shown = [
        Form(
            checklist := checklist_of(found[0].version),
            [(row, queries.rule_for(row.workplace, row.planned_for).inspectors) for row in found],
            forms.groups(checklist, typed, problems),
        )
        for found in by_version.values()
    ]
    return {
        "forms": shown,
        "typed": typed or {},
        "problems": problems,
        "key": secrets.token_urlsafe(18),
        "sides": Side.choices,
        **phone.around(request),
    }


def _again(request: HttpRequest, row: Inspection, trouble: Problem | Problems) -> HttpResponse:
    """What was typed stays on the page."""
    return render(
        request, "resumption/visit.html", _context(request, [row], request.POST.dict(), trouble), status=trouble.status
    )
