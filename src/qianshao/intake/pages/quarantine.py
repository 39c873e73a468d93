"""Reports without a name that came in a flood: a person looks at them, workplace by workplace, and lets them go on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from qianshao.accounts.doors import actor_of, page
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.intake import actions, queries
from qianshao.intake.models import Quarantine
from qianshao.policy import reporting
from qianshao.registry import queries as registry
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Ability, Scope

READ = 5
"""Reports of a workplace that are shown in full; there may be thousands, and a flood repeats itself."""


@dataclass(frozen=True, slots=True)
class Heap:
    """What came from one workplace."""

    place: Workplace
    waiting: int
    aside: int
    samples: list[Quarantine]


@page(Ability.HANDLE_CASES)
def quarantine(request: HttpRequest, scope: Scope) -> HttpResponse:
    heaps = [_heap(list(rows)) for _, rows in groupby(queries.in_quarantine(scope), key=_place_of)]
    heaps.sort(key=lambda heap: -heap.waiting)
    return render(request, "intake/quarantine.html", {"heaps": heaps, "hours": reporting.in_force().quarantine_hours})


def _place_of(row: Quarantine) -> int:
    return row.observation.workplace_id


def _heap(rows: list[Quarantine]) -> Heap:
    waiting = [row for row in rows if row.let_through is None]
    # Those with different words tell most.
    different = {(row.observation.category, row.observation.text): row for row in reversed(waiting or rows)}
    samples = list(different.values())[-READ:][::-1]
    return Heap(rows[0].observation.workplace, len(waiting), len(rows) - len(waiting), samples)


@require_POST
@page(Ability.HANDLE_CASES)
def decide(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """For all that came from one workplace."""
    place = registry.workplace(scope, pk)
    held = queries.in_quarantine(scope).filter(observation__workplace=place)
    through = request.POST.get("decision") == "through"
    action = actions.let_through if through else actions.set_aside
    number = action(list(held), actor=actor_of(request), via=Via.WEB, at=clock.now())
    if through:
        said = ngettext("%(n)s report goes on.", "%(n)s reports go on.", number)
    else:
        said = ngettext("%(n)s report is set aside.", "%(n)s reports are set aside.", number)
    messages.success(request, said % {"n": number})
    return redirect("intake:quarantine")
