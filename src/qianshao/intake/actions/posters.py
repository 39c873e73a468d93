"""The addresses on posters."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.intake.models import ReportLink
from qianshao.intake.rules import receipts
from qianshao.registry.models import Workplace


def give_link(workplace: Workplace, *, actor: Actor, via: str, at: datetime, anew: bool = False) -> ReportLink:
    """The address for the poster; ``anew`` makes the old one worthless, for instance after it was misused.

    Two people may ask at once: the database lets one link live, and the second gets the first one's.
    """
    try:
        return _give_link(workplace, actor, via, at, anew)
    except IntegrityError:
        return ReportLink.objects.get(workplace=workplace, revoked_at=None)


def _give_link(workplace: Workplace, actor: Actor, via: str, at: datetime, anew: bool) -> ReportLink:
    with transaction.atomic():
        live = ReportLink.objects.select_for_update().filter(workplace=workplace, revoked_at=None).first()
        if live and not anew:
            return live
        if live:
            live.revoked_at = at
            live.save(update_fields=["revoked_at"])
        link = ReportLink.objects.create(workplace=workplace, token=receipts.draw_token(), created_at=at)
        record(
            "link.given",
            actor=actor,
            via=via,
            at=at,
            subject=("workplace", workplace.pk),
            territory=workplace.township_code,
            data={"anew": anew},
        )
    return link
