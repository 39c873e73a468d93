"""Senders of short messages."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet

from qianshao.accounts.models import Membership
from qianshao.intake.models import Correspondent
from qianshao.intake.rules import receipts


def correspondent(channel: str, sender: str) -> Correspondent | None:
    """Whose account a number or an OpenID is bound to, while that account works for its body."""
    digest = receipts.sender_digest(channel, sender, settings.SECRET_KEY)
    live = Correspondent.objects.filter(channel=channel, digest=digest, ended_at=None)
    active = live.filter(membership__until=None, membership__person__is_active=True)
    return active.select_related("membership__person", "membership__body").first()


def correspondents(membership: Membership) -> QuerySet[Correspondent]:
    """One's own."""
    return Correspondent.objects.filter(membership=membership, ended_at=None).order_by("since")
