"""Calls: sent and followed by officers; acknowledged and reported by a delegate in two taps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import make_aware
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.paging import page_of
from qianshao.core.problems import Problem
from qianshao.intake import parsing
from qianshao.policy import checkreading
from qianshao.registry import queries as registry
from qianshao.registry.doors import asker_of, page
from qianshao.registry.models import Body, BodyKind
from qianshao.registry.rules.industry import ENGLISH, SECTIONS
from qianshao.registry.scope import Ability, Scope
from qianshao.resumption import actions
from qianshao.resumption.models import Carried, Initiative
from qianshao.resumption.pages import forms
from qianshao.resumption.queries import initiatives as queries
from qianshao.resumption.rules.initiatives import Filter

PAGE = 50
END_OF_DAY = time(18, 0)
"""Of the day that is chosen as the deadline, in China."""


@page(Ability.SEE_CASES)
def initiatives(request: HttpRequest, scope: Scope) -> HttpResponse:
    rows = page_of(queries.initiatives(scope), request.GET.get("page"), size=PAGE)
    shown = [(row, queries.progress(row, scope, clock.today()).total) for row in rows.object_list]
    context = {"page": rows, "shown": shown, "now": clock.now(), "may_send": scope.may(Ability.HANDLE_CASES)}
    return render(request, "resumption/initiatives.html", context)


@page(Ability.SEE_CASES)
def initiative(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Leads with what was verified: sending is not doing."""
    row = queries.initiative(scope, pk)
    today = clock.today()
    context = {
        "initiative": row,
        "items": queries.items_of(row),
        "progress": queries.progress(row, scope, today),
        "silent": page_of(queries.silent(row, scope, today), request.GET.get("page"), size=PAGE),
        "refuted": queries.refuted(row, scope, today)[:PAGE],
        "now": clock.now(),
        "mine": row.body_id in scope.bodies and scope.may(Ability.HANDLE_CASES),
    }
    return render(request, "resumption/initiative.html", context)


@require_POST
@page(Ability.HANDLE_CASES)
def do_initiative(request: HttpRequest, scope: Scope, pk: int, deed: str) -> HttpResponse:
    row = queries.initiative(scope, pk)
    if row.body_id not in scope.bodies:
        raise Problem("access.none")
    actor, at = asker_of(request).actor, clock.now()
    if deed == "remind":
        count = actions.remind(row, actor=actor, via=Via.WEB, at=at)
        said = ngettext("{count} workplace is reminded.", "{count} workplaces are reminded.", count)
        messages.success(request, said.format(count=count))
    elif deed == "withdraw":
        actions.withdraw(row, actor=actor, via=Via.WEB, at=at)
        messages.success(request, _("The call is withdrawn."))
    else:
        raise Problem("not_found")
    return redirect("resumption:initiative", pk)


@page(Ability.HANDLE_CASES)
def new(request: HttpRequest, scope: Scope) -> HttpResponse:
    if request.method != "POST":
        return _form(request, scope)
    try:
        row = _send(request, scope)
    except Problem as problem:
        return _form(request, scope, problem)
    messages.success(request, _("The call is sent. What counts is what is verified."))
    return redirect("resumption:initiative", row.pk)


def _send(request: HttpRequest, scope: Scope) -> Initiative:
    given = request.POST
    body = _senders(scope).get(given.get("body", ""))
    known = checkreading.in_force()
    checklist = known.get(given.get("checklist", ""))
    if body is None or checklist is None:
        raise Problem("field.missing", field="body", label=_("Called by"))
    due = make_aware(datetime.combine(parsing.date_of(given.get("due", "")), END_OF_DAY))
    return actions.send(
        body,
        checklist,
        given.getlist("items"),
        _whom(request, body),
        title=given.get("title", ""),
        text=given.get("text", ""),
        due_at=due,
        actor=asker_of(request).actor,
        via=Via.WEB,
        at=clock.now(),
    )


def _whom(request: HttpRequest, body: Body) -> Filter:
    """Never beyond what the body answers for: its territory, or its line."""
    given = request.POST
    whom = given.get("territory", "")
    federation = body.kind == BodyKind.FEDERATION
    own = body.territory_id or "" if federation else ""
    if whom and not (whom.isdecimal() and whom.startswith(own)):
        raise Problem("territory.not_yours", field="territory", value=whom)
    industry = given.get("industry", "")
    return Filter(
        territory=whom or own,
        affiliation="" if federation else body.path,
        industry=industry if industry in SECTIONS else "",
        size_least=_size(given.get("least", "")),
        size_most=_size(given.get("most", "")),
    )


def _size(text: str) -> int:
    if not text.strip():
        return 0
    if not text.strip().isdecimal() or len(text.strip()) > 7:
        raise Problem("field.invalid.number", value=text)
    return int(text)


def _senders(scope: Scope) -> dict[str, Body]:
    kinds = (BodyKind.FEDERATION, BodyKind.GROUP_UNION)
    return {str(one.pk): one for one in Body.objects.filter(pk__in=scope.bodies, kind__in=kinds, closed_on=None)}


def _form(request: HttpRequest, scope: Scope, problem: Problem | None = None) -> HttpResponse:
    known = checkreading.in_force()
    chosen = request.POST.get("checklist") or request.GET.get("checklist") or next(iter(known))
    checklist = known.get(chosen) or next(iter(known.values()))
    senders = list(_senders(scope).values())
    own = senders[0].territory_id if senders else None
    context: dict[str, Any] = {
        "problems": [problem] if problem else [],
        "typed": request.POST,
        "ticked": request.POST.getlist("items"),
        "checklist": checklist,
        "groups": forms.groups(checklist),
        "senders": senders,
        "industries": _industries(),
        "territories": registry.children(own, clock.today()) if own else (),
        "today": clock.today(),
    }
    return render(request, "resumption/new_initiative.html", context, status=problem.status if problem else 200)


def _industries() -> list[tuple[str, str]]:
    english = get_language() == "en"
    return [(code, ENGLISH[code] if english else name) for code, (_first, _last, name) in SECTIONS.items()]


# --- on the phone of a delegate ---------------------------------------------------------------------------


@page(Ability.FILE_REPORTS)
def calls(request: HttpRequest, scope: Scope) -> HttpResponse:
    return _calls(request, scope)


@require_POST
@page(Ability.FILE_REPORTS)
def answer(request: HttpRequest, scope: Scope, pk: int, place: int) -> HttpResponse:
    """Tap one: acknowledged. Tap two: all of it is carried out; or item by item."""
    at = clock.now()
    call = queries.call(scope, pk, place, at)
    common: dict[str, Any] = {"actor": asker_of(request).actor, "via": Via.WEB, "at": at}
    items = call.initiative.items
    known: dict[str, Callable[[], object]] = {
        "acknowledge": lambda: actions.acknowledge(call.initiative, call.workplace, **common),
        "all": lambda: actions.report(call.initiative, call.workplace, dict.fromkeys(items, Carried.DONE), **common),
        "some": lambda: actions.report(
            call.initiative, call.workplace, {code: request.POST.get(code, "") or "not_yet" for code in items}, **common
        ),
    }
    step = request.POST.get("step", "")
    if step not in known:
        raise Problem("field.missing", field="step", label=_("Step"))
    known[step]()
    messages.success(request, _("Noted. The federation sees it at once."))
    return redirect("resumption:calls")


def _calls(request: HttpRequest, scope: Scope) -> HttpResponse:
    shown = [(call, queries.items_of(call.initiative)) for call in queries.calls(scope, clock.now())]
    return render(request, "resumption/calls.html", {"shown": shown, "now": clock.now(), "states": Carried.choices})
