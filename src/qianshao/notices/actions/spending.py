"""Spending on messages: counted before they go, so that no limit is passed however many go at once."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from qianshao.core.actor import Actor, system
from qianshao.core.events import record
from qianshao.notices import queries
from qianshao.notices.models import Limit, Spending
from qianshao.policy import costs
from qianshao.registry.models import Body


def spend(body: Body | None, fen: int, *, via: str, at: datetime) -> bool:
    """May this message go? If so it is counted. Beyond the limit of the month it may not, and that is counted too."""
    month, limit = month_of(at), queries.limit_of(body)
    row = _row(body, month)
    with transaction.atomic():
        mine = Spending.objects.filter(pk=row.pk)
        if not mine.filter(fen__lte=limit - fen).update(fen=F("fen") + fen, messages=F("messages") + 1):
            mine.update(stopped=F("stopped") + 1)
            return False
        _warn(row.pk, body, limit, via, at)
    return True


def set_limit(body: Body, fen: int, *, actor: Actor, via: str, at: datetime) -> None:
    """From now on; what has been spent this month counts against it."""
    with transaction.atomic():
        Limit.objects.update_or_create(body=body, defaults={"fen": fen})
        record("messages.limit_set", actor=actor, via=via, at=at, subject=("body", body.pk), data={"fen": fen})


def month_of(at: datetime) -> date:
    return timezone.localdate(at).replace(day=1)


def _row(body: Body | None, month: date) -> Spending:
    try:
        with transaction.atomic():
            return Spending.objects.get_or_create(body=body, month=month)[0]
    except IntegrityError:
        return Spending.objects.get(body=body, month=month)


def _warn(pk: int, body: Body | None, limit: int, via: str, at: datetime) -> None:
    """Once a month, well before the end; the page and the board say it until the month is over."""
    near = limit * costs.in_force().warn_at / 100
    if Spending.objects.filter(pk=pk, warned=False, fen__gte=near).update(warned=True):
        subject = ("body", body.pk if body else 0)
        record("messages.near_limit", actor=system("clock"), via=via, at=at, subject=subject, data={"limit": limit})
