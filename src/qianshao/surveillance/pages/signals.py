from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.paging import page_of
from qianshao.core.problems import Problem
from qianshao.registry.doors import asker_of, page
from qianshao.registry.scope import Ability, Scope
from qianshao.surveillance import actions, queries
from qianshao.surveillance.models import RuleName, Verdict
from qianshao.surveillance.rules import drawing
from qianshao.surveillance.wording import heading, level_in_words, say

PAGE = 30
SVG = "image/svg+xml"


@page(Ability.SEE_CASES)
def signals(request: HttpRequest, scope: Scope) -> HttpResponse:
    state, rule = request.GET.get("state", ""), request.GET.get("rule", "")
    state = state if state in queries.STATES else "open"
    rule = rule if rule in RuleName.values else ""
    found = page_of(queries.signals(scope, state, rule=rule), request.GET.get("page"), size=PAGE)
    run = queries.last_run(scope)
    context = {
        "signals": found,
        "rows": [(row, say(row)) for row in found.object_list],
        "tiles": _tiles(queries.counts(scope), state),
        "state": state,
        "rule": rule,
        "rules": RuleName.choices,
        "run": run,
        "last_days": run.counts.get("last_days") if run else None,
        "delays_from": run.counts.get("delays_from") if run else None,
    }
    return render(request, "surveillance/signals.html", context)


def _tiles(counts: dict[str, int], shown: str) -> list[tuple[str, int, str, str, bool]]:
    """Label, figure, address, colour, and whether it is the one that is shown."""
    tiles = (
        ("open", _("To judge"), "warn"),
        ("held", _("Held back"), ""),
        ("confirmed", pgettext("signals", "True"), "bad"),
        ("chance", pgettext("verdict", "Chance"), ""),
        ("data_error", _("Error in the data"), ""),
    )
    return [(label, counts[state], f"?state={state}", colour, state == shown) for state, label, colour in tiles]


@page(Ability.SEE_CASES)
def signal(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    return _show(request, scope, pk)


def _show(request: HttpRequest, scope: Scope, pk: int, problem: Problem | None = None) -> HttpResponse:
    row = queries.signal(scope, pk)
    named, others = queries.where(row)
    context = {
        "signal": row,
        "said": say(row),
        "case": queries.case_of(row),
        "drawn": drawing.of_signal(row.evidence, row.last_day),
        "map": drawing.map_of(named, others) if named else None,
        "bounded": "upper" in row.evidence,
        "weekly": bool(row.evidence.get("weekly")),
        "speaks": level_in_words(row.rule, row.run.levels.get(row.rule, 0.0)),
        "may_judge": row.judged_at is None and scope.may(Ability.HANDLE_CASES),
        "choices": [(one.value, label) for one, label in verdicts()],
        "note": request.POST.get("note", ""),
        "problems": [problem] if problem else [],
    }
    return render(request, "surveillance/signal.html", context, status=problem.status if problem else 200)


def verdicts() -> list[tuple[Verdict, str]]:
    return [
        (Verdict.CONFIRMED, _("It is true")),
        (Verdict.CHANCE, pgettext("verdict", "Chance")),
        (Verdict.DATA_ERROR, _("Error in the data")),
    ]


@require_POST
@page(Ability.HANDLE_CASES)
def judge(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Then the next one is shown, so that a hand may stay on the keyboard."""
    row = queries.signal(scope, pk)
    verdict, note = request.POST.get("verdict", ""), request.POST.get("note", "")
    try:
        actions.judge(row, verdict, note, actor=asker_of(request).actor, via=Via.WEB, at=clock.now())
    except Problem as problem:
        return _show(request, scope, pk, problem)
    messages.success(request, _("Noted."))
    if row.verdict == Verdict.CONFIRMED:
        return redirect("surveillance:signal", row.pk)
    following = queries.next_to_judge(scope)
    return redirect("surveillance:signal", following.pk) if following else redirect("surveillance:signals")


@page(Ability.SEE_CASES)
def chart(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    row = queries.signal(scope, pk)
    if not (drawn := drawing.of_signal(row.evidence, row.last_day)):
        raise Problem("not_found")
    context = {"chart": drawn, "said": say(row).seen, "heading": heading(row)}
    return render(request, "surveillance/chart.svg", context, content_type=SVG)


@page(Ability.SEE_CASES)
def map_of(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    row = queries.signal(scope, pk)
    named, others = queries.where(row)
    if not named:
        raise Problem("not_found")
    context = {"map": drawing.map_of(named, others), "said": say(row).seen}
    return render(request, "surveillance/map.svg", context, content_type=SVG)
