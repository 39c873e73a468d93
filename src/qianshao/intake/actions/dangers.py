"""Dangers reported by workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from qianshao.core.actor import ANONYMOUS, Actor
from qianshao.core.events import event, record
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.intake.models import Observation, Quarantine
from qianshao.intake.rules import receipts
from qianshao.registry.models import Workplace


@dataclass(frozen=True, slots=True)
class Reported:
    """The answer to a worker. ``receipt`` is shown once and never kept."""

    observation: Observation
    receipt: str


def report_danger(
    *,
    workplace: Workplace,
    category: str,
    text: str,
    day: date,
    channel: str,
    via: str,
    at: datetime,
    key: str | None = None,
    aside: bool = False,
    pass_over: bool = False,
) -> Reported:
    """Write what somebody saw. There is no actor: nothing about the sender is taken.

    With a ``key`` the receipt is derived from it, so that a repeated sending gets the same answer although the
    receipt is not kept; without one it is drawn at random. ``aside``: it comes in a flood, and a person looks at it
    before it goes on. ``pass_over``: the union closest to the workplace is not to have it.
    """
    if workplace.closed_on and day >= workplace.closed_on:
        raise Problem("workplace.closed", field="workplace", name=workplace.name, day=workplace.closed_on.isoformat())
    receipt = receipts.from_key(key, settings.SECRET_KEY) if key else receipts.draw()
    over = "\nover" if pass_over else ""
    content = sha256(f"{workplace.pk}\n{category}\n{day}\n{text}{over}".encode()).hexdigest()
    row = Observation(
        workplace=workplace,
        township_code=workplace.township_code,
        day=day,
        category=category,
        text=text,
        pass_over=pass_over,
        channel=channel,
        received_at=at,
        receipt_hash=receipts.hashed(receipt, settings.SECRET_KEY),
        content_hash=content,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            if aside:
                Quarantine.objects.create(observation=row, since=at)
                record("report.put_aside", **what_of(row), actor=ANONYMOUS, via=via, at=at)
            else:
                needs_person(row, actor=ANONYMOUS, via=via, at=at).save(force_insert=True)
    except IntegrityError:
        return _reported_before(row, receipt)
    return Reported(row, receipt)


def needs_person(row: Observation, *, actor: Actor, via: str, at: datetime) -> Event:
    return event("report.needs_person", **what_of(row), actor=actor, via=via, at=at, needs_work=True)


def what_of(row: Observation) -> dict[str, Any]:
    return {
        "subject": ("observation", row.pk),
        "territory": row.township_code,
        "data": {"dangers": [row.category]},
    }


def _reported_before(row: Observation, receipt: str) -> Reported:
    before = Observation.objects.filter(receipt_hash=row.receipt_hash).first()
    if before is None or before.content_hash != row.content_hash:
        raise Problem("report.key_reused", field="key")
    return Reported(before, receipt)
