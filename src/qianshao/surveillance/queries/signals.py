"""Signals: which are to be judged, one of them, and what judgements have come to."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from qianshao.accounts.models import Membership
from qianshao.casework.models import Case
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import or_not_found
from qianshao.registry.models import BodyKind, Workplace
from qianshao.registry.scope import ALL, NONE, Scope, visible
from qianshao.surveillance.models import Run, Signal, Verdict

STATES = ("open", "held", "confirmed", "chance", "data_error")
SIGNAL = "signal"
"""The kind of the origin of a case that a signal opened."""


def signals(scope: Scope, state: str = "", *, rule: str = "") -> QuerySet[Signal]:
    """Gravest first while they are to be judged, then the last judged first."""
    rows = Signal.objects.filter(visible(scope, territory="territory", affiliation="affiliation"))
    rows = rows.filter(_in_state(state)) if state else rows
    rows = rows.filter(rule=rule) if rule else rows
    order = ("-harm", "pk") if state in ("open", "held") else ("-judged_at", "-day", "pk")
    return rows.prefetch_related("places__workplace").order_by(*order)


def counts(scope: Scope) -> dict[str, int]:
    rows = signals(scope).order_by()
    return rows.aggregate(**{state: Count("pk", filter=_in_state(state)) for state in STATES})


def _in_state(state: str) -> Q:
    waiting = Q(judged_at=None)
    return {"open": waiting & Q(held=False), "held": waiting & Q(held=True)}.get(state, Q(verdict=state))


def signal(scope: Scope, pk: int) -> Signal:
    return or_not_found(signals(scope).select_related("run", "judged_by").filter(pk=pk).first())


def next_to_judge(scope: Scope, after: Signal | None = None) -> Signal | None:
    rows = signals(scope, "open")
    return rows.exclude(pk=after.pk).first() if after else rows.first()


def case_of(row: Signal) -> Case | None:
    """Takes a signal that the asker was shown."""
    return Case.objects.filter(origins__kind=SIGNAL, origins__number=row.pk).first()


def last_run(scope: Scope) -> Run | None:
    """When the asker's districts were last looked at; a township's officers see the run of its district."""
    condition = NONE
    for prefix in (*scope.territories, *scope.ordered):
        condition |= starts_with("territory", prefix[:6]) if prefix else ALL
    return Run.objects.filter(condition).order_by("-at").first()


def judged(scope: Scope, rule: str, district: str, last: int) -> list[bool]:
    """What came of the last signals of a rule in a district, the newest first: was it true."""
    rows = Signal.objects.filter(visible(scope, territory="territory", affiliation="affiliation"), rule=rule)
    rows = rows.filter(starts_with("territory", district), judged_at__isnull=False)
    verdicts = rows.order_by("-judged_at", "-pk").values_list("verdict", flat=True)[:last]
    return [verdict == Verdict.CONFIRMED for verdict in verdicts]


def officers(scope: Scope, district: str, at: datetime) -> int:
    """How many look at the signals of a district: the officers of its federations; one at least."""
    in_force = Q(until=None) | Q(until__gt=at)
    rows = Membership.objects.filter(in_force, role="officer", person__is_active=True, body__closed_on=None)
    rows = rows.filter(starts_with("body__territory_id", district), body__kind=BodyKind.FEDERATION)
    return max(rows.values("person").distinct().count(), 1)


MOST_OTHERS = 1500


def where(row: Signal) -> tuple[tuple[tuple[float, float, str], ...], tuple[tuple[float, float], ...]]:
    """For the map of a signal that the asker was shown: latitude, longitude and name of the workplaces that it names,
    and some of the others in its district, as far as their places are known."""
    known = Q(latitude__isnull=False, longitude__isnull=False)
    named = [one.workplace for one in row.places.all() if one.workplace.latitude is not None]
    here = tuple((float(one.latitude or 0), float(one.longitude or 0), one.name) for one in named)
    others = Workplace.objects.filter(known, starts_with("township_code", row.territory[:6]), closed_on=None)
    around = others.order_by("pk").values_list("latitude", "longitude")[:MOST_OTHERS]
    return here, tuple((float(latitude or 0), float(longitude or 0)) for latitude, longitude in around)
