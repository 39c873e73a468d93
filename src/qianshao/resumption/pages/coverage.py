"""Who covers which workplace: by township, the gaps, the plan, one workplace, and what more people would yield."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.paging import page_of
from qianshao.core.problems import Problem
from qianshao.policy import coverage as policy
from qianshao.registry import queries as registry
from qianshao.registry.doors import asker_of, page
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Ability, Scope
from qianshao.resumption import actions, wording
from qianshao.resumption.queries import coverage as queries
from qianshao.resumption.queries.people import helper, inside, people
from qianshao.resumption.rules import coverage as rules

PAGE = 50
MOST_EXPORTED = 50_000
MEMBERS, ONE_IN, HOURS = 300_000, 500, 4
"""What the form proposes: the numbers that were named in the interview, and half a day."""


def _territory(request: HttpRequest, scope: Scope) -> str:
    """The division that is asked for; else the asker's own. A group union has none, and sees its line."""
    wanted = request.GET.get("territory", "") or request.POST.get("territory", "")
    own = next(iter((*scope.territories, *scope.ordered)), "")
    return wanted[:9] if wanted.isascii() and wanted.isdigit() else own


def _common(request: HttpRequest) -> dict[str, Any]:
    return {"actor": asker_of(request).actor, "via": Via.WEB, "at": clock.now()}


@page(Ability.SEE_BOARD)
def coverage(request: HttpRequest, scope: Scope) -> HttpResponse:
    territory, on = _territory(request, scope), clock.today()
    rows = queries.coverage(scope, territory, on)
    shown = page_of(queries.assignments(scope, territory), request.GET.get("page"), size=PAGE)
    known = queries.known_to(scope, on)
    context = {
        "territory": territory,
        "crumbs": registry.ancestors(territory),
        "rows": rows,
        "total": queries.total(rows),
        "gaps": queries.gaps(scope, territory, on)[:PAGE],
        "page": shown,
        "shown": [(row, _who(row.helper, known), wording.reason(row.reason)) for row in shown.object_list],
        "may_assign": scope.may(Ability.HANDLE_CASES) and bool(territory) and scope.covers_territory(territory),
    }
    return render(request, "resumption/coverage.html", context)


def _who(one: Any, known: set[int]) -> str:
    return str(one.alias if one.pk in known else one.body.name)


@page(Ability.SEE_BOARD)
def export(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The workplaces that nobody looks after, as a table. No person stands in it."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="gaps.csv"'
    answer.write("\ufeff")
    table = csv.writer(answer)
    table.writerow([_("Workplace"), _("Credit code"), _("Township"), _("People"), _("Union")])
    for one in queries.gaps(scope, _territory(request, scope), clock.today())[:MOST_EXPORTED]:
        union = one.union.name if one.union else ""
        row = (one.name, one.credit_code, one.territory.name, one.headcount, union)
        table.writerow([_plain(cell) for cell in row])
    return answer


def _plain(cell: object) -> object:
    """A spreadsheet must not take a name for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell


@require_POST
@page(Ability.HANDLE_CASES)
def assign(request: HttpRequest, scope: Scope) -> HttpResponse:
    territory = _territory(request, scope)
    done = actions.assign(scope, territory, **_common(request))
    said = ngettext(
        "{covered} of {workplaces} workplaces are covered by {people} person; {moved} changed hands, {new} are new.",
        "{covered} of {workplaces} workplaces are covered by {people} people; {moved} changed hands, {new} are new.",
        done.people,
    )
    messages.success(request, said.format(**done.as_dict()))
    return redirect(f"{reverse('resumption:coverage')}?territory={territory}")


# --- one workplace ----------------------------------------------------------------------------------------


@page(Ability.SEE_BOARD)
def place(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    return _place(request, scope, registry.workplace(scope, pk))


def _place(request: HttpRequest, scope: Scope, one: Workplace, problem: Problem | None = None) -> HttpResponse:
    on, row = clock.today(), queries.assignment_of(one)
    deciding = scope.may(Ability.HANDLE_CASES)
    context = {
        "workplace": one,
        "assignment": row,
        "who": _who(row.helper, queries.known_to(scope, on)) if row else "",
        "reason": wording.reason(row.reason) if row else [],
        "inside": inside(scope, one.pk, on),
        "offers": queries.offers(scope, one, on, policy.in_force()) if deciding else [],
        "problems": [problem] if problem else [],
    }
    return render(request, "resumption/covered.html", context, status=problem.status if problem else 200)


@require_POST
@page(Ability.HANDLE_CASES)
def decide(request: HttpRequest, scope: Scope, pk: int, deed: str) -> HttpResponse:
    """Pin somebody, or leave it to the plan again."""
    one = registry.workplace(scope, pk)
    try:
        if deed == "pin":
            wanted = request.POST.get("helper", "")
            chosen = helper(scope, int(wanted) if wanted.isdecimal() and len(wanted) < 10 else 0, clock.today())
            actions.pin(one, chosen, **_common(request))
            messages.success(request, _("Decided. A plan that is made anew leaves it so."))
        elif deed == "unpin":
            row = queries.assignment_of(one)
            if row is None:
                raise Problem("helper.not_pinned")
            actions.unpin(row, **_common(request))
            messages.success(request, _("The next plan may decide again."))
        else:
            raise Problem("not_found")
    except Problem as problem:
        return _place(request, scope, one, problem)
    return redirect("resumption:covered", pk)


# --- what more people would yield -------------------------------------------------------------------------


@page(Ability.SEE_BOARD)
def what_if(request: HttpRequest, scope: Scope) -> HttpResponse:
    territory, on = _territory(request, scope), clock.today()
    members = _number(request, "members", MEMBERS, 100_000_000)
    one_in = max(_number(request, "one_in", ONE_IN, 1_000_000), 1)
    hours = _number(request, "hours", HOURS, 60)
    now = list(people(scope, on).order_by().values_list("hours_per_week", flat=True))
    need = queries.need(scope, territory, on, policy.in_force())
    coming = rules.answering(members, one_in)
    points = rules.curve(max(coming, 1), hours, need)
    context = {
        "territory": territory,
        "members": members,
        "one_in": one_in,
        "hours": hours,
        "people": len(now),
        "weekly": sum(now),
        "coming": coming,
        "there": rules.point(coming, hours, need),
        "points": [(one, round(100 * one.share), round(one.interval) if one.interval else None) for one in points],
        "line": wording.line([one.share for one in points]),
    }
    return render(request, "resumption/what_if.html", context)


def _number(request: HttpRequest, name: str, otherwise: int, most: int) -> int:
    text = request.GET.get(name, "")
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 12 else otherwise
