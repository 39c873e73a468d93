"""Calls of officers to workplaces that have not reported."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from qianshao.accounts.models import Person
from qianshao.intake.models import Call, CallOutcome
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Scope, visible_workplaces

CALL_LASTS = timedelta(minutes=15)
"""Whoever has said nothing for so long has left; the workplace is free for others."""


AGAIN_AFTER = timedelta(minutes=30)
"""Whoever did not answer, or asked for it, is called again."""


def not_to_call(day: date, at: datetime, caller: Person) -> QuerySet[Call]:
    """Calls after which a workplace is left alone for now: under way, a wrong number, or just tried."""
    under_way = Q(ended_at=None, started_at__gt=at - CALL_LASTS) & ~Q(person=caller)
    lately = Q(outcome__in=(CallOutcome.NO_ANSWER, CallOutcome.LATER), ended_at__gt=at - AGAIN_AFTER)
    return Call.objects.filter(under_way | lately | Q(outcome=CallOutcome.WRONG_NUMBER), day=day)


def open_call(scope: Scope, caller: Person, *, day: date) -> Call | None:
    """What somebody has on their desk."""
    mine = Call.objects.filter(visible_workplaces(scope, "workplace__"), person=caller, day=day, ended_at=None)
    return mine.select_related("workplace").order_by("started_at").first()


def calls_of(scope: Scope, workplace: Workplace) -> QuerySet[Call]:
    """Who called, when, and how it went; the newest first."""
    mine = Call.objects.filter(visible_workplaces(scope, "workplace__"), workplace=workplace)
    return mine.exclude(ended_at=None).select_related("person").order_by("-started_at")
