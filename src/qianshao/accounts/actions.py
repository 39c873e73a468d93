"""Accounts: made, given a role, closed. Secrets are drawn here, handed back once, and never kept as they are."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from qianshao.accounts.models import Membership, Person, Role, Token
from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.registry.models import Body

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread from a slip of paper


@dataclass(frozen=True, slots=True)
class NewAccount:
    """``password`` opens one page only, the one where it is replaced."""

    person: Person
    password: str


def create_person(*, username: str, body: Body, role: str, actor: Actor, via: str, at: datetime) -> NewAccount:
    """An account with its first membership. The name says what the account is for, not who uses it."""
    password = _draw()
    person = Person(username=username.strip(), created_at=at, must_change_password=True)
    person.set_password(password)
    _check(person)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
            add_membership(person, body=body, role=role, actor=actor, via=via, at=at)
    except IntegrityError:
        raise Problem("account.taken", field="username", value=username) from None
    return NewAccount(person, password)


def _check(person: Person) -> None:
    try:
        person.full_clean(exclude=["password"], validate_unique=False)
    except ValidationError:
        raise Problem("account.name", field="username", value=person.username) from None


def add_membership(person: Person, *, body: Body, role: str, actor: Actor, via: str, at: datetime) -> Membership:
    if role not in Role.values:
        raise Problem("field.invalid.choice", field="role", value=role, choices=", ".join(Role.values))
    with transaction.atomic():
        membership = Membership.objects.create(person=person, body=body, role=role, since=at)
        _record("membership.given", person, actor, via, at, body=body.pk, role=role, territory=body.territory_id or "")
    return membership


def end_membership(membership: Membership, *, actor: Actor, via: str, at: datetime) -> None:
    with transaction.atomic():
        if Membership.objects.filter(pk=membership.pk, until=None).update(until=at):
            body = membership.body
            what = {"body": body.pk, "role": membership.role, "territory": body.territory_id or ""}
            _record("membership.ended", membership.person, actor, via, at, **what)


def set_active(person: Person, active: bool, *, actor: Actor, via: str, at: datetime) -> None:
    with transaction.atomic():
        if Person.objects.filter(pk=person.pk, is_active=not active).update(is_active=active):
            _record("account.opened" if active else "account.closed", person, actor, via, at)


def reset_password(person: Person, *, actor: Actor, via: str, at: datetime) -> str:
    """A password for once, for somebody who has lost theirs. It also ends their sessions."""
    password = _draw()
    person.set_password(password)
    person.must_change_password = True
    with transaction.atomic():
        person.save(update_fields=["password", "must_change_password"])
        _record("password.reset", person, actor, via, at)
    return password


def change_password(person: Person, password: str, *, actor: Actor, via: str, at: datetime) -> None:
    person.set_password(password)
    person.must_change_password = False
    with transaction.atomic():
        person.save(update_fields=["password", "must_change_password"])
        _record("password.changed", person, actor, via, at)


def create_token(membership: Membership, label: str, *, actor: Actor, via: str, at: datetime) -> str:
    """A key for programs; shown once."""
    secret = secrets.token_urlsafe(32)
    digest = sha256(secret.encode()).hexdigest()
    with transaction.atomic():
        token = Token.objects.create(membership=membership, label=label[:100], digest=digest, created_at=at)
        _record("token.made", membership.person, actor, via, at, token=token.pk)
    return secret


def revoke_token(token: Token, *, actor: Actor, via: str, at: datetime) -> None:
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
            _record("token.revoked", token.membership.person, actor, via, at, token=token.pk)


def note(what: str, person: Person, *, actor: Actor, via: str, at: datetime) -> None:
    """That somebody logged in or out, or changed their second factor. Not from where."""
    _record(what, person, actor, via, at)


def _draw() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def _record(
    what: str, person: Person, actor: Actor, via: str, at: datetime, territory: str = "", **data: object
) -> None:
    record(what, actor=actor, via=via, at=at, subject=("person", person.pk), territory=territory, data=data)
