"""Who somebody is: from a person or a token to a membership, from a membership to a Scope."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db.models import Q

from qianshao.accounts.models import Membership, Person, Token
from qianshao.accounts.rules import ABILITIES, SEES_TERRITORY
from qianshao.registry.models import BodyKind, EmergencyOrder
from qianshao.registry.scope import Scope

UNIONS = frozenset({BodyKind.FEDERATION, BodyKind.GROUP_UNION, BodyKind.ENTERPRISE_UNION})


def memberships(person: Person, at: datetime) -> list[Membership]:
    """The memberships in force, the oldest first. An account that is closed has none."""
    if not person.is_active:
        return []
    in_force = Q(until=None) | Q(until__gt=at)
    rows = Membership.objects.filter(in_force, person=person, body__closed_on=None)
    return list(rows.select_related("body", "body__territory").order_by("id"))


def scope_of(membership: Membership, at: datetime) -> Scope:
    """What this membership opens. Fails closed: only the bodies of unions see workplaces at all.

    A federation sees its territory, every union body its own line, and, for as long as an EmergencyOrder
    runs that names it, the territory of the order. Each membership stands alone: what one role may do never
    mixes with what another sees.
    """
    body = membership.body
    bodies = frozenset({body.pk})
    if body.kind not in UNIONS:
        return Scope(bodies=bodies)
    with_territory = membership.role in SEES_TERRITORY
    federation = with_territory and body.kind == BodyKind.FEDERATION
    return Scope(
        territories=(body.territory_id or "",) if federation else (),
        affiliations=(body.path,),
        ordered=_ordered(body.pk, at) if with_territory else (),
        bodies=bodies,
        abilities=ABILITIES[membership.role],
    )


def _ordered(body_id: int, at: datetime) -> tuple[str, ...]:
    in_force = EmergencyOrder.objects.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gt=at), body_id=body_id, starts_at__lte=at, ends_at__gt=at
    )
    return tuple(in_force.values_list("territory_id", flat=True))


def membership_of_token(secret: str, at: datetime) -> Membership | None:
    digest = sha256(secret.encode()).hexdigest()
    token = (
        Token.objects.filter(digest=digest, revoked_at=None, membership__person__is_active=True)
        .filter(Q(membership__until=None) | Q(membership__until__gt=at), membership__body__closed_on=None)
        .select_related("membership__body", "membership__person")
        .first()
    )
    return token.membership if token else None
