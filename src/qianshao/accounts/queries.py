"""Who somebody is: from a person or a token to a membership, from a membership to a Scope."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db.models import Q, QuerySet

from qianshao.accounts.models import Membership, Person, Token
from qianshao.accounts.rules import ABILITIES, SEES_TERRITORY
from qianshao.core.models import Event
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem
from qianshao.registry.models import Body, BodyKind, EmergencyOrder
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


def tokens(membership: Membership) -> QuerySet[Token]:
    return Token.objects.filter(membership=membership, revoked_at=None).order_by("-id")


# --- for administrators and auditors --------------------------------------------------------------------------


def bodies_below(scope: Scope) -> QuerySet[Body]:
    """The union bodies whose people the asker looks after: their own, those on their territory, those in their line."""
    condition = Q(pk__in=scope.bodies)
    for prefix in scope.territories:
        condition |= starts_with("territory_id", prefix) if prefix else Q(pk__gt=0)
    for prefix in scope.affiliations:
        condition |= starts_with("path", prefix)
    return Body.objects.filter(condition, kind__in=UNIONS, closed_on=None).order_by("level", "path")


def memberships_below(scope: Scope, at: datetime) -> QuerySet[Membership]:
    in_force = Q(until=None) | Q(until__gt=at)
    rows = Membership.objects.filter(in_force, body__in=bodies_below(scope))
    return rows.select_related("person", "body").order_by("body__level", "body__path", "person__username")


def membership_below(scope: Scope, pk: int, at: datetime) -> Membership:
    found = memberships_below(scope, at).filter(pk=pk).first()
    if found is None:
        raise Problem("not_found")
    return found


def trail(scope: Scope, action: str = "") -> QuerySet[Event]:
    """What was done on the asker's territory, the newest first; what has no territory only by their own people."""
    condition = Q(pk__in=())
    for prefix in (*scope.territories, *scope.ordered):
        condition |= starts_with("territory", prefix) & ~Q(territory="") if prefix else Q(pk__gt=0)
    own = Membership.objects.filter(body__in=scope.bodies).values_list("person_id", flat=True)
    condition |= Q(territory="", actor__in=[f"person:{pk}" for pk in own])
    rows = Event.objects.filter(condition)
    return (rows.filter(action__startswith=action) if action else rows).order_by("-id")


def sealed() -> Event | None:
    """The newest row of the chain."""
    return Event.objects.filter(seal_number__isnull=False).order_by("-seal_number").first()
