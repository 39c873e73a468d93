"""Who sees something because of an emergency order alone leaves a trace. The one place that knows all pages.

A page that shows one thing of a workplace is named in ``SHOWS``. Any other that needs an ability, such as a list, is
noted without a workplace: so a page that is forgotten here is noted more often, not less.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse

from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.registry.actions.looks import look
from qianshao.registry.doors import ANYBODY, MEMBER, Asker, asker_of
from qianshao.registry.models import Workplace
from qianshao.registry.queries.rights import running
from qianshao.registry.rules.orders import beyond, only_by_order
from qianshao.registry.scope import Scope

READING = ("GET", "HEAD", "OPTIONS")
OPEN_TO_ALL = (ANYBODY, MEMBER, "", None)
TO_ITSELF = ("registry.Workplace", "pk", "pk")

SHOWS: dict[str, tuple[str, str, str]] = {
    "registry:workplace": TO_ITSELF,
    "briefing:workplace": TO_ITSELF,
    "casework:case": ("casework.Case", "number", "workplace"),
    "casework:do": ("casework.Case", "number", "workplace"),
    "casework:draft": ("casework.Case", "number", "workplace"),
    "casework:letter": ("casework.Letter", "pk", "case__workplace"),
    "casework:do_letter": ("casework.Letter", "pk", "case__workplace"),
    "casework:paper": ("casework.Letter", "pk", "case__workplace"),
    "casework:need": ("casework.Need", "pk", "workplace"),
    "casework:do_need": ("casework.Need", "pk", "workplace"),
    "casework:new_need": TO_ITSELF,
    "intake:report": TO_ITSELF,
    "intake:full": TO_ITSELF,
    "resumption:ledger": TO_ITSELF,
    "resumption:record": TO_ITSELF,
    "resumption:columns": TO_ITSELF,
    "resumption:plan": TO_ITSELF,
    "resumption:seats": TO_ITSELF,
    "resumption:near": TO_ITSELF,
    "resumption:covered": TO_ITSELF,
    "resumption:cover": TO_ITSELF,
    "resumption:inspection": ("resumption.Inspection", "pk", "workplace"),
    "resumption:inspection_letter": ("resumption.Inspection", "pk", "workplace"),
    "resumption:do_inspection": ("resumption.Inspection", "pk", "workplace"),
    "resumption:visit": ("resumption.Inspection", "pk", "workplace"),
}
"""By the name of a page: the model that its address names, by which field, and the way from there to a workplace."""


class Looks:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 400 and not response.streaming and _needs_ability(request):
            asker = asker_of(request)
            if asker.member and beyond(asker.scope.ordered, asker.scope.territories):
                _note(request, asker)
        return response


def _needs_ability(request: HttpRequest) -> bool:
    """Of the API every operation, as it has one view for all that lie at an address."""
    match = request.resolver_match
    if match is None:
        return False
    if match.app_name == "ninja" or match.view_name.startswith("api-"):
        return True
    return getattr(match.func, "access", None) not in OPEN_TO_ALL


def _note(request: HttpRequest, asker: Asker) -> None:
    match, scope, at = request.resolver_match, asker.scope, clock.now()
    name = match.view_name if match else ""
    shown = _workplace(name, match.kwargs if match else {})
    codes = [_code(shown, scope)] if shown else beyond(scope.ordered, scope.territories)
    for order in running(scope, at).filter(territory__in=[code for code in codes if code]):
        look(
            order,
            name,
            workplace=shown.pk if shown else None,
            acted=request.method not in READING,
            actor=asker.actor,
            via=Via.API if name.startswith("api-") else Via.WEB,
            at=at,
        )


def _code(place: Workplace, scope: Scope) -> str | None:
    return only_by_order(
        place.township_code,
        place.affiliation_path,
        territories=scope.territories,
        affiliations=scope.affiliations,
        ordered=scope.ordered,
    )


def _workplace(name: str, kwargs: dict[str, Any]) -> Workplace | None:
    if name not in SHOWS:
        return None
    label, key, way = SHOWS[name]
    found = apps.get_model(label)._default_manager.filter(**{key: kwargs.get(key)}).values_list(way, flat=True)
    return Workplace.objects.filter(pk__in=found[:1]).first()
