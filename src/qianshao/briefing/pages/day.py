"""A day of a territory at a glance: the map of its workplaces, and charts with their tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from qianshao.accounts.doors import page
from qianshao.briefing import queries as board
from qianshao.briefing.day import queries
from qianshao.briefing.day.queries.figures import WITHIN, Answered, Day, Industry
from qianshao.briefing.day.rules import charts
from qianshao.briefing.pages.board import day_of
from qianshao.core import clock
from qianshao.core.problems import Problem
from qianshao.registry import queries as registry
from qianshao.registry.scope import Ability, Scope
from qianshao.resumption import wording

PERIODS = (14, 28, 56)
"""Days that the charts look back."""


@page(Ability.SEE_BOARD)
def own_day(request: HttpRequest, scope: Scope) -> HttpResponse:
    code = board.own_territory(scope)
    return redirect("briefing:day_of", code) if code else _day(request, scope, "")


@page(Ability.SEE_BOARD)
def day(request: HttpRequest, scope: Scope, code: str) -> HttpResponse:
    return _day(request, scope, code)


def _day(request: HttpRequest, scope: Scope, code: str) -> HttpResponse:
    at, period = day_of(request), _period(request)
    shown = board.board(scope, code, day=at, at=clock.now())
    found = queries.figures(scope, code, at, period)
    context = {
        "board": shown,
        "breadcrumbs": registry.ancestors(code),
        "day": at,
        "today": clock.today(),
        "yesterday": at - timedelta(days=1),
        "tomorrow": at + timedelta(days=1) if at < clock.today() else None,
        "period": period,
        "periods": [(f"?day={at}&days={one}", _days(one), one == period) for one in PERIODS],
        "words": _words(),
        "days": found.days,
        "curve": _curve(found.days),
        "rate": _rate(found.days),
        "answered": found.answered,
        "answers": _answers(found.answered),
        "industries": _industries(found.industries),
    }
    return render(request, "briefing/day.html", context)


def _days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def _period(request: HttpRequest) -> int:
    given = request.GET.get("days", str(PERIODS[0]))
    if given not in map(str, PERIODS):
        raise Problem("field.invalid.choice", field="days", value=given, choices=", ".join(map(str, PERIODS)))
    return int(given)


def _words() -> dict[str, Any]:
    """What the script of the map says."""
    return {
        "states": {
            "well": _("all is well"),
            "heard": _("heard by telephone"),
            "silent": _("silent"),
            "wrong": _("something is wrong"),
        },
        "inView": _("{shown} of {count} workplaces are in view."),
        "counted": _("{word}: {count}"),
        "between": _("; "),
        "byTownship": _("{count} have no coordinates: they stand around the middle of their township."),
        "schematic": _(
            "Where the townships lie is not known here: each is drawn as a square. An operator can load outlines."
        ),
        "first": _("The first {most} in view; zoom in for the others."),
        "all": _("All in view."),
        "failed": _("The map could not be loaded. The table below has the figures."),
    }


# --- the map's own questions --------------------------------------------------------------------------------


@never_cache
@page(Ability.SEE_BOARD)
def points(request: HttpRequest, scope: Scope) -> HttpResponse:
    """All workplaces of a territory, without names; see rules/packing.py."""
    code = request.GET.get("territory", "")
    known = registry.ancestors(code)
    if code and (not known or known[-1].code != code):
        raise Problem("not_found")
    content = queries.places(scope, code, day_of(request)).as_bytes()
    return HttpResponse(content, content_type="application/octet-stream")


@never_cache
@page(Ability.SEE_BOARD)
def places(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Some workplaces by their keys, with names: what is in view, or what was chosen."""
    at = day_of(request)
    rows = queries.listed(scope, _keys(request.GET.getlist("id")), at)
    return render(request, "briefing/_places.html", {"rows": rows, "day": at})


def _keys(given: Sequence[str]) -> list[int]:
    wrong = next((one for one in given if not one.isdecimal() or len(one) > 18), None)
    if wrong is not None:
        raise Problem("field.invalid.number", field="id", value=wrong)
    return [int(one) for one in given]


# --- charts -------------------------------------------------------------------------------------------------


def _curve(days: list[Day]) -> charts.Chart:
    stacks = [[one.confirmed for one in days], [one.symptoms for one in days]]
    return charts.columns(_names(days), stacks, ("confirmed", "symptoms"))


def _rate(days: list[Day]) -> charts.Chart:
    return charts.columns(_names(days), [[one.share for one in days]], ("reported",), most=100, unit=" %")


def _names(days: list[Day]) -> list[str]:
    return [_short(one.day) for one in days]


def _short(day: date) -> str:
    return f"{day:%m-%d}"


def _answers(answered: Answered) -> list[tuple[str, int, tuple[charts.Bar, ...]]]:
    """Rows of a table, each with its bar; only what was not answered is hatched."""
    labels = [
        _("within the first hour"),
        *(_("up to {hours} hours").format(hours=hours) for hours in WITHIN[1:]),
        _("after more than {hours} hours").format(hours=WITHIN[-1]),
        _("over without an answer"),
        _("still waiting"),
    ]
    figures = [*answered.within, answered.later, answered.lapsed, answered.waiting]
    kinds = ["reported"] * (len(WITHIN) + 1) + ["confirmed", "symptoms"]
    most = max(figures)
    return [
        (label, count, charts.row([count], [kind], most))
        for label, count, kind in zip(labels, figures, kinds, strict=True)
    ]


def _industries(found: list[Industry]) -> list[tuple[str, Industry, tuple[charts.Bar, ...]]]:
    """Each bar is all workplaces of an industry: so small industries can be read as well."""
    kinds = ("reported", "never", "rest")
    return [
        (
            wording.industry(one.section),
            one,
            charts.row([one.working, one.never_stopped, one.rest], kinds, one.workplaces),
        )
        for one in found
    ]
