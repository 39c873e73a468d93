"""Bulletins: drafted by the program, edited and sent by an officer, read above."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.accounts.doors import page
from qianshao.briefing.bulletins import actions, paper, queries, wording
from qianshao.briefing.meetings import queries as meetings
from qianshao.briefing.models import Bulletin, Period
from qianshao.briefing.pages.board import read_day
from qianshao.briefing.pages.meetings import said, whole
from qianshao.core import clock
from qianshao.core.paging import page_of
from qianshao.core.problems import Problem
from qianshao.registry.scope import Ability, Scope

PAGE = 30


@page(Ability.SEE_CASES)
def bulletins(request: HttpRequest, scope: Scope) -> HttpResponse:
    rows = page_of(queries.bulletins(scope), request.GET.get("page"), size=PAGE)
    context = {"rows": rows, "today": clock.today(), "yesterday": clock.today() - timedelta(days=1)}
    return render(request, "briefing/bulletins.html", context)


@page(Ability.SEE_CASES)
def bulletin(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    return _show(request, scope, queries.bulletin(scope, pk))


@page(Ability.SEE_CASES)
def bulletin_paper(request: HttpRequest, scope: Scope, pk: int, form: str) -> HttpResponse:
    row = queries.bulletin(scope, pk)
    content, kind = paper.paper(row, form, language=get_language() or "zh-hans", at=clock.now())
    name = f"bulletin-{row.last.isoformat()}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


@require_POST
@page(Ability.HANDLE_CASES)
def draft(request: HttpRequest, scope: Scope) -> HttpResponse:
    """For a day or the week that ends on it."""
    period = request.POST.get("period", "")
    if period not in Period.values:
        raise Problem("field.invalid.choice", field="period", value=period, choices=", ".join(Period.values))
    day = read_day(request.POST.get("day", ""))
    row = actions.draft(meetings.holder(scope), period, day, **said(request))
    return redirect("briefing:bulletin", row.pk)


@require_POST
@page(Ability.HANDLE_CASES)
def edit(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Keeps both texts, or says why not, with what was typed still on the page; ``send`` sends it as well."""
    row = queries.own_bulletin(scope, pk)
    given = {language: request.POST.get(language, "") for language in actions.LANGUAGES}
    try:
        if given != {language: row.texts.get(language, "") for language in given}:
            actions.edit(row, given, seen=whole(request, "seen"), **said(request))
        elif row.version != whole(request, "seen"):
            raise Problem("meeting.changed")
        if "send" in request.POST:
            actions.send(row, seen=row.version, **said(request))
    except Problem as problem:
        row.refresh_from_db()
        return _show(request, scope, row, problem)
    if row.sent_at:
        paper.write(row, at=clock.now())
        messages.success(request, _("Sent. The body above sees it from now on."))
    return redirect("briefing:bulletin", row.pk)


def _show(request: HttpRequest, scope: Scope, row: Bulletin, problem: Problem | None = None) -> HttpResponse:
    language = get_language() or "zh-hans"
    text = row.texts.get(language) or row.texts["zh-hans"]
    typed = request.POST if problem else {}
    may = row.sent_at is None and row.body_id in scope.bodies and scope.may(Ability.HANDLE_CASES)
    context = {
        "bulletin": row,
        "title": wording.title(row),
        "parts": [(heading, wording.linked(body)) for heading, body in wording.paragraphs(text)],
        "figures": wording.table(row),
        "fields": [(code, typed.get(code) or row.texts[code], row.texts[code]) for code in actions.LANGUAGES],
        "may": may,
        "conflict": problem is not None and problem.code == "meeting.changed",
        "problems": [problem] if problem else [],
    }
    return render(request, "briefing/bulletin.html", context, status=problem.status if problem else 200)
