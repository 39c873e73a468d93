"""Writing to the audit trail, taking work from it, and sealing it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from qianshao.core.actor import Actor
from qianshao.core.models import Counter, Event

CLAIM = timedelta(minutes=2)
BACK_OFF = timedelta(seconds=30)
GENESIS = "0" * 64
SEALS = "seal"
"""The name of the counter of the chain."""

Handler = Callable[[Event], None]


def event(
    action: str,
    *,
    actor: Actor,
    via: str,
    at: datetime,
    subject: tuple[str, object],
    territory: str = "",
    data: Mapping[str, Any] | None = None,
    needs_work: bool = False,
) -> Event:
    """A row that is not saved yet, for actions that write many at once."""
    return Event(
        action=action,
        actor=str(actor),
        via=str(via),
        at=at,
        subject_type=subject[0],
        subject_id=str(subject[1]),
        territory=territory,
        data=dict(data or {}),
        needs_work=needs_work,
    )


def record(action: str, **what: Any) -> Event:
    """Write one row; to be called inside the transaction of the action that it tells of."""
    row = event(action, **what)
    row.save(force_insert=True)
    return row


def next_number(name: str) -> int:
    """The next number of a series. The row stays locked until the caller's transaction ends."""
    Counter.objects.get_or_create(name=name)
    Counter.objects.filter(name=name).update(value=F("value") + 1)
    return Counter.objects.values_list("value", flat=True).get(name=name)


# --- the work queue ---------------------------------------------------------------------------------------


def work_one(handlers: Mapping[str, Handler]) -> bool:
    """Take one row, react to it, and mark it done in the same transaction. False when there is nothing to do.

    Two workers may see the same row: the conditional update lets one of them have it. A worker that dies
    leaves a claim which runs out; a worker that was only slow fails to mark the row done, and what it wrote
    is rolled back. So every row has its effect exactly once.
    """
    row = _claim(handlers)
    if row is None:
        return False
    try:
        with transaction.atomic():
            handlers[row.action](row)
            done = Event.objects.filter(pk=row.pk, done_at=None, attempts=row.attempts)
            if done.update(done_at=timezone.now()) != 1:
                raise ClaimLost
    except ClaimLost:
        return True
    except Exception as failure:  # noqa: BLE001 - whatever went wrong, the row stays and is tried again
        _put_back(row, failure)
    return True


class ClaimLost(Exception):
    """Another worker has taken the row over."""


def _claim(handlers: Mapping[str, Handler]) -> Event | None:
    real_now = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=real_now)
    to_do = Event.objects.filter(free, needs_work=True, done_at=None, action__in=list(handlers))
    row = to_do.order_by("id").first()
    while row is not None:
        mine = to_do.filter(pk=row.pk, attempts=row.attempts)
        if mine.update(claimed_until=real_now + CLAIM, attempts=F("attempts") + 1) == 1:
            row.attempts += 1
            return row
        row = to_do.order_by("id").first()
    return None


def _put_back(row: Event, failure: Exception) -> None:
    """Only the kind of failure is kept: its text could hold a name."""
    later = timezone.now() + BACK_OFF * min(row.attempts, 20)
    Event.objects.filter(pk=row.pk, done_at=None, attempts=row.attempts).update(
        claimed_until=later, last_failure=type(failure).__name__
    )


# --- the chain --------------------------------------------------------------------------------------------


def digest(previous: str, row: Event) -> str:
    """SHA-256 over the seal before and the columns of this row that never change."""
    content = [
        row.pk,
        row.at.astimezone(timezone.get_fixed_timezone(0)).isoformat(),
        row.action,
        row.actor,
        row.via,
        row.subject_type,
        row.subject_id,
        row.territory,
        row.data,
        row.needs_work,
    ]
    text = json.dumps([previous, *content], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def seal(limit: int = 1000) -> int:
    """Append up to ``limit`` rows to the chain; returns how many. Run by one worker at a time.

    The counter's row is locked first, so that a second sealing worker waits and then goes on from there. Its value is
    the number of the last seal: where the end of the chain was cut off, it says so.
    """
    with transaction.atomic():
        Counter.objects.get_or_create(name=SEALS)
        Counter.objects.filter(name=SEALS).update(value=F("value") + 0)
        last = Event.objects.filter(seal_number__isnull=False).order_by("-seal_number").first()
        number, previous = (last.seal_number or 0, last.seal) if last else (0, GENESIS)
        # Where the end was cut off, the numbers go on behind the gap, so that it stays visible.
        number = max(number, Counter.objects.get(name=SEALS).value)
        rows = list(Event.objects.filter(seal_number=None).order_by("id")[:limit])
        for row in rows:
            number += 1
            previous = row.seal = digest(previous, row)
            row.seal_number = number
        Event.objects.bulk_update(rows, ["seal_number", "seal"], batch_size=200)
        if rows:
            Counter.objects.filter(name=SEALS).update(value=number)
    return len(rows)


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain does not hold."""

    seal_number: int
    event_id: int | None


def _sealed() -> Iterator[Event]:
    return Event.objects.filter(seal_number__isnull=False).order_by("seal_number").iterator(2000)


def verify() -> tuple[int, Break | None]:
    """Walk the whole chain: how many rows hold, and the first that does not (changed, or missing)."""
    previous, count = GENESIS, 0
    for row in _sealed():
        if row.seal_number != count + 1 or digest(previous, row) != row.seal:
            return count, Break(count + 1, row.pk if row.seal_number == count + 1 else None)
        previous, count = row.seal, count + 1
    promised = Counter.objects.filter(name=SEALS).values_list("value", flat=True).first() or 0
    return count, Break(count + 1, None) if promised > count else None
