"""Senders of short messages: bound to an account by a code, not listed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from qianshao.accounts.models import Membership
from qianshao.core.actor import Actor, person
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.intake.models import Correspondent, SenderCode
from qianshao.intake.rules import receipts

CODE_LASTS = timedelta(minutes=15)


def draw_sender_code(membership: Membership, *, actor: Actor, via: str, at: datetime) -> str:
    """A new one; the one before is worthless then. Shown once."""
    code = receipts.draw_code()
    with transaction.atomic():
        digest = receipts.code_digest(code, settings.SECRET_KEY)
        new = {"digest": digest, "valid_until": at + CODE_LASTS, "used_by": ""}
        SenderCode.objects.update_or_create(membership=membership, defaults=new)
        record("sender.code_drawn", actor=actor, via=via, at=at, subject=("membership", membership.pk))
    return code


def bind_sender(code: str, *, channel: str, sender: str, via: str, at: datetime) -> Correspondent:
    """Whoever sends the code reports for its account from now on; bound elsewhere before, no longer there.

    The same message delivered again finds what it has done.
    """
    digest = receipts.sender_digest(channel, sender, settings.SECRET_KEY)
    with transaction.atomic():
        codes = SenderCode.objects.select_for_update().filter(digest=receipts.code_digest(code, settings.SECRET_KEY))
        found = codes.filter(valid_until__gt=at).first()
        if found is None or found.used_by not in ("", digest):
            raise Problem("message.code_unknown", field="code")
        live = Correspondent.objects.select_for_update().filter(channel=channel, digest=digest, ended_at=None).first()
        if live and found.used_by == digest:
            return live
        if live:
            live.ended_at = at
            live.save(update_fields=["ended_at"])
        new = Correspondent.objects.create(membership=found.membership, channel=channel, digest=digest, since=at)
        found.used_by = digest
        found.save(update_fields=["used_by"])
        whose = person(found.membership.person_id)
        record(
            "sender.bound", actor=whose, via=via, at=at, subject=("correspondent", new.pk), data={"channel": channel}
        )
    return new


def unbind_sender(known: Correspondent, *, actor: Actor, via: str, at: datetime) -> None:
    with transaction.atomic():
        if Correspondent.objects.filter(pk=known.pk, ended_at=None).update(ended_at=at):
            subject = ("correspondent", known.pk)
            record("sender.unbound", actor=actor, via=via, at=at, subject=subject, data={"channel": known.channel})
