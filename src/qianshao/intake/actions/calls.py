"""Calls of officers to workplaces that have not reported."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from qianshao.accounts.models import Person
from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.intake import queries
from qianshao.intake.models import Call, DailyReport
from qianshao.registry.models import Workplace

LONGEST_CALL = timedelta(minutes=30)
"""What is counted at most: an open page is no conversation."""


def start_call(workplace: Workplace, *, day: date, caller: Person, at: datetime) -> Call | None:
    """Takes a workplace for oneself; None when somebody else is calling it."""
    with transaction.atomic():
        open_calls = Call.objects.select_for_update().filter(workplace=workplace, day=day, ended_at=None)
        for call in open_calls:
            if call.person_id == caller.pk:
                return call
            if call.started_at > at - queries.CALL_LASTS:
                return None
            call.delete()
        try:
            with transaction.atomic():
                return Call.objects.create(
                    workplace=workplace,
                    township_code=workplace.township_code,
                    day=day,
                    person=caller,
                    started_at=at,
                )
        except IntegrityError:
            return None


def let_go(caller: Person, *, day: date) -> None:
    """What one had taken and not called."""
    Call.objects.filter(person=caller, day=day, ended_at=None).delete()


def end_call(
    call: Call, outcome: str, *, report: DailyReport | None = None, actor: Actor, via: str, at: datetime
) -> None:
    """How it went; said once."""
    with transaction.atomic():
        ended = min(at, call.started_at + LONGEST_CALL)
        open_calls = Call.objects.filter(pk=call.pk, ended_at=None)
        if open_calls.update(ended_at=ended, outcome=outcome, report=report):
            record(
                "call.ended",
                actor=actor,
                via=via,
                at=at,
                subject=("workplace", call.workplace_id),
                territory=call.township_code,
                data={"outcome": outcome, "seconds": int((ended - call.started_at).total_seconds())},
            )
