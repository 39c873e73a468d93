"""Links between an account here and an identity at the provider: invited, made, ended; and who came in by one.

Neither the identity nor the code is put on the trail.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from qianshao.accounts.models import Person, ProviderInvitation, ProviderLink
from qianshao.accounts.provider import queries
from qianshao.accounts.provider.rules import INVITED, Identity
from qianshao.accounts.queries import home_of
from qianshao.accounts.rules import draw_secret
from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem


def invite(person: Person, *, actor: Actor, via: str, at: datetime) -> str:
    """A code, shown once, with which this account is linked; a newer one makes the older one worthless."""
    if not person.is_active:
        raise Problem("provider.closed")
    if queries.link_of(person):
        raise Problem("provider.linked")
    code = draw_secret()
    kept = {"digest": queries.digest_of_code(code), "made_at": at, "ends_at": at + INVITED}
    with transaction.atomic():
        ProviderInvitation.objects.update_or_create(person=person, defaults=kept)
        _record("provider.invited", person, actor, via, at)
    return code


def link(person: Person, identity: Identity, how: str, *, actor: Actor, via: str, at: datetime) -> None:
    """``how``: "account" by the one who is logged in, "invitation" by who has the code, which then is used up."""
    digest = queries.digest_of(identity)
    if queries.link_of(person):
        raise Problem("provider.linked")
    try:
        with transaction.atomic():
            used, _ = ProviderInvitation.objects.filter(person=person, ends_at__gt=at).delete()
            if how == "invitation" and not used:
                raise Problem("provider.invitation", field="code")
            ProviderLink.objects.create(person=person, digest=digest, made_at=at)
            _record("provider.linked", person, actor, via, at, how=how)
    except IntegrityError:
        raise Problem("provider.taken") from None


def unlink(person: Person, *, actor: Actor, via: str, at: datetime) -> None:
    """Also takes back an invitation that nobody has used."""
    with transaction.atomic():
        invitations, _ = ProviderInvitation.objects.filter(person=person).delete()
        links, _ = ProviderLink.objects.filter(person=person).delete()
        if invitations or links:
            _record("provider.unlinked", person, actor, via, at)


def note_log_in(person: Person, strong: bool, *, actor: Actor, via: str, at: datetime) -> None:
    _record("account.logged_in", person, actor, via, at, by="provider", two_factors_there=strong)


def _record(what: str, person: Person, actor: Actor, via: str, at: datetime, **data: object) -> None:
    record(what, actor=actor, via=via, at=at, subject=("person", person.pk), territory=home_of(person), data=data)
