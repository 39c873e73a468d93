"""Sheets of bodies: the list, the sheet, what is put on it, and its paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.accounts.doors import membership_of
from qianshao.assessment import actions, queries
from qianshao.assessment import paper as papers
from qianshao.assessment.models import Appraisal, Mark, Nature, Turn
from qianshao.assessment.queries import appraisals as sheets
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.paging import page_of
from qianshao.core.problems import Problem
from qianshao.registry.doors import asker_of, page
from qianshao.registry.scope import Ability, Scope

PAGE = 50
USUAL = timedelta(days=89)


@page(Ability.SEE_ASSESSMENT)
def appraisals(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Which there are; a new one is opened by a body and a period."""
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            row = _open(request, scope)
        except Problem as problem:
            problems = [problem]
        else:
            return redirect("assessment:appraisal", row.number)
    today = clock.today()
    context = {
        "appraisals": page_of(sheets.appraisals(scope), request.GET.get("page"), size=PAGE),
        "may_review": scope.may(Ability.REVIEW),
        "body": request.POST.get("body", ""),
        "first": request.POST.get("first") or (today - USUAL).isoformat(),
        "last": request.POST.get("last") or today.isoformat(),
        "problems": problems,
    }
    return render(request, "assessment/appraisals.html", context, status=problems[0].status if problems else 200)


def _open(request: HttpRequest, scope: Scope) -> Appraisal:
    if not scope.may(Ability.REVIEW):
        raise Problem("access.none")
    body = queries.appraised_body(scope, request.POST.get("body", ""))
    first, last = _day(request, "first"), _day(request, "last")
    return actions.open_appraisal(body, first, last, actor=asker_of(request).actor, via=Via.WEB, at=clock.now())


def _day(request: HttpRequest, name: str) -> date:
    given = request.POST.get(name, "")
    try:
        day = parse_date(given)
    except ValueError:
        day = None
    if day is None:
        raise Problem("field.invalid.date", field=name, value=given)
    return day


@page(Ability.SEE_ASSESSMENT)
def appraisal(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    return _show(request, scope, sheets.appraisal(scope, number))


@page(Ability.SEE_ASSESSMENT)
def paper(request: HttpRequest, scope: Scope, number: str, kind: str) -> HttpResponse:
    """The sheet as Word or PDF, as this reader may see it."""
    row = sheets.appraisal(scope, number)
    if kind not in papers.KINDS:
        raise Problem("not_found")
    sheet = sheets.sheet(scope, row, asker_of(request).actor.person_id, clock.now())
    content = papers.WRITE[kind](sheet, get_language() or "zh-hans")
    answer = HttpResponse(content, content_type=papers.KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{row.number}.{kind}"'
    return answer


@require_POST
@page(Ability.REVIEW)
def do_appraisal(request: HttpRequest, scope: Scope, number: str, deed: str) -> HttpResponse:
    if deed not in DEEDS:
        raise Problem("not_found")
    row = sheets.appraisal(scope, number)
    try:
        DEEDS[deed](request, scope, number)
    except Problem as problem:
        return _show(request, scope, row, problem)
    messages.success(request, _("Noted."))
    return redirect("assessment:appraisal", number)


def _quote(request: HttpRequest, scope: Scope, number: str) -> None:
    given = request.POST
    turn = _turn(scope, given.get("interview", ""), given.get("turn", ""))
    row, remark = sheets.appraisal(scope, number), given.get("remark", "")
    actions.quote(row, given.get("nature", ""), turn, given.get("words", ""), remark=remark, **_by(request))


def _turn(scope: Scope, interview: str, n: str) -> Turn:
    """Of an interview that the asker may read."""
    row = queries.interviews(scope).filter(number=interview.strip()).first()
    wanted = int(n) if n.isascii() and n.isdecimal() and len(n) < 7 else 0
    found = row.turns.select_related("interview").filter(n=wanted).first() if row else None
    if found is None:
        raise Problem("appraisal.turn", field="turn", turn=n, number=interview)
    return found


def _judge(request: HttpRequest, scope: Scope, number: str, *, joint: bool = False) -> None:
    membership = membership_of(request)
    if membership is None:
        raise Problem("access.none")
    given = {
        nature: (request.POST.get(f"mark_{nature}", ""), request.POST.get(f"reasons_{nature}", ""))
        for nature in Nature.values
    }
    row = sheets.reviewed(scope, number)
    actions.judge(row, given, joint=joint, role=membership.role, for_body=membership.body, **_by(request))


def _judge_jointly(request: HttpRequest, scope: Scope, number: str) -> None:
    _judge(request, scope, number, joint=True)


def _reply(request: HttpRequest, scope: Scope, number: str) -> None:
    actions.reply(sheets.own(scope, number), request.POST.get("text", ""), **_by(request))


def _answer(request: HttpRequest, scope: Scope, number: str) -> None:
    row, given = sheets.reviewed(scope, number), request.POST
    if given.get("yes") not in ("yes", "no"):
        raise Problem("field.invalid.yes_no", field="yes", value=given.get("yes", ""))
    turn = _turn(scope, given["interview"], given.get("turn", "")) if given.get("interview") else None
    actions.answer(row, given.get("question", ""), given["yes"] == "yes", turn=turn, **_by(request))


def _close(request: HttpRequest, scope: Scope, number: str) -> None:
    actions.close(sheets.reviewed(scope, number), **_by(request))


DEEDS: dict[str, Callable[[HttpRequest, Scope, str], None]] = {
    "quote": _quote,
    "judge": _judge,
    "joint": _judge_jointly,
    "reply": _reply,
    "answer": _answer,
    "close": _close,
}


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"actor": asker_of(request).actor, "via": Via.WEB, "at": clock.now()}


def _show(request: HttpRequest, scope: Scope, row: Appraisal, problem: Problem | None = None) -> HttpResponse:
    sheet = sheets.sheet(scope, row, asker_of(request).actor.person_id, clock.now())
    open_to = scope.may(Ability.REVIEW) and not row.closed_at
    context = {
        "sheet": sheet,
        "appraisal": row,
        "parts": papers.parts(sheet, get_language()),
        "baseline": papers.baseline(sheet, get_language()),
        "marks": Mark.choices,
        "natures": Nature.choices,
        "may_quote": open_to,
        "may_judge": open_to and not sheet.own and not sheet.judged and not sheet.joint,
        "may_join": open_to and not sheet.own and sheet.may_join,
        "may_close": open_to and not sheet.own and sheet.joint,
        "may_answer": open_to and not sheet.own,
        "may_reply": scope.may(Ability.REVIEW) and sheet.own,
        "typed": request.POST,
        "problems": [problem] if problem else [],
    }
    return render(request, "assessment/appraisal.html", context, status=problem.status if problem else 200)
