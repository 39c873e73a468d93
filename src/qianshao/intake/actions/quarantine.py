"""What came in a flood, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from qianshao.core.actor import Actor, system
from qianshao.core.batches import batches
from qianshao.core.events import event
from qianshao.core.models import Event
from qianshao.intake.actions.dangers import needs_person, what_of
from qianshao.intake.actions.filing import LARGEST_BATCH
from qianshao.intake.models import Quarantine
from qianshao.policy import reporting


def let_through(held: Sequence[Quarantine], *, actor: Actor, via: str, at: datetime) -> int:
    """They go on as if nothing had been; also those that were set aside before. Returns how many."""
    return _decide_on(held, True, actor, via, at)


def set_aside(held: Sequence[Quarantine], *, actor: Actor, via: str, at: datetime) -> int:
    """Somebody has looked at them, and they are no reports of a danger. They are kept; this can be taken back."""
    return _decide_on(held, False, actor, via, at)


def _decide_on(held: Sequence[Quarantine], through: bool, actor: Actor, via: str, at: datetime) -> int:
    """Two officers, or an officer and the clock, may decide at once: each report goes on once."""
    undecided = Q(let_through=None) | Q(let_through=False) if through else Q(let_through=None)
    rows: list[Event] = []
    with transaction.atomic():
        for chunk in batches(sorted(one.pk for one in held)):
            mine = Quarantine.objects.select_for_update().filter(undecided, pk__in=chunk)
            taken = list(mine.select_related("observation").order_by("pk"))
            Quarantine.objects.filter(pk__in=[one.pk for one in taken]).update(decided_at=at, let_through=through)
            for one in taken:
                of = one.observation
                aside = event("report.set_aside", **what_of(of), actor=actor, via=via, at=at)
                rows.append(needs_person(of, actor=actor, via=via, at=at) if through else aside)
        Event.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def let_through_by_itself(*, at: datetime, via: str) -> int:
    """Nobody has looked at them in time. A worker's report does not wait for that."""
    limit = at - timedelta(hours=reporting.in_force().quarantine_hours)
    waiting = list(Quarantine.objects.filter(decided_at=None, since__lte=limit).order_by("since")[:LARGEST_BATCH])
    return let_through(waiting, actor=system("clock"), via=via, at=at) if waiting else 0
