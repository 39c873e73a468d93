"""The coding page of an interview. It works as plain forms; coding.js gives it its keys."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate, make_aware
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.assessment import actions, queries
from qianshao.assessment.models import Coding, Interview
from qianshao.assessment.queries import coding as first_pass
from qianshao.assessment.queries import sheets
from qianshao.assessment.queries.questions import answers
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem
from qianshao.policy import codebook
from qianshao.policy.calendar import CHINA
from qianshao.registry.doors import asker_of, page
from qianshao.registry.models import Body
from qianshao.registry.scope import Ability, Scope


@page(Ability.SEE_CASES)
def coding(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    return _show(request, scope, queries.interview(scope, number))


@page(Ability.SEE_CASES)
def questions(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """Which of its questions can be answered today."""
    row = queries.interview(scope, number)
    context = {"interview": row, "answers": answers(scope, row, clock.now())}
    return render(request, "assessment/questions.html", context)


@require_POST
@page(Ability.HANDLE_CASES)
def propose(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """The first pass goes over the interview; what it proposed before stays."""
    row = queries.interview(scope, number)
    found = first_pass.first_pass(first_pass.talk_of(row))
    actor = asker_of(request).actor
    new = actions.propose(row, found.proposals, found.codebook, actor=actor, via=Via.WEB, at=clock.now())
    messages.success(
        request, ngettext("{count} code is proposed.", "{count} codes are proposed.", new).format(count=new)
    )
    return redirect("assessment:coding", row.number)


@require_POST
@page(Ability.HANDLE_CASES)
def add(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """A code at the sentences of a turn; ``replaces`` is a coding that is changed into it."""
    row = queries.interview(scope, number)
    given = request.POST
    try:
        turn = sheets.turn(scope, number, _whole(given.get("turn")))
        passage = sheets.passage(turn, _whole(given.get("first")), _whole(given.get("last") or given.get("first")))
        book = codebook.in_force()
        code = book.named(given.get("code", "")) or given.get("code", "")
        old = sheets.coding(scope, number, _whole(given["replaces"])) if given.get("replaces") else None
        made = actions.add(
            turn,
            passage,
            code,
            codebook=book,
            memo=given.get("memo", ""),
            replaces=old,
            actor=asker_of(request).actor,
            via=Via.WEB,
            at=clock.now(),
        )
    except Problem as problem:
        return _show(request, scope, row, problem)
    return _back(request, row, made)


@require_POST
@page(Ability.HANDLE_CASES)
def decide(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """Accept, reject or note; the button says which and about what: "accepted:17"."""
    row = queries.interview(scope, number)
    verdict, _sign, pk = request.POST.get("do", "").partition(":")
    try:
        one = sheets.coding(scope, number, _whole(pk))
        memo, actor = request.POST.get("memo", ""), asker_of(request).actor
        actions.decide(one, verdict, memo, actor=actor, via=Via.WEB, at=clock.now())
    except Problem as problem:
        return _show(request, scope, row, problem)
    return _back(request, row, one)


@require_POST
@page(Ability.HANDLE_CASES)
def commit(request: HttpRequest, scope: Scope, number: str, pk: int) -> HttpResponse:
    """What somebody undertook in a passage is written down, to be asked about."""
    row = queries.interview(scope, number)
    one = sheets.coding(scope, number, pk)
    now, given = clock.now(), request.POST
    try:
        bodies = {str(body.pk): body for body in sheets.may_have_said(scope, one)}
        recorded_by = Body.objects.filter(pk__in=scope.bodies).order_by("pk").first()
        by = bodies.get(given.get("by", ""))
        if by is None or recorded_by is None:
            raise Problem("field.missing", field="by", label=_("who undertook it"))
        what, due, actor = given.get("what", ""), _due(row, given.get("due"), now), asker_of(request).actor
        actions.commit(one, by, what, due_at=due, recorded_by=recorded_by, actor=actor, via=Via.WEB, at=now)
    except Problem as problem:
        return _show(request, scope, row, problem)
    messages.success(request, _("Written down: it will be asked about when it is due."))
    return _back(request, row, one)


def _due(row: Interview, given: str | None, now: datetime) -> datetime:
    """The end of the day that was chosen, else of the one by policy: counted from the interview, or from today where
    that day has passed."""
    day = parse_date(given) if given else None
    if day is None:
        days = codebook.in_force().promise_days
        today = localdate(now)
        day = CHINA.add_working_days(row.held_on or today, days)
        day = day if day > today else CHINA.add_working_days(today, days)
    return make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _show(request: HttpRequest, scope: Scope, row: Interview, problem: Problem | None = None) -> HttpResponse:
    book, language = codebook.in_force(), get_language()
    turns = sheets.sheet(row, book, request.user.get_username(), language)
    context = {
        "interview": row,
        "turns": Paginator(turns, sheets.PER_PAGE).get_page(request.GET.get("page")),
        "codes": [(code.name(language), code.definition(language), code.code) for code in book.codes.values()],
        "book": book,
        "agreement": sheets.agreement(row, book, language),
        "may_code": scope.may(Ability.HANDLE_CASES),
        "bodies": Body.objects.filter(pk__in=_promisers(scope, row)).order_by("pk"),
        "due": localdate(_due(row, None, clock.now())) - timedelta(days=1),
        "problems": [problem] if problem else [],
        "typed": request.POST,
    }
    return render(request, "assessment/coding.html", context, status=problem.status if problem else 200)


def _promisers(scope: Scope, row: Interview) -> set[int]:
    calls = row.calls.exclude(body=None).values_list("body", flat=True)
    speakers = row.speakers.exclude(body=None).values_list("body", flat=True)
    return {*calls, *speakers, *scope.bodies}


def _back(request: HttpRequest, row: Interview, one: Coding) -> HttpResponse:
    """To the turn, so that the next one is at hand."""
    onto = f"?page={request.POST['page']}" if request.POST.get("page", "").isdigit() else ""
    return redirect(f"{reverse('assessment:coding', args=[row.number])}{onto}#t{one.turn.n}")


def _whole(given: str | None) -> int:
    """0 is no number of anything here."""
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 10 else 0
