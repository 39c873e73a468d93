"""From what happened to what each person is told: one message to an address gathers all that comes meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from qianshao.accounts import queries as accounts
from qianshao.core.models import Counter
from qianshao.notices import rules
from qianshao.notices.models import Address, Message, MessageState, Notice, Preference
from qianshao.policy import notices as policy

BATCH = 200
TURN = "notices grouping"
"""The name of the counter whose row lets one process at a time group."""


def group(at: datetime) -> int:
    """Everything that waits to be grouped; returns how many notices."""
    count = 0
    while taken := _group_batch(at):
        count += taken
    return count


def _group_batch(at: datetime) -> int:
    if not Notice.objects.filter(grouped_at=None).exists():
        return 0
    with transaction.atomic():
        Counter.objects.get_or_create(name=TURN)
        Counter.objects.filter(name=TURN).update(value=F("value") + 0)
        rows = list(Notice.objects.filter(grouped_at=None).order_by("id")[:BATCH])
        Notice.objects.filter(pk__in=[row.pk for row in rows]).update(grouped_at=at)
        _hand_out([row for row in rows if row.over_at is None], at)
    return len(rows)


def _hand_out(rows: Sequence[Notice], at: datetime) -> None:
    acting = accounts.acting_for({row.body_id for row in rows if row.body_id}, at)
    wanted: dict[int, list[Notice]] = {}
    for row in rows:
        for person in [row.person_id] if row.person_id else acting.get(row.body_id or 0, []):
            wanted.setdefault(person, []).append(row)
    usable = Address.objects.filter(person__in=wanted, confirmed_at__isnull=False, gone_at=None)
    chosen = Preference.objects.in_bulk(list(wanted), field_name="person_id")
    for address in usable.order_by("id"):
        _gather(address, wanted[address.person_id], hours_of(chosen.get(address.person_id)), at)


def hours_of(chosen: Preference | None) -> tuple[rules.Hours, bool]:
    """The person's hours, and whether only the digest is wanted."""
    given = policy.in_force()
    quiet = given.quiet
    if chosen and chosen.quiet_from is not None and chosen.quiet_until is not None:
        quiet = (chosen.quiet_from, chosen.quiet_until)
    hours = rules.Hours(
        quiet=quiet,
        digest=given.digest,
        gather=timedelta(minutes=given.gather_minutes),
        urgent_gather=timedelta(minutes=given.urgent_minutes),
        gap=timedelta(minutes=given.gap_minutes),
    )
    return hours, bool(chosen and chosen.only_digest)


def _gather(address: Address, rows: Sequence[Notice], chosen: tuple[rules.Hours, bool], at: datetime) -> None:
    hours, only_digest = chosen
    given, zone = policy.in_force(), timezone.get_default_timezone()
    moments = [
        rules.goes_at(
            at,
            hours,
            urgent=_is_urgent(row),
            soon=row.kind in given.soon and not only_digest,
            last=address.last_sent_at,
            zone=zone,
        )
        for row in rows
    ]
    message = _gathering(address, rows[0].body_id, min(moments), at)
    if message.go_at > min(moments):
        Message.objects.filter(pk=message.pk).update(go_at=min(moments))
    if any(map(_is_urgent, rows)):
        Message.objects.filter(pk=message.pk).update(urgent=True)
    message.notices.add(*rows)


def _is_urgent(row: Notice) -> bool:
    """Only what somebody has to act on now."""
    return row.severity <= policy.in_force().urgent and row.kind in ("arrived", "near", "overdue", "referred")


def _gathering(address: Address, body: int | None, go_at: datetime, at: datetime) -> Message:
    """The one that has not gone out, locked: once it is taken for delivery, nothing joins it any more."""
    open_now = Message.objects.select_for_update(no_key=True).filter(
        address=address, state=MessageState.GATHERING, special=""
    )
    return open_now.first() or Message.objects.create(
        address=address, person_id=address.person_id, channel=address.channel, body_id=body, begun_at=at, go_at=go_at
    )
