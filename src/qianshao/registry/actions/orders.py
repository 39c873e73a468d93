"""For a time and a territory one body acts for every workplace, whatever its affiliation."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem, raise_all
from qianshao.registry.actions.reach import require_reach
from qianshao.registry.models import Body, BodyKind, EmergencyOrder, Territory
from qianshao.registry.queries.divisions import ancestry, in_force
from qianshao.registry.scope import Scope

LEAST_PERCENT = 10
"""Of a term: below it nobody could answer at all."""


def issue_order(
    *,
    scope: Scope,
    body: Body,
    territory: str,
    reason: str,
    document: str,
    starts_at: datetime,
    ends_at: datetime,
    term_percent: int | None = None,
    basis: str = "",
    actor: Actor,
    via: str,
    at: datetime,
) -> EmergencyOrder:
    """Charge a body with a territory for a time. Issued by who answers for the territory; it may start earlier
    than it is entered, since the paper comes first. ``term_percent`` shortens the deadlines that begin meanwhile."""
    _check(body, territory, reason, document, starts_at, ends_at, at)
    if term_percent is not None and not LEAST_PERCENT <= term_percent <= 100:
        raise Problem("order.percent", field="term_percent", least=LEAST_PERCENT)
    require_reach(scope, territory, field="territory")
    with transaction.atomic():
        order = EmergencyOrder.objects.create(
            body=body,
            territory_id=territory,
            basis=basis.strip()[:200],
            reason=reason.strip(),
            document=document.strip(),
            starts_at=starts_at,
            ends_at=ends_at,
            term_percent=term_percent,
        )
        _record("order.issued", order, actor=actor, via=via, at=at)
    return order


def _check(
    body: Body, territory: str, reason: str, document: str, starts_at: datetime, ends_at: datetime, at: datetime
) -> None:
    found = [
        Problem("field.missing", field=field, label=field)
        for field, text in (("reason", reason), ("document", document))
        if not text.strip()
    ]
    for field, text, limit in (("reason", reason, 300), ("document", document, 200)):
        if len(text) > limit:
            found.append(Problem("field.too_long", field=field, value=text, limit=limit))
    if ends_at <= starts_at:
        found.append(Problem("order.times", field="ends_at"))
    if body.kind not in (BodyKind.FEDERATION, BodyKind.GROUP_UNION):
        found.append(Problem("order.body", field="body"))
    if not Territory.objects.filter(in_force(timezone.localdate(at)), pk=territory).exists():
        found.append(Problem("territory.unknown", field="territory", value=territory, day=timezone.localdate(at)))
    elif not _answers_for(body, territory):
        found.append(Problem("order.not_your_territory", field="territory", name=body.name, value=territory))
    raise_all(found)


def _answers_for(body: Body, territory: str) -> bool:
    """It lies on the body's own territory, or its federation stands below the body, as all do below the nation's."""
    if body.territory_id and territory.startswith(body.territory_id):
        return True
    above = Body.objects.filter(kind=BodyKind.FEDERATION, territory__in=ancestry(territory), closed_on=None)
    nearest = above.order_by("-territory__level").first()
    return nearest is not None and nearest.path.startswith(body.path)


def withdraw_order(*, order: EmergencyOrder, actor: Actor, via: str, at: datetime) -> EmergencyOrder:
    """End it now, before its time."""
    with transaction.atomic():
        running = EmergencyOrder.objects.filter(Q(withdrawn_at=None), pk=order.pk)
        if not running.update(withdrawn_at=at):
            raise Problem("order.withdrawn")
        _record("order.withdrawn", order, actor=actor, via=via, at=at)
    order.withdrawn_at = at
    return order


def _record(action: str, order: EmergencyOrder, *, actor: Actor, via: str, at: datetime) -> None:
    data = {
        "body": order.body_id,
        "document": order.document,
        "starts_at": order.starts_at.isoformat(),
        "ends_at": order.ends_at.isoformat(),
        "term_percent": order.term_percent,
    }
    subject, territory = ("order", order.pk), order.territory_id
    record(action, actor=actor, via=via, at=at, subject=subject, territory=territory, data=data)
