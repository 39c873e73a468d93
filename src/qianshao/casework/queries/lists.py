"""Lists of cases, and the inbox."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from qianshao.casework.models import Case, Entry, Step
from qianshao.casework.queries.cases import cases
from qianshao.core.prefixes import starts_with
from qianshao.registry.models import Territory
from qianshao.registry.scope import Ability, Scope

STATES = ("open", "overdue", "closed", "all")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of cases is narrowed to; empty values narrow nothing."""

    state: str = ""
    category: str = ""
    territory: str = ""
    text: str = ""


def find(scope: Scope, wanted: Wanted, at: datetime) -> QuerySet[Case]:
    """The cases that fit, open ones first by deadline, then the newest."""
    rows = _with_what_lists_show(cases(scope).filter(_fits(wanted), _in_state(wanted.state, at)))
    return rows.order_by(F("closed_at").desc(nulls_first=True), "deadline", "-id")


def counts(scope: Scope, wanted: Wanted, at: datetime) -> dict[str, int]:
    """How many fit in each state."""
    fitting = cases(scope).filter(_fits(replace(wanted, state="")))
    return fitting.aggregate(**{state: Count("pk", filter=_in_state(state, at)) for state in STATES})


def _fits(wanted: Wanted) -> Q:
    fits = starts_with("township_code", wanted.territory)
    if wanted.category:
        fits &= Q(category=wanted.category)
    if wanted.text:
        fits &= Q(number__contains=wanted.text) | Q(workplace__name__icontains=wanted.text)
    return fits


def _in_state(state: str, at: datetime) -> Q:
    return {
        "open": Q(closed_at=None),
        "overdue": Q(closed_at=None, deadline__lt=at),
        "closed": Q(closed_at__isnull=False),
    }.get(state, Q(pk__isnull=False))


def _with_what_lists_show(rows: QuerySet[Case]) -> QuerySet[Case]:
    """With ``township``, the name of the division, and ``seen``, whether its owner has acknowledged it."""
    township = Territory.objects.filter(code=OuterRef("township_code")).values("name")[:1]
    seen = Step.objects.filter(case=OuterRef("pk"), ended_at=None, acknowledged_at__isnull=False)
    return rows.select_related("workplace", "owner").annotate(township=Subquery(township), seen=Exists(seen))


def inbox(scope: Scope) -> QuerySet[Case]:
    """What the asker's bodies own, the nearest deadline first."""
    return _with_what_lists_show(_mine(scope)).order_by("deadline", "id")


MANY = 1000
"""So far an inbox is counted; whoever has more to do needs no number."""


def waiting(scope: Scope) -> int:
    """How many that are; ``MANY`` where there are as many or more."""
    return _mine(scope).order_by()[:MANY].count()


def _mine(scope: Scope) -> QuerySet[Case]:
    """A body sees each case that it owns, and no enterprise's own union ever owns one: so nothing else is asked."""
    owned = Case.objects.filter(owner__in=scope.bodies, closed_at=None)
    return owned if scope.may(Ability.SEE_CASES) else owned.none()


NEWEST = 2000
"""Among so many of the newest entries the mark looks for one of the inbox: more are not written between two looks."""


def inbox_mark(scope: Scope) -> str:
    """Changes whenever the inbox does: what the page waits for. Whatever happens to a case leaves an entry.

    Only the newest entries are looked through, as an inbox may hold a hundred thousand cases.
    """
    last = Entry.objects.aggregate(last=Max("pk"))["last"] or 0
    recent = Entry.objects.filter(pk__gt=last - NEWEST, case__owner__in=scope.bodies, case__closed_at=None)
    return f"{waiting(scope)}-{recent.aggregate(last=Max('pk'))['last'] or 0}"


CHOICES = 60
"""As many as a list to choose from can hold."""


def places(scope: Scope) -> list[Territory]:
    """The divisions to choose from: townships, or wider ones where cases come from too many of them."""
    codes = set(cases(scope).order_by().values_list("township_code", flat=True).distinct())
    for length in (9, 6, 4, 2):
        wider = {code[:length] for code in codes}
        if len(wider) <= CHOICES:
            break
    return list(Territory.objects.filter(code__in=wider).order_by("code"))
