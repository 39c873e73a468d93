"""Inspections for officers: what is planned, what was found, the three columns, the letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.paging import page_of
from qianshao.core.problems import Problem, or_not_found
from qianshao.documents import queries as documents
from qianshao.documents import word
from qianshao.documents.models import StoredFile
from qianshao.intake import parsing
from qianshao.registry import queries as registry
from qianshao.registry.doors import asker_of, page
from qianshao.registry.models import Body
from qianshao.registry.scope import Ability, Scope
from qianshao.resumption import actions
from qianshao.resumption.models import Inspection, InspectionState, Outcome, VisitBasis
from qianshao.resumption.queries import checklists
from qianshao.resumption.queries import inspections as queries
from qianshao.resumption.rules import checklists as rules
from qianshao.resumption.rules.answers import as_read

PAGE = 50
KINDS = {"pdf": word.PDF, "docx": word.DOCX}


@page(Ability.SEE_INSPECTIONS)
def inspections(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What was found, the newest first; above it what is planned, the next first."""
    outcome = request.GET.get("outcome", "")
    rows = queries.done(scope)
    if outcome in Outcome.values:
        rows = rows.filter(outcome=outcome)
    context = {
        "planned": queries.planned(scope)[:PAGE],
        "today": clock.today(),
        "late": queries.overdue(scope, clock.today()),
        "done": page_of(rows, request.GET.get("page"), size=PAGE),
        "outcomes": Outcome.choices,
        "outcome": outcome,
        "may_inspect": scope.may(Ability.INSPECT),
    }
    return render(request, "resumption/inspections.html", context)


@page(Ability.SEE_INSPECTIONS)
def inspection(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    return _show(request, scope, queries.inspection(scope, pk))


@require_POST
@page(Ability.INSPECT)
def do_inspection(request: HttpRequest, scope: Scope, pk: int, deed: str) -> HttpResponse:
    row = queries.own_inspection(scope, pk)
    actor, at = asker_of(request).actor, clock.now()
    known: dict[str, Callable[[], None]] = {
        "put_off": lambda: actions.put_off(row, _day(request), actor=actor, via=Via.WEB, at=at),
        "call_off": lambda: actions.call_off(row, actor=actor, via=Via.WEB, at=at),
    }
    if deed not in known:
        raise Problem("not_found")
    try:
        known[deed]()
    except Problem as problem:
        return _show(request, scope, queries.inspection(scope, pk), problem)
    messages.success(request, _("Noted."))
    return redirect("resumption:inspection", pk)


@require_POST
@page(Ability.INSPECT)
def plan(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """A visit to a workplace; then its page."""
    place = registry.workplace(scope, pk)
    try:
        body = _body(request, scope)
        row = actions.plan(
            place,
            body,
            checklists.checklist_for(place, clock.today(), request.POST.get("checklist", "")),
            _day(request),
            basis=request.POST.get("basis", ""),
            lead_id=asker_of(request).actor.person_id,
            actor=asker_of(request).actor,
            via=Via.WEB,
            at=clock.now(),
        )
    except Problem as problem:
        messages.error(request, problem.sentence)
        return redirect("resumption:columns", pk)
    messages.success(request, _("The visit is planned. Open “Visit” on the phone once, with network, before you go."))
    return redirect("resumption:inspection", row.pk)


@page(Ability.SEE_INSPECTIONS)
def letter(request: HttpRequest, scope: Scope, pk: int, kind: str) -> HttpResponse:
    row = queries.inspection(scope, pk)
    if row.state != InspectionState.DONE:
        raise Problem("not_found")
    write = actions.write_pdf if kind == "pdf" else actions.write_letter
    name = f"{row.body.number}-inspection-{row.year}-{row.serial}.{kind}"
    answer = _file(write(row, at=clock.now()), KINDS[kind])
    answer["Content-Disposition"] = f'{"inline" if kind == "pdf" else "attachment"}; filename="{name}"'
    return answer


@page(Ability.SEE_INSPECTIONS)
def photo(request: HttpRequest, scope: Scope, pk: int, photo: int) -> HttpResponse:
    return _file(queries.photo(scope, pk, photo).file, "image/jpeg")


@page(Ability.SEE_INSPECTIONS)
def signature(request: HttpRequest, scope: Scope, pk: int, side: str) -> HttpResponse:
    drawn = or_not_found(queries.signature(scope, pk, side).file)
    return _file(drawn, "image/jpeg")


def _file(file: StoredFile, kind: str) -> HttpResponse:
    answer = HttpResponse(documents.content(file), content_type=kind)
    answer["Content-Disposition"] = "inline"
    answer["Cache-Control"] = "no-store"
    return answer


def _day(request: HttpRequest) -> date:
    return parsing.date_of(request.POST.get("day", ""))


def _body(request: HttpRequest, scope: Scope) -> Body:
    bodies = queries.bodies_to_inspect(scope)
    chosen = request.POST.get("body", "")
    found = next((one for one in bodies if str(one.pk) == chosen), bodies[0] if bodies and not chosen else None)
    if found is None:
        raise Problem("inspection.body", field="body")
    return found


def _show(request: HttpRequest, scope: Scope, row: Inspection, problem: Problem | None = None) -> HttpResponse:
    checklist = checklists.checklist_of(row.version)
    is_done = row.state == InspectionState.DONE
    context: dict[str, Any] = {
        "inspection": row,
        "checklist": checklist,
        "problems": [problem] if problem else [],
        "mine": scope.may(Ability.INSPECT) and row.body_id in scope.bodies,
        "today": clock.today(),
        "again": queries.follow_up_of(row) if scope.may(Ability.SEE_CASES) else None,
        "refused": row.outcome == Outcome.REFUSED,
    }
    if is_done:
        context |= {
            "score": rules.score(checklist, as_read(row.answers)),
            "photos": [(one, checklist.items.get(one.item)) for one in queries.photos_of(row)],
            "signatures": queries.signatures_of(row),
            "columns": checklists.columns(row.workplace, checklist, until=row),
        }
    return render(request, "resumption/inspection.html", context, status=problem.status if problem else 200)


def basis_choices() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in VisitBasis.choices]
