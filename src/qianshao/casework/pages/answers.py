"""The clock of answers, by body and period."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import make_aware

from qianshao.casework import queries
from qianshao.core import clock
from qianshao.registry.doors import page
from qianshao.registry.scope import Ability, Scope

USUAL = timedelta(days=6)
"""Before today: a week is shown unless another period is asked for."""


@page(Ability.SEE_CASES)
def answers(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What makes no sense as a period shows the usual one."""
    today = clock.today()
    first = _day(request.GET.get("from", "")) or today - USUAL
    last = _day(request.GET.get("to", "")) or today
    if last < first:
        first, last = last, first
    start, end = period(first, last)
    trust = queries.trust(scope, start, end)
    context = {
        "answers": queries.answers(scope, start, end),
        "trust": trust,
        "share": _of(trust.told, trust.reporters),
        "share_again": _of(trust.again, trust.places),
        "first": first,
        "last": last,
    }
    return render(request, "casework/answers.html", context)


def _of(part: int, whole: int) -> str:
    """With its denominator: "50% (3/6)"."""
    return f"{100 * part // whole}% ({part}/{whole})" if whole else "–"


def period(first: date, last: date) -> tuple[datetime, datetime]:
    """From the beginning of the first day to the end of the last, in the time of China."""
    return tuple(make_aware(datetime.combine(day, time.min)) for day in (first, last + timedelta(days=1)))  # type: ignore[return-value]


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
