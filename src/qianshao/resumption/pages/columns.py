"""A workplace in three columns: declared by the employer, confirmed by its union, verified on site."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem, Problems
from qianshao.documents.rules import LARGEST_FILE
from qianshao.intake import parsing
from qianshao.intake import queries as intake
from qianshao.policy import checkreading
from qianshao.registry import queries as registry
from qianshao.registry.doors import asker_of, page
from qianshao.registry.models import Body, Workplace
from qianshao.registry.scope import Ability, Scope
from qianshao.resumption import actions
from qianshao.resumption.models import DeclaredBy
from qianshao.resumption.pages import forms
from qianshao.resumption.pages.inspections import basis_choices
from qianshao.resumption.queries import checklists
from qianshao.resumption.queries import inspections as queries
from qianshao.resumption.rules import answers


@page(Ability.SEE_INSPECTIONS)
def columns(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    place = registry.workplace(scope, pk)
    checklist = checklists.checklist_for(place, clock.today(), request.GET.get("checklist", ""))
    bodies = queries.bodies_to_inspect(scope)
    context = {
        "place": place,
        "columns": checklists.columns(place, checklist),
        "checklists": checkreading.in_force().values(),
        "may_declare": scope.may(Ability.FILE_REPORTS),
        "bodies": bodies,
        "basis": queries.likely_basis(place, bodies[0], clock.now()) if bodies else "",
        "bases": basis_choices(),
        "today": clock.today(),
        "planned": queries.planned(scope).filter(workplace=place) if scope.may(Ability.SEE_CASES) else (),
        "done": queries.done(scope).filter(workplace=place)[:10],
    }
    return render(request, "resumption/columns.html", context)


@page(Ability.FILE_REPORTS)
def declare(request: HttpRequest, scope: Scope, pk: int, source: str) -> HttpResponse:
    """The employer's own paper, entered by the delegate from what the employer signed; or what the union confirms."""
    place = intake.workplaces_to_report(scope).filter(pk=pk).first()
    if place is None or source not in DeclaredBy.values:
        raise Problem("not_found")
    if request.method != "POST":
        return _form(request, place, source)
    try:
        _declare(request, scope, place, source)
    except (Problem, Problems) as trouble:
        return _form(request, place, source, request.POST.dict(), trouble)
    messages.success(request, _("Kept. An inspection on site is laid beside it."))
    return redirect("resumption:columns", pk)


def _declare(request: HttpRequest, scope: Scope, place: Workplace, source: str) -> None:
    checklist = checklists.checklist_for(place, clock.today(), request.POST.get("checklist", ""))
    key = parsing.checked_key(request.POST.get("key", ""), shortest=1)
    actor, paper = asker_of(request).actor, request.FILES.get("paper")
    if paper and paper.size and paper.size > LARGEST_FILE:
        raise Problem("file.too_large", field="paper", limit=f"{LARGEST_FILE // 1024 // 1024} MB")
    actions.declare(
        place,
        source,
        checklist,
        answers.read(checklist, request.POST),
        actor=actor,
        via=Via.WEB,
        at=clock.now(),
        body=Body.objects.filter(pk__in=scope.bodies).first(),
        remarks=request.POST.get("remarks", ""),
        paper=paper.read() if paper else b"",
        key=f"{actor.person_id}:{key}" if key else None,
    )


def _form(
    request: HttpRequest,
    place: Workplace,
    source: str,
    typed: dict[str, Any] | None = None,
    trouble: Problem | Problems | None = None,
) -> HttpResponse:
    checklist = checklists.checklist_for(place, clock.today(), (typed or request.GET).get("checklist", ""))
    problems = forms.listed(trouble)
    found = checklists.columns(place, checklist)
    before = found.employer if source == DeclaredBy.EMPLOYER else found.union
    known = typed if typed is not None else forms.as_typed(answers.as_read(before.answers)) if before else {}
    context = {
        "place": place,
        "source": source,
        "label": DeclaredBy(source).label,
        "checklist": checklist,
        "groups": forms.groups(checklist, known, problems),
        "problems": problems,
        "typed": typed or {},
        "key": secrets.token_urlsafe(18),
    }
    return render(request, "resumption/declare.html", context, status=trouble.status if trouble else 200)


@page(Ability.SEE_INSPECTIONS)
def checklist(request: HttpRequest, scope: Scope, code: str) -> HttpResponse:
    """The paper as it is, for reading and for printing: what is asked, from where on it fails, and by which rule."""
    known = checkreading.in_force()
    if code not in known:
        raise Problem("checklist.unknown", value=code, choices=", ".join(known))
    found = known[code]
    return render(request, "resumption/checklist.html", {"checklist": found, "groups": forms.groups(found)})
