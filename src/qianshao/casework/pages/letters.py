"""Letters: the list, and one of them from its draft to its answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.casework import actions, queries
from qianshao.casework.models import Letter, LetterState
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.paging import page_of
from qianshao.core.problems import Problem
from qianshao.documents import queries as documents
from qianshao.documents import word
from qianshao.registry.doors import asker_of, page
from qianshao.registry.scope import Ability, Scope

PAGE = 50
KINDS = {"pdf": word.PDF, "docx": word.DOCX}


@page(Ability.SEE_CASES)
def letters(request: HttpRequest, scope: Scope) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = queries.letters(scope)
    if state in LetterState.values:
        rows = rows.filter(state=state)
    context = {
        "letters": page_of(rows, request.GET.get("page"), size=PAGE),
        "waiting": queries.letters_waiting(scope),
        "states": LetterState.choices,
        "state": state,
    }
    return render(request, "casework/letters.html", context)


@require_POST
@page(Ability.HANDLE_CASES)
def draft(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """A new letter in a case; then its page."""
    case = queries.case(scope, number)
    bodies = queries.writers(case, scope)
    if not bodies:
        raise Problem("case.not_owner", owner=case.owner.name if case.owner else "")
    body = next((one for one in bodies if one.pk == case.owner_id), bodies[0])
    purpose, actor = request.POST.get("purpose", ""), asker_of(request).actor
    new = actions.draft(case, body, purpose, actor=actor, via=Via.WEB, at=clock.now())
    return redirect("casework:letter", new.pk)


@page(Ability.SEE_CASES)
def letter(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    return _show(request, scope, queries.letter(scope, pk))


@require_POST
@page(Ability.HANDLE_CASES)
def do_letter(request: HttpRequest, scope: Scope, pk: int, deed: str) -> HttpResponse:
    """What was typed stays on the page when it cannot be done."""
    row = queries.own_letter(scope, pk)
    case = row.case
    try:
        _do(deed, row, request, clock.now())
    except Problem as problem:
        if problem.code == "not_found":
            raise
        return _show(request, scope, queries.letter(scope, pk), problem, deed)
    if deed == "discard":
        messages.success(request, _("The draft is gone."))
        return redirect("casework:case", case.number)
    messages.success(request, _("Noted. It stands in the course of the case."))
    return redirect("casework:letter", pk)


def _do(deed: str, row: Letter, request: HttpRequest, at: datetime) -> None:
    actor, given = asker_of(request).actor, request.POST
    text = given.get("text", "")
    known: dict[str, Callable[[], None]] = {
        "save": lambda: _save(row, request, at),
        "approve": lambda: actions.approve(row, actor=actor, via=Via.WEB, at=at),
        "discard": lambda: actions.discard(row, actor=actor, via=Via.WEB, at=at),
        "send": lambda: actions.send(row, text, actor=actor, via=Via.WEB, at=at),
        "answer": lambda: actions.file_answer(row, text, actor=actor, via=Via.WEB, at=at),
        "withdraw": lambda: actions.withdraw(row, text, actor=actor, via=Via.WEB, at=at),
    }
    if deed not in known:
        raise Problem("not_found")
    known[deed]()


def _save(row: Letter, request: HttpRequest, at: datetime) -> None:
    given = {**request.POST.dict(), "seen": _moment(request.POST.get("seen", ""))}
    actions.change_draft(row, given, actor=asker_of(request).actor, via=Via.WEB, at=at)


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


@page(Ability.SEE_CASES)
def paper(request: HttpRequest, scope: Scope, pk: int, kind: str) -> HttpResponse:
    """The letter as a file. A draft is a preview, as PDF only."""
    row = queries.letter(scope, pk)
    if row.state == LetterState.DRAFT:
        if kind != "pdf":
            raise Problem("not_found")
        content, name = actions.preview(row, at=clock.now()), f"draft-{row.pk}"
    else:
        docx, pdf = actions.write_files(row, at=clock.now())
        content, name = (
            documents.content(pdf if kind == "pdf" else docx),
            f"{row.body.number}-{row.paper}-{row.year}-{row.serial}",
        )
    response = HttpResponse(content, content_type=KINDS[kind])
    response["Content-Disposition"] = f'{"inline" if kind == "pdf" else "attachment"}; filename="{name}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response


def _show(
    request: HttpRequest, scope: Scope, row: Letter, problem: Problem | None = None, deed: str = ""
) -> HttpResponse:
    context = {
        "letter": row,
        "mine": row.body_id in scope.bodies and scope.may(Ability.HANDLE_CASES),
        "now": clock.now(),
        "problems": [problem] if problem else [],
        "deed": deed,
        "typed": request.POST,
    }
    return render(request, "casework/letter.html", context, status=problem.status if problem else 200)
