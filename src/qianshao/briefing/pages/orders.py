"""One emergency order: what it rests on, who owes a report by it, and what was seen and done under it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qianshao.accounts import queries as accounts
from qianshao.briefing import queries
from qianshao.core import clock
from qianshao.core.models import Event
from qianshao.core.paging import page_of
from qianshao.core.wording import sentence
from qianshao.registry import queries as registry
from qianshao.registry.doors import page
from qianshao.registry.models import Workplace
from qianshao.registry.queries import rights
from qianshao.registry.scope import Ability, Scope

PAGE = 50


@page(Ability.SEE_CASES)
def order(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    one, now = registry.order(scope, pk), clock.now()
    runs = one.starts_at <= now < one.ends_at and (one.withdrawn_at is None or one.withdrawn_at > now)
    withdrawn = one.withdrawn_at is not None and one.withdrawn_at <= now
    looks = page_of(rights.looks(one), request.GET.get("page"), size=PAGE)
    actors = {f"person:{pk}" for pk in accounts.people_of_body(one.body_id)}
    deeds = list(rights.deeds(one, actors)[:PAGE])
    owing = queries.silent(scope, one.territory_id, day=clock.today()) if runs else Workplace.objects.none()
    names = _names(scope, [*looks.object_list, *deeds])
    context = {
        "order": one,
        "runs": runs,
        "withdrawn": withdrawn,
        "begins_later": now < one.starts_at,
        "owing": owing[:PAGE],
        "owing_count": owing.count(),
        "page": looks,
        "looks": [_told(row, names) for row in looks.object_list],
        "deeds": [_told(row, names) for row in deeds],
    }
    return render(request, "briefing/order.html", context)


def _names(scope: Scope, rows: list[Event]) -> dict[str, str]:
    """Of people the account name, where the asker could find it on the list of people; of workplaces the name, where
    the asker sees them."""
    people = {int(row.actor.removeprefix("person:")) for row in rows if row.actor.startswith("person:")}
    places = {row.data.get("workplace") for row in rows} - {None}
    named = {f"person:{pk}": name for pk, name in accounts.names_of(scope, people).items()}
    seen = registry.workplaces(scope).filter(pk__in=places).values_list("pk", "name")
    return named | {f"workplace:{pk}": name for pk, name in seen}


def _told(row: Event, names: dict[str, str]) -> dict[str, Any]:
    place = f"workplace:{row.data.get('workplace')}"
    return {
        "at": row.at,
        "who": names.get(row.actor, row.actor),
        "sentence": sentence(row.action),
        "what": names.get(place) or row.data.get("document") or _kind_of_thing(row),
    }


def _kind_of_thing(row: Event) -> str:
    """Of a page that shows several workplaces no name of one; of the rest what it was, where a person can read it."""
    if row.action in (rights.LOOKED, rights.ACTED):
        return _("a page with several workplaces")
    return ""
