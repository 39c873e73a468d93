from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qianshao.core import clock
from qianshao.policy import surveillance as policies
from qianshao.registry.doors import page
from qianshao.registry.scope import Ability, Scope
from qianshao.surveillance import queries
from qianshao.surveillance.models import RuleName
from qianshao.surveillance.wording import level_in_words

WEEKS = 8


@page(Ability.SEE_CASES)
def rules(request: HttpRequest, scope: Scope) -> HttpResponse:
    """How each rule does: precision, time to judgement, what was missed; and where its level stands."""
    now, policy, run = clock.now(), policies.in_force(), queries.last_run(scope)
    levels = run.levels if run else {}
    context = {
        "weeks": [(RuleName(one.rule).label, one) for one in queries.weeks(scope, now, WEEKS)],
        "missed": queries.missed(scope, now, WEEKS),
        "levels": [
            (
                RuleName(code).label,
                rule,
                levels.get(code, rule.start),
                level_in_words(code, levels.get(code, rule.start)),
            )
            for code, rule in policy.rules.items()
            if rule.lowest < rule.highest
        ],
        "policy": policy,
        "aim": round(100 * policy.feedback.aim),
        "run": run,
        "number": WEEKS,
    }
    return render(request, "surveillance/rules.html", context)
