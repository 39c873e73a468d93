"""What is due goes out: a bounded batch at a time, several at once, each within its time.

At least once: a process that dies after a message has left and before that is written down leaves a claim which runs
out, and the message goes again. Nothing is lost, and nothing goes twice otherwise: the claim is a conditional update.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from qianshao.notices import channels, rules, sealing, wording
from qianshao.notices.actions.spending import spend
from qianshao.notices.channels import Parcel, Undelivered
from qianshao.notices.models import Address, Message, MessageState, Notice, Preference
from qianshao.policy import costs
from qianshao.policy import notices as policy

CLAIM = timedelta(minutes=2)
"""Longer than a whole batch can take: BATCH / AT_ONCE deliveries one after the other, each within its time."""

BATCH, AT_ONCE = 16, 8
OPEN = (MessageState.GATHERING, MessageState.WAITING)

Send = Callable[[Parcel], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    failure: str = ""
    final: bool = False
    gone: bool = False


DELIVERED = Outcome()


def deliver(at: datetime, send: Send = channels.send) -> int:
    """One batch of what is due, what is urgent first; returns how many were tried."""
    taken = _claim(at)
    parcels = [(message, _parcel(message, at)) for message in taken]
    to_send = [(message, parcel) for message, parcel in parcels if isinstance(parcel, Parcel)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(lambda pair: _tried(pair[1], send), to_send))
    for message, parcel in parcels:
        if not isinstance(parcel, Parcel):
            _settle(message, parcel, at)
    for (message, _), outcome in zip(to_send, outcomes, strict=True):
        _settle(message, outcome, at)
    return len(taken)


def tidy(at: datetime) -> None:
    """What the log need not show any more."""
    old = at - timedelta(days=policy.in_force().keep_days)
    Message.objects.filter(ended_at__lt=old).delete()
    Notice.objects.filter(at__lt=old, grouped_at__lt=old).delete()


# --- taking -----------------------------------------------------------------------------------------------


def _due(at: datetime) -> QuerySet[Message]:
    free = Q(claimed_until=None) | Q(claimed_until__lt=timezone.now())
    return Message.objects.filter(free, state__in=OPEN, go_at__lte=at)


def _claim(at: datetime) -> list[Message]:
    """Those of them that nobody was quicker to take. From here on nothing joins them."""
    taken = []
    for row in _due(at).order_by("-urgent", "go_at", "id").select_related("address")[:BATCH]:
        mine = _due(at).filter(pk=row.pk, attempts=row.attempts)
        until = timezone.now() + CLAIM
        if mine.update(claimed_until=until, attempts=F("attempts") + 1, state=MessageState.WAITING):
            row.attempts += 1
            taken.append(row)
    return taken


# --- trying -----------------------------------------------------------------------------------------------


def _parcel(message: Message, at: datetime) -> Parcel | Outcome | None:
    """What goes out, or why it does not; None when nobody has to hear it any more."""
    address = message.address
    if address is None or address.gone_at:
        return None
    if message.attempts > len(policy.in_force().retry_minutes) + 1:
        return Outcome("interrupted", final=True)
    text = sealing.opened(address.sealed)
    if text is None:
        return Outcome("secret", gone=True)
    words = _words(message, address)
    if words is None:
        return None
    if message.channel == "sms" and not spend(message.body, costs.in_force().sms_fen, via="sms", at=at):
        return Outcome("limit", final=True)
    return Parcel(message.channel, text, words, message.urgent)


def _words(message: Message, address: Address) -> wording.Words | None:
    chosen = Preference.objects.filter(person=message.person_id).first() or Preference()
    if message.special == "test":
        return wording.trial(chosen.language)
    if message.special == "code":
        code = sealing.opened(address.code) if address.code else None
        return wording.code(code, message.channel, chosen.language) if code else None
    rows = list(message.notices.filter(over_at=None))
    return wording.words(rows, message.channel, chosen.language) if rows else None


def _tried(parcel: Parcel, send: Send) -> Outcome:
    """In a thread of its own, which touches no database."""
    try:
        send(parcel)
    except Undelivered as failure:
        return Outcome(failure.kind, failure.final, failure.gone)
    return DELIVERED


# --- writing down what came of it -------------------------------------------------------------------------


def _settle(message: Message, outcome: Outcome | None, at: datetime) -> None:
    """Only as long as the claim is ours."""
    mine = Message.objects.filter(pk=message.pk, state=MessageState.WAITING, attempts=message.attempts)
    if outcome is None:
        mine.update(state=MessageState.OVER, ended_at=at, claimed_until=None)
    elif outcome == DELIVERED:
        mine.update(state=MessageState.SENT, ended_at=at, claimed_until=None, failure="")
        Address.objects.filter(messages=message).update(last_sent_at=at)
    else:
        _failed(mine, message, outcome, at)


def _failed(mine: QuerySet[Message], message: Message, outcome: Outcome, at: datetime) -> None:
    if outcome.gone:
        Address.objects.filter(messages=message).update(gone_at=at)
    again = None if outcome.final or outcome.gone else rules.again_at(at, message.attempts, _waits())
    if again is None:
        mine.update(state=MessageState.FAILED, ended_at=at, claimed_until=None, failure=outcome.failure)
    else:
        mine.update(go_at=again, claimed_until=None, failure=outcome.failure)


def _waits() -> Sequence[int]:
    return policy.in_force().retry_minutes
