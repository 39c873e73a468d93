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
from qianshao.surveillance.wording import say

PAGE = 30


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
    named, _others = queries.where(row)
    context = {
        "signal": row,
        "said": say(row),
        "case": queries.case_of(row),
        "has_chart": bool(row.evidence.get("series")),
        "has_map": bool(named),
        "level": row.run.levels.get(row.rule),
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
    from qianshao.surveillance import charts  # the drawing library is loaded when something is drawn

    drawn = charts.chart(queries.signal(scope, pk))
    if not drawn:
        raise Problem("not_found")
    return HttpResponse(drawn, content_type="image/svg+xml")


@page(Ability.SEE_CASES)
def map_of(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    from qianshao.surveillance import charts

    row = queries.signal(scope, pk)
    named, others = queries.where(row)
    if not named:
        raise Problem("not_found")
    return HttpResponse(charts.draw_map(named, others, row.get_rule_display()), content_type="image/svg+xml")
