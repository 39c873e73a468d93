"""The question of the interview, and the list of all who operate."""

from __future__ import annotations

import csv
import io
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qianshao.core import clock
from qianshao.core.paging import page_of
from qianshao.registry import queries as registry
from qianshao.registry.doors import page
from qianshao.registry.models import Territory
from qianshao.registry.rules.search import fold
from qianshao.registry.scope import Ability, Scope
from qianshao.resumption import queries, wording
from qianshao.resumption.forms import OfStandings, Question
from qianshao.resumption.queries import Counted, Wanted

PAGE, SHOWN = 50, 500
BOM = "\ufeff"


@page(Ability.SEE_BOARD)
def question(request: HttpRequest, scope: Scope) -> HttpResponse:
    """How many have restarted, and of what kind; on screen, on paper, or as a sheet."""
    form = Question(request.GET or None, divisions=_divisions(scope))
    counted = _ask(scope, form)
    if request.GET.get("format") == "csv":
        return _csv(counted)
    rows = sorted(counted.rows, key=lambda row: -row.count)
    places = wording.place_names([value for row in rows for value in row.kinds] + [counted.territory])
    context = {
        "form": form,
        "counted": counted,
        "heads": [wording.BY[by] for by in counted.by],
        "lines": [
            ([wording.kind(by, value, places) for by, value in zip(counted.by, row.kinds, strict=True)], row)
            for row in rows[:SHOWN]
        ],
        "more": max(len(rows) - SHOWN, 0),
        "place": places.get(counted.territory, _("the whole country")),
        "whole": scope.covers_territory(counted.territory),
        "query": request.GET.urlencode(),
        "unknown": _unknown(scope, counted),
        "standings": [wording.standing(one) for one in counted.standings],
    }
    return render(request, "resumption/question.html", context)


def _ask(scope: Scope, form: Question) -> Counted:
    """What makes no sense narrows nothing."""
    form.is_valid()
    given = form.cleaned_data if form.is_bound else {}
    standing = given.get("standing") or "working"
    return queries.counts(
        scope,
        given.get("territory") or own_territory(scope),
        by=tuple(given.get("by") or ("industry",)),
        day=given.get("day") or clock.today(),
        standings=queries.AT_WORK if standing == "at_work" else (standing,),
    )


def _unknown(scope: Scope, counted: Counted) -> int:
    """How many operate of which nobody has said anything."""
    spoken = queries.counts(scope, counted.territory, day=counted.day, standings=queries.ALL)
    return max(counted.workplaces - spoken.total, 0)


def own_territory(scope: Scope) -> str:
    return scope.territories[0] if scope.territories else ""


def _divisions(scope: Scope) -> list[Territory]:
    """Each territory that is seen, and one level below; for a group, which sees none, the provinces."""
    on = clock.today()
    own = list(Territory.objects.filter(code__in=scope.territories))
    return own + [one for code in (scope.territories or ("",)) for one in registry.children(code, on)]


def _csv(counted: Counted) -> HttpResponse:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    heads = [str(wording.BY[by]) for by in counted.by]
    writer.writerow([_("Day"), *heads, _("Workplaces"), _("The day before")])
    places = wording.place_names(value for row in counted.rows for value in row.kinds)
    for row in counted.rows:
        kinds = [wording.kind(by, value, places) for by, value in zip(counted.by, row.kinds, strict=True)]
        writer.writerow([counted.day.isoformat(), *kinds, row.count, row.day_before])
    headers = {"Content-Disposition": f'attachment; filename="restarts-{counted.day}.csv"'}
    return HttpResponse(BOM + out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


@page(Ability.SEE_BOARD)
def watch_list(request: HttpRequest, scope: Scope) -> HttpResponse:
    """All workplaces that operate, with the standing of each: from the register, not from what was filed."""
    form = OfStandings(request.GET, divisions=_divisions(scope))
    given = form.given()
    day = given.pop("day") or clock.today()
    text = given.pop("text")
    rows = queries.watch_list(scope, Wanted(**given), _day(day))
    if text:
        rows = rows.filter(search_text__contains=fold(text))
    found = page_of(rows, request.GET.get("page"), size=PAGE)
    lines = [(place, wording.standing(place.standing)) for place in found.object_list]
    context = {"rows": found, "lines": lines, "form": form, "day": day, "narrowed": any(given.values())}
    return render(request, "resumption/watch_list.html", context)


def _day(day: object) -> date:
    return day if isinstance(day, date) else clock.today()
