"""Where somebody hears of things: added, confirmed by a code, tried, taken away."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from hmac import compare_digest
from typing import Any

from django.db import IntegrityError, transaction

from qianshao.accounts.models import Person
from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.notices import channels, rules, sealing
from qianshao.notices.models import Address, Message, MessageState, Preference

CODE_FOR = timedelta(minutes=30)
MOST_TRIES = 5
MOST_IN_A_DAY = 10
"""Codes and tests that one person can have sent: each may cost money, or land with a stranger."""
MOST_ADDRESSES = 8
LONGEST_SUBSCRIPTION = 2000


def add_address(
    person: Person, channel: str, text: str, *, body: int | None, actor: Actor, via: str, at: datetime
) -> Address:
    """It is used once its code has come back."""
    tidied = rules.tidied(channel, text) if channel in channels.offered() else ""
    if not tidied:
        raise Problem("notice.address", field="address")
    with transaction.atomic():
        _check_room(person)
        row = _enter(person, channel, tidied, rules.hint(channel, tidied), at)
        row.code, row.code_until, row.tries = sealing.seal(f"{secrets.randbelow(10**6):06d}"), at + CODE_FOR, 0
        row.save()
        _queue(row, "code", body, at)
        _record("notice.address_added", person, channel, actor, via, at)
    return row


def add_browser(person: Person, subscription: Mapping[str, Any], *, actor: Actor, via: str, at: datetime) -> Address:
    """A subscription that this browser has got from its push service; it needs no code."""
    keys = subscription.get("keys")
    endpoint = subscription.get("endpoint")
    known = isinstance(keys, Mapping) and isinstance(endpoint, str) and channels.push_host_is_known(endpoint)
    if not isinstance(keys, Mapping) or not known:
        raise Problem("notice.push", field="subscription")
    kept = {"endpoint": endpoint, "keys": {name: str(keys.get(name, "")) for name in ("p256dh", "auth")}}
    text = json.dumps(kept)
    if len(text) > LONGEST_SUBSCRIPTION:
        raise Problem("notice.push", field="subscription")
    with transaction.atomic():
        _check_room(person)
        row = _enter(person, "push", text, "", at)
        row.confirmed_at, row.gone_at = at, None
        row.save()
        _record("notice.address_confirmed", person, "push", actor, via, at)
    return row


def confirm_address(row: Address, code: str, *, actor: Actor, via: str, at: datetime) -> None:
    """The code came back: from now on notices go there."""
    counted = Address.objects.filter(pk=row.pk, tries=row.tries, tries__lt=MOST_TRIES, code_until__gt=at)
    right = sealing.opened(row.code) if row.code else None
    if not counted.update(tries=row.tries + 1) or right is None or not compare_digest(right, code.strip()):
        raise Problem("notice.code", field="code")
    with transaction.atomic():
        Address.objects.filter(pk=row.pk).update(confirmed_at=at, gone_at=None, code=None, code_until=None)
        _record("notice.address_confirmed", row.person, row.channel, actor, via, at)


def remove_address(row: Address, *, actor: Actor, via: str, at: datetime) -> None:
    """What was on its way there stays here."""
    with transaction.atomic():
        open_now = Message.objects.filter(address=row, state__in=[MessageState.GATHERING, MessageState.WAITING])
        open_now.update(state=MessageState.OVER, ended_at=at, claimed_until=None)
        _record("notice.address_removed", row.person, row.channel, actor, via, at)
        row.delete()


def try_address(row: Address, *, body: int | None, at: datetime) -> None:
    if row.confirmed_at is None or row.gone_at:
        raise Problem("notice.unconfirmed", field="address")
    _queue(row, "test", body, at)


def choose(person: Person, *, language: str, quiet: tuple[time, time] | None, only_digest: bool, at: datetime) -> None:
    first, last = quiet or (None, None)
    given = {"language": language, "quiet_from": first, "quiet_until": last, "only_digest": only_digest}
    Preference.objects.update_or_create(person=person, defaults=given)


def resend(message: Message, *, actor: Actor, via: str, at: datetime) -> None:
    """What was given up goes out anew, with all its attempts."""
    with transaction.atomic():
        given_up = Message.objects.filter(pk=message.pk, state=MessageState.FAILED, address__isnull=False)
        anew = {"state": MessageState.WAITING, "attempts": 0, "go_at": at, "ended_at": None, "failure": ""}
        if not given_up.update(**anew):
            raise Problem("notice.not_failed")
        Address.objects.filter(messages=message, confirmed_at__isnull=False).update(gone_at=None)
        record("notice.resent", actor=actor, via=via, at=at, subject=("message", message.pk))


def _check_room(person: Person) -> None:
    """Locked, so that two windows cannot both find room."""
    Person.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk").first()
    if Address.objects.filter(person=person).count() >= MOST_ADDRESSES:
        raise Problem("notice.too_many_addresses", field="address", limit=MOST_ADDRESSES)


def _enter(person: Person, channel: str, text: str, hint: str, at: datetime) -> Address:
    try:
        with transaction.atomic():
            return Address.objects.get_or_create(
                person=person,
                channel=channel,
                mark=sealing.mark(text),
                defaults={"sealed": sealing.seal(text), "hint": hint, "added_at": at},
            )[0]
    except IntegrityError:
        raise Problem("notice.address", field="address") from None


def _queue(row: Address, special: str, body: int | None, at: datetime) -> None:
    since = at - timedelta(days=1)
    if Message.objects.filter(person=row.person, begun_at__gt=since).exclude(special="").count() >= MOST_IN_A_DAY:
        raise Problem("notice.too_many", field="address", limit=MOST_IN_A_DAY)
    Message.objects.create(
        address=row,
        person=row.person,
        channel=row.channel,
        body_id=body,
        special=special,
        urgent=True,
        begun_at=at,
        go_at=at,
    )


def _record(action: str, person: Person, channel: str, actor: Actor, via: str, at: datetime) -> None:
    """The channel and nothing of the address: the trail is never shortened."""
    record(action, actor=actor, via=via, at=at, subject=("person", person.pk), data={"channel": channel})
