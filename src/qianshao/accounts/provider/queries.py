"""Whose account an identity opens."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.utils.crypto import salted_hmac

from qianshao.accounts.models import Person, ProviderInvitation, ProviderLink
from qianshao.accounts.provider.rules import Identity


def digest_of(identity: Identity) -> str:
    """What is kept of it. By the secret key, as the numbering of a provider is often a staff number or an address."""
    text = f"{identity.issuer}\0{identity.subject}"
    return salted_hmac("qianshao.accounts.provider", text, algorithm="sha256").hexdigest()


def person_of(identity: Identity) -> Person | None:
    """Also one whose account is closed."""
    found = ProviderLink.objects.filter(digest=digest_of(identity)).select_related("person").first()
    return found.person if found else None


def in_use(number: int) -> Person | None:
    return Person.objects.filter(pk=number, is_active=True).first()


def link_of(person: Person) -> ProviderLink | None:
    return ProviderLink.objects.filter(person=person).first()


def digest_of_code(code: str) -> str:
    return sha256("".join(code.split()).lower().encode()).hexdigest()


def invited(code: str, at: datetime) -> Person | None:
    """Whom this code invites to link their account."""
    rows = ProviderInvitation.objects.filter(digest=digest_of_code(code), ends_at__gt=at, person__is_active=True)
    found = rows.select_related("person").first()
    return found.person if found else None
