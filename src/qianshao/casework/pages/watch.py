"""The watch for retaliation: who is due to be asked, what was answered, and who gave no answer."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from qianshao.casework import actions, queries
from qianshao.casework.models import Asked
from qianshao.casework.pages.at_work import choice
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.paging import page_of
from qianshao.core.problems import Problem
from qianshao.registry.doors import asker_of, page
from qianshao.registry.scope import Ability, Scope

PAGE = 50
PERIOD = timedelta(days=365)
"""Over which the figures are counted, up to now."""


@page(Ability.SEE_CASES)
def watch(request: HttpRequest, scope: Scope) -> HttpResponse:
    return _show(request, scope)


@require_POST
@page(Ability.HANDLE_CASES)
def answer_check(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """What the officer who has the case knows."""
    now = clock.now()
    row = queries.own_check(scope, pk, now)
    try:
        suffered = choice(request.POST.get("suffered", ""))
        text, actor = request.POST.get("text", ""), asker_of(request).actor
        case = actions.answer_check(row, suffered, text, by=row.case.owner, actor=actor, via=Via.WEB, at=now)
    except Problem as problem:
        return _show(request, scope, problem, pk)
    messages.success(request, _("Noted."))
    return redirect("casework:case", case.number) if case else redirect("casework:watch")


def _show(request: HttpRequest, scope: Scope, problem: Problem | None = None, tried: int = 0) -> HttpResponse:
    now, state = clock.now(), request.GET.get("state", "")
    state = state if state in queries.CHECK_STATES else "due"
    outcomes = queries.outcomes(scope, now - PERIOD, now + timedelta(seconds=1), now)
    context = {
        "checks": page_of(queries.checks(scope, state, now), request.GET.get("page"), size=PAGE),
        "state": state,
        "tiles": _tiles(queries.check_counts(scope, now), state),
        "outcomes": [(Asked(asked).label, outcome) for asked, outcome in outcomes.items()],
        "own": scope.bodies if scope.may(Ability.HANDLE_CASES) else (),
        "problems": [problem] if problem else [],
        "tried": tried,
        "typed": request.POST,
    }
    return render(request, "casework/watch.html", context, status=problem.status if problem else 200)


def _tiles(counts: dict[str, int], shown: str) -> list[tuple[str, int, str, str, bool]]:
    """Label, figure, address, colour, and whether it is the one that is shown."""
    tiles = (
        ("due", pgettext("a question", "Due"), "warn"),
        ("answered", pgettext("a question", "Answered"), ""),
        ("yes", _("Of these yes"), "bad"),
        ("no_answer", pgettext("a question", "No answer"), "warn"),
        ("ahead", _("Still ahead"), ""),
    )
    return [(label, counts[state], f"?state={state}", colour, state == shown) for state, label, colour in tiles]
