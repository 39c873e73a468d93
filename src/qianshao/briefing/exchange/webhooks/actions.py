"""Adding and ending hooks; telling them. The order is that of the audit chain, which has no gap and leaves out nothing,
also where a transaction that began earlier ended later."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from qianshao.briefing.exchange import wire
from qianshao.briefing.keys import derived
from qianshao.briefing.models import Delivery, DeliveryState, Hook
from qianshao.briefing.rules import webhooks as rules
from qianshao.briefing.rules.upward import wait_after
from qianshao.core.actor import Actor
from qianshao.core.addresses import is_allowed
from qianshao.core.events import record
from qianshao.core.models import Event
from qianshao.core.problems import Problem

CLAIM = timedelta(minutes=1)
FAN_OUT = 1000
"""Rows of the chain that are looked at in one go."""
IN_A_ROW = 50
"""Deliveries to one hook before the next one has its turn."""


def add(
    url: str, *, label: str, territory: str, patterns: Sequence[str], actor: Actor, via: str, at: datetime
) -> tuple[Hook, str]:
    """From now on, not what was before. Gives the secret too, which is shown once."""
    if not is_allowed(url):
        raise Problem("upward.url", field="url", value=url)
    wrong = next((pattern for pattern in patterns if not rules.is_known(pattern)), None)
    if wrong is not None or not patterns:
        raise Problem("webhook.action", field="actions", value=wrong or "", known=", ".join(rules.KINDS))
    with transaction.atomic():
        newest = Event.objects.aggregate(newest=Max("seal_number"))["newest"] or 0
        hook = Hook.objects.create(
            url=url,
            label=label,
            territory=territory,
            patterns=list(patterns),
            salt=secrets.token_hex(16),
            seen=newest,
            since=at,
        )
        record("webhook.added", actor=actor, via=via, at=at, subject=("webhook", hook.pk), territory=territory)
    return hook, rules.shown_secret(secret_of(hook))


def end(hook: Hook, *, actor: Actor, via: str, at: datetime) -> None:
    with transaction.atomic():
        if Hook.objects.filter(pk=hook.pk, ended_at=None).update(ended_at=at):
            Delivery.objects.filter(hook=hook, state=DeliveryState.WAITING).update(
                state=DeliveryState.FAILED, ended_at=at, failure="ended"
            )
            record("webhook.ended", actor=actor, via=via, at=at, subject=("webhook", hook.pk), territory=hook.territory)


def resend(hook: Hook, *, at: datetime) -> int:
    """What was given up goes out anew, with the same number."""
    anew = {"state": DeliveryState.WAITING, "attempts": 0, "go_at": at, "since": at, "ended_at": None, "failure": ""}
    return Delivery.objects.filter(hook=hook, hook__ended_at=None, state=DeliveryState.FAILED).update(**anew)


def secret_of(hook: Hook) -> bytes:
    """Made from the installation's secret: a dump of the database does not hold it."""
    return derived(settings.SECRET_KEY, f"webhook {hook.salt}")


def fan_out(*, at: datetime) -> int:
    """A delivery for each sealed row that a hook asked for; returns how many."""
    made = 0
    for hook in Hook.objects.filter(ended_at=None):
        with transaction.atomic():
            locked = Hook.objects.select_for_update(no_key=True).get(pk=hook.pk)
            rows = list(Event.objects.filter(seal_number__gt=locked.seen).order_by("seal_number")[:FAN_OUT])
            wanted = [
                row
                for row in rows
                if rules.fits(row.action, locked.patterns) and row.territory.startswith(locked.territory)
            ]
            Delivery.objects.bulk_create([Delivery(hook=hook, event=row, since=at, go_at=at) for row in wanted])
            if rows:
                Hook.objects.filter(pk=hook.pk).update(seen=rows[-1].seal_number)
        made += len(wanted)
    return made


def deliver(*, at: datetime) -> int:
    """What is due, hook by hook: one that fails is left alone for a while, and the others do not wait for it."""
    sent = 0
    for hook in Hook.objects.filter(ended_at=None):
        for _ in range(IN_A_ROW):
            row = _claimed(hook, at)
            if row is None or not _send(row, hook, at):
                break
            sent += 1
    return sent


def _claimed(hook: Hook, at: datetime) -> Delivery | None:
    """The oldest that waits, if it is due: then nothing overtakes it."""
    first = Delivery.objects.filter(hook=hook, state=DeliveryState.WAITING).select_related("event").order_by("event_id")
    row = first.first()
    if row is None or row.go_at > at:
        return None
    mine = Delivery.objects.filter(pk=row.pk, state=DeliveryState.WAITING, attempts=row.attempts)
    if mine.update(attempts=row.attempts + 1, go_at=at + CLAIM) != 1:
        return None
    row.attempts += 1
    return row


def _send(row: Delivery, hook: Hook, at: datetime) -> bool:
    event = row.event
    body = rules.message(
        event=event.pk,
        action=event.action,
        at=event.at,
        subject=(event.subject_type, event.subject_id),
        territory=event.territory,
    )
    number = f"msg_{hook.pk}_{event.pk}"
    try:
        answer = wire.post(hook.url, body, rules.headers(secret_of(hook), number=number, at=timezone.now(), body=body))
        failure = "" if 200 <= answer.status < 300 else f"status {answer.status}"
    except wire.Unreached as unreached:
        failure = unreached.kind
    mine = Delivery.objects.filter(pk=row.pk, state=DeliveryState.WAITING, attempts=row.attempts)
    if not failure:
        mine.update(state=DeliveryState.SENT, ended_at=at, failure="")
    elif at - row.since > rules.GIVE_UP:
        mine.update(state=DeliveryState.FAILED, ended_at=at, failure=failure)
    else:
        mine.update(go_at=at + wait_after(row.attempts), failure=failure)
    return not failure
