"""A body among comparable ones, by one indicator: the funnel and its table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from qianshao.assessment.queries import appraisals as sheets
from qianshao.assessment.queries import comparing
from qianshao.assessment.rules.appraisal import funnel as drawn
from qianshao.assessment.wording import WHERE, figure_words
from qianshao.core import clock
from qianshao.registry.doors import page
from qianshao.registry.scope import Ability, Scope


@page(Ability.SEE_ASSESSMENT)
def compare(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    row, language = sheets.appraisal(scope, number), get_language()
    indicators = comparing.compared()
    code = request.GET.get("indicator") or indicators[0].code
    found = comparing.funnel(scope, row.body, sheets.period_in(row, clock.now()), code)
    rows = [(one, figure_words(one.figure), WHERE[one.standing.where] if one.standing else "–") for one in found.rows]
    context = {
        "appraisal": row,
        "funnel": found,
        "name": found.indicator.name(language),
        "definition": found.indicator.definition(language),
        "choices": [(one.code, one.name(language)) for one in indicators],
        "rows": rows,
        "share": f"{100 * found.among.share:.1f}%" if found.among else "",
        "width": drawn.WIDTH,
        "height": drawn.HEIGHT,
        "left": drawn.LEFT,
        "right": drawn.WIDTH - drawn.RIGHT,
        "foot": drawn.HEIGHT - drawn.BOTTOM,
    }
    return render(request, "assessment/compare.html", context)
