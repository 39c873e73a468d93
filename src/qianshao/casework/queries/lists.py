"""Lists of cases, and the inbox."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

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
    """With ``township``, the name of the division, and ``seen``, when its owner has acknowledged it.

    ``seen`` is a value and no EXISTS: PostgreSQL would answer that by reading all steps for the first row of a page.
    """
    township = Territory.objects.filter(code=OuterRef("township_code")).values("name")[:1]
    seen = Step.objects.filter(case=OuterRef("pk"), ended_at=None).values("acknowledged_at")[:1]
    return rows.select_related("workplace", "owner").annotate(township=Subquery(township), seen=Subquery(seen))


IN_THE_INBOX = ("number", "category", "severity", "township_code", "opened_at", "deadline", "closed_at")


def inbox(scope: Scope) -> QuerySet[Case]:
    """What the asker's bodies own, the nearest deadline first; only what the page shows is read."""
    rows = _with_what_lists_show(_mine(scope)).select_related(None).select_related("workplace")
    return rows.only(*IN_THE_INBOX, "workplace__name").order_by("deadline", "id")


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


def inbox_mark(scope: Scope, count: int | None = None) -> str:
    """Changes whenever the inbox does: what the page waits for. Whatever happens to a case leaves an entry. ``count``:
    how many wait, where that is known.

    Only the newest entries are looked through, as an inbox may hold a hundred thousand cases: backwards, up to the
    first that is on one of them.
    """
    newest = Entry.objects.order_by("-pk").values_list("pk", flat=True)
    recent = newest.filter(pk__gt=(newest.first() or 0) - NEWEST)
    mine = recent.filter(case__owner__in=scope.bodies, case__closed_at=None)
    return f"{waiting(scope) if count is None else count}-{mine.first() or 0}"


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
