"""Whose key there is, and who can open with it. Takes bodies and people that the asker works with."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from qianshao.accounts.models import BodyKey, KeyHolder, Membership, Person, PersonKey, Role
from qianshao.core.problems import Problem


def live_key(body_id: int) -> BodyKey | None:
    return BodyKey.objects.select_related("body").filter(body=body_id, retired_at=None).first()


def usable_keys(bodies: Collection[int]) -> dict[int, BodyKey]:
    """By body, those that somebody can open with: sealed to another one, nobody could ever read it."""
    opened_by_somebody = Q(holders__isnull=False) | ~Q(recovery="")
    rows = BodyKey.objects.filter(opened_by_somebody, body__in=bodies, retired_at=None).select_related("body")
    return {row.body_id: row for row in rows.distinct()}


def holders(key: BodyKey) -> QuerySet[KeyHolder]:
    return key.holders.select_related("person").order_by("since", "pk")


def holds(key: BodyKey, person_id: int | None) -> bool:
    return key.holders.filter(person=person_id).exists()


def own_key(person_id: int | None) -> PersonKey | None:
    return PersonKey.objects.filter(person=person_id).first()


def officers(body_id: int, at: datetime) -> QuerySet[Person]:
    """Whoever may hold the key of this body."""
    in_force = Q(until=None) | Q(until__gt=at)
    roles = Membership.objects.filter(in_force, body=body_id, role=Role.OFFICER)
    return Person.objects.filter(is_active=True, pk__in=roles.values("person")).order_by("username")


def could_be_let_in(key: BodyKey, at: datetime) -> QuerySet[Person]:
    """Officers with a key of their own who do not hold that of the body yet."""
    without = officers(key.body_id, at).exclude(pk__in=key.holders.values("person"))
    return without.filter(own_key__isnull=False)


def without_a_key(body_id: int, at: datetime) -> QuerySet[Person]:
    """Officers who have not chosen a passphrase yet."""
    return officers(body_id, at).filter(own_key=None)


def officer(body_id: int, pk: str, at: datetime) -> Person:
    found = officers(body_id, at).filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None
    if found is None:
        raise Problem("key.not_officer", field="person")
    return found
