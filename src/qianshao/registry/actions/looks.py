"""What is seen and done by an order alone stands on the audit trail."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.registry.models import EmergencyOrder
from qianshao.registry.queries.rights import ACTED, LOOKED


def look(
    order: EmergencyOrder, page: str, *, workplace: int | None, acted: bool, actor: Actor, via: str, at: datetime
) -> None:
    """``page``: the name of the page or operation; ``workplace``: whose it was, None for a list of several."""
    with transaction.atomic():
        record(
            ACTED if acted else LOOKED,
            actor=actor,
            via=via,
            at=at,
            subject=("order", order.pk),
            territory=order.territory_id,
            data={"page": page, "workplace": workplace},
        )
