"""Looking by itself: when a roll call closes, and at the hour when every report is due even if nobody closes one.

What is to be looked at is a row, so that a worker that dies leaves it to the next. Looking twice gives the same
signals: the claim saves work, and nothing rests on it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.utils import timezone

from qianshao.core.actor import Via, system
from qianshao.core.models import Event
from qianshao.policy import reporting
from qianshao.registry.scope import EVERYTHING
from qianshao.surveillance import queries
from qianshao.surveillance.models import Due

log = logging.getLogger(__name__)
CLAIM = timedelta(minutes=10)
BACK_OFF = timedelta(minutes=1)
EVERYWHERE = ""
"""The row of a day under this name says that its hour has been acted upon."""


def take_roll(row: Event) -> None:
    """A roll call has closed: its districts are to be looked at, again if they were. Called by the worker."""
    day = date.fromisoformat(row.data["day"]) if "day" in row.data else timezone.localdate(row.at)
    for district in queries.districts(EVERYTHING, row.territory):
        Due.objects.update_or_create(
            territory=district, day=day, defaults={"asked_at": row.at, "done_at": None, "claimed_until": None}
        )


def ask_at_the_hour(at: datetime) -> None:
    """Past the hour of the policy, each district that nobody has asked for yet; once a day."""
    local = timezone.localtime(at)
    if local.time() <= reporting.in_force().due:
        return
    if Due.objects.filter(territory=EVERYWHERE, day=local.date()).exists():
        return
    with transaction.atomic():
        _ask(queries.districts(EVERYTHING, EVERYWHERE), local.date(), at)
        Due.objects.get_or_create(territory=EVERYWHERE, day=local.date(), defaults={"asked_at": at, "done_at": at})


def _ask(districts: Iterable[str], day: date, at: datetime) -> None:
    rows = [Due(territory=district, day=day, asked_at=at) for district in districts]
    Due.objects.bulk_create(rows, ignore_conflicts=True)


def look_when_due(at: datetime) -> bool:
    """One district that waits, so that other work has its turn between two of them. False when none does.

    A fault of one rule must not stop the worker, which keeps the deadlines of cases: the row waits and is tried again.
    """
    row = _claim()
    if row is None:
        return False
    from qianshao.surveillance.actions.looking import look_at  # the numeric libraries, when there is something to do

    try:
        look_at(row.territory, row.day, actor=system("surveillance"), via=Via.WORKER, at=at)
    except DatabaseError:
        _put_back(row)
        raise
    except Exception as failure:  # noqa: BLE001 - whatever went wrong, the row stays
        log.error("Looking at %s of %s failed (%s).", row.territory, row.day, type(failure).__name__)
        _put_back(row)
        return True
    # A roll that closed in the meantime has asked anew.
    Due.objects.filter(pk=row.pk, asked_at=row.asked_at).update(done_at=at, claimed_until=None)
    return True


def _waiting() -> Q:
    return Q(done_at=None) & (Q(claimed_until=None) | Q(claimed_until__lt=timezone.now()))


def _claim() -> Due | None:
    while (row := Due.objects.filter(_waiting()).order_by("id").first()) is not None:
        mine = Due.objects.filter(_waiting(), pk=row.pk, attempts=row.attempts)
        if mine.update(claimed_until=timezone.now() + CLAIM, attempts=F("attempts") + 1) == 1:
            row.attempts += 1
            return row
    return None


def _put_back(row: Due) -> None:
    later = timezone.now() + BACK_OFF * min(row.attempts, 30)
    Due.objects.filter(pk=row.pk, attempts=row.attempts, done_at=None).update(claimed_until=later)
