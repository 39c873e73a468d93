"""Interviews: the list, taking one in, reading it, and settling what was unsure."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.assessment import actions, queries
from qianshao.assessment.actions.settling import Heading
from qianshao.assessment.models import Interview, Mention
from qianshao.assessment.queries import reading
from qianshao.assessment.queries.search import found_in
from qianshao.assessment.queries.sheets import PER_PAGE
from qianshao.assessment.wording import doubt
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.paging import page_of
from qianshao.core.problems import Problem
from qianshao.documents.rules import LARGEST_FILE
from qianshao.policy import codebook
from qianshao.registry import queries as registry
from qianshao.registry.doors import asker_of, page
from qianshao.registry.models import Body, Territory, Workplace
from qianshao.registry.scope import Ability, Scope

PAGE = 50
ROW = 16
"""Between the rows of the course."""


@page(Ability.SEE_ASSESSMENT)
def interviews(request: HttpRequest, scope: Scope) -> HttpResponse:
    rows = page_of(queries.interviews(scope), request.GET.get("page"), size=PAGE)
    context = {"interviews": rows, "may_import": scope.may(Ability.HANDLE_CASES)}
    return render(request, "assessment/interviews.html", context)


@page(Ability.SEE_ASSESSMENT)
def search(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Over all interviews that the asker may read, the best first."""
    text = request.GET.get("q", "")
    context = {"q": text, "found": found_in(scope, text)}
    return render(request, "assessment/search.html", context)


@page(Ability.HANDLE_CASES)
def import_page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Then its page, which says what was unsure."""
    if request.method != "POST":
        return render(request, "assessment/import.html", {"problems": []})
    try:
        row, new = _take_in(request, scope)
    except Problem as problem:
        return render(request, "assessment/import.html", {"problems": [problem]}, status=problem.status)
    if not queries.interviews(scope).filter(pk=row.pk).exists():
        messages.warning(request, _("It is kept, but its place is not yours to see."))
        return redirect("assessment:interviews")
    messages.success(request, _("Taken in. Look at what was unsure.") if new else _("This text was here already."))
    return redirect("assessment:interview", row.number)


def _take_in(request: HttpRequest, scope: Scope) -> tuple[Interview, bool]:
    upload = request.FILES.get("file")
    content = upload.read(LARGEST_FILE + 1) if upload else request.POST.get("text", "").encode()
    if not content.strip():
        raise Problem("field.missing", field="file", label=_("File"))
    own = next(iter(scope.territories), "")
    return actions.import_interview(content, shown_at=own, actor=asker_of(request).actor, via=Via.WEB, at=clock.now())


@page(Ability.SEE_ASSESSMENT)
def interview(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    return _show(request, scope, queries.interview(scope, number))


@require_POST
@page(Ability.HANDLE_CASES)
def settle(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """The heading of an interview, as a person reads it."""
    row = queries.interview(scope, number)
    given = request.POST
    try:
        heading = Heading(
            title=given.get("title", "").strip(),
            event_date=_day(given.get("event_date", "")),
            held_on=_day(given.get("held_on", "")),
            place=_place(scope, given.get("place", "").strip()),
        )
        actions.settle_heading(row, heading, actor=asker_of(request).actor, via=Via.WEB, at=clock.now())
    except Problem as problem:
        return _show(request, scope, row, problem)
    messages.success(request, _("Settled."))
    return redirect("assessment:interview", number)


@require_POST
@page(Ability.HANDLE_CASES)
def settle_name(request: HttpRequest, scope: Scope, number: str, pk: int) -> HttpResponse:
    """Whom a name means: what is proposed, another one, or nobody."""
    one = reading.mention(scope, number, pk)
    try:
        body, workplace = _meant(scope, one, request.POST.get("is", ""), request.POST.get("other", "").strip())
        actions.settle_mention(one, body, workplace, actor=asker_of(request).actor, via=Via.WEB, at=clock.now())
    except Problem as problem:
        return _show(request, scope, one.interview, problem)
    messages.success(request, _("Settled."))
    return redirect("assessment:interview", number)


def _meant(scope: Scope, one: Mention, verdict: str, other: str) -> tuple[Body | None, Workplace | None]:
    if verdict == "yes":
        return one.body, one.workplace
    if verdict == "nobody":
        return None, None
    if not other:
        raise Problem("field.missing", field="other", label=_("Another name"))
    if one.kind == "employer":
        matches = registry.find(scope, other, 2)
        if not matches:
            raise Problem("workplace.unknown", field="other", value=other)
        return None, matches[0].workplace
    named = registry.bodies(scope)
    found = named.filter(number=int(other)) if other.isdecimal() and len(other) < 10 else named.filter(name=other)
    body = found.first()
    if body is None:
        raise Problem("body.unknown", field="other", value=other)
    return body, None


def _place(scope: Scope, code: str) -> Territory | None:
    """Only on one's own territory: elsewhere the interview would be out of sight at once."""
    if not code:
        return None
    found = Territory.objects.filter(code=code).first() or Territory.objects.filter(name=code).first()
    if found is None:
        raise Problem("territory.unknown", field="place", value=code, day=clock.today())
    if not scope.covers_territory(found.code):
        raise Problem("territory.not_yours", field="place", value=code)
    return found


def _day(text: str) -> Any:
    """None where nothing is given."""
    try:
        day = parse_date(text.strip())
    except ValueError:
        day = None
    if text.strip() and day is None:
        raise Problem("field.invalid.date", value=text)
    return day


def _show(request: HttpRequest, scope: Scope, row: Interview, problem: Problem | None = None) -> HttpResponse:
    chosen = {"speaker": request.GET.get("speaker", ""), "code": request.GET.get("code", "")}
    book, language = codebook.in_force(), get_language()
    found = reading.reading(row, book, request.user.get_username(), language, **chosen)
    mentions = list(row.mentions.select_related("body", "workplace").order_by("settled", "-times", "pk"))
    context = {
        "interview": row,
        "reading": found,
        "turns": Paginator(found.turns, PER_PAGE).get_page(request.GET.get("page")),
        "course": [(bar, bar.row * ROW) for bar in found.bars],
        "height": ROW * max(len(found.speakers), 1),
        "names": mentions,
        "doubts": [doubt(one["code"], one["about"]) for one in row.doubts],
        "may_settle": scope.may(Ability.HANDLE_CASES),
        "problems": [problem] if problem else [],
        **chosen,
    }
    return render(request, "assessment/interview.html", context, status=problem.status if problem else 200)
