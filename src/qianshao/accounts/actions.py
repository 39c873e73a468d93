"""Accounts: made, given a role, closed. Secrets are drawn here, handed back once, and never kept as they are."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django_otp import devices_for_user, verify_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from qianshao.accounts.keys.actions import take_from, take_from_who_left
from qianshao.accounts.models import Membership, Person, Token
from qianshao.accounts.provider.actions import unlink
from qianshao.accounts.queries import home_of, territory_of
from qianshao.accounts.rules import ROLES_OF, draw_secret
from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.registry import actions as registry
from qianshao.registry.actions.workplaces import set_union
from qianshao.registry.models import Body, BodyKind, Level, Territory, Tie, TieKind, Workplace

RECOVERY_CODES = 8


@dataclass(frozen=True, slots=True)
class NewAccount:
    """``password`` opens one page only, the one where it is replaced."""

    person: Person
    password: str


# --- accounts and roles -------------------------------------------------------------------------------------


def create_person(*, username: str, body: Body, role: str, actor: Actor, via: str, at: datetime) -> NewAccount:
    """An account with its first membership. The name says what the account is for, not who uses it."""
    password = draw_secret()
    name = Person.normalize_username(username.strip())
    person = Person(username=name, created_at=at, must_change_password=True, password=make_password(password))
    _check(person)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
            _record("account.made", person, actor, via, at, territory=body.territory_id or "")
            add_membership(person, body=body, role=role, actor=actor, via=via, at=at)
    except IntegrityError:
        raise Problem("account.taken", field="username", value=name) from None
    return NewAccount(person, password)


def _check(person: Person) -> None:
    try:
        person.full_clean(exclude=["password"], validate_unique=False)
    except ValidationError:
        raise Problem("account.name", field="username", value=person.username) from None


def create_delegate(
    *, workplace: Workplace, union: str, source: str, username: str, actor: Actor, via: str, at: datetime
) -> NewAccount:
    """Somebody who reports for a workplace. Where its own union is not on record yet, it is entered under this name;
    ``source`` is who says so."""
    with transaction.atomic():
        body = workplace.union or _enter_union(workplace, union, source, actor=actor, via=via, at=at)
        return create_person(username=username, body=body, role="delegate", actor=actor, via=via, at=at)


def _enter_union(workplace: Workplace, name: str, source: str, *, actor: Actor, via: str, at: datetime) -> Body:
    """Below the body that the workplace is affiliated to; where none is known, below the federation of the place."""
    if not name.strip():
        raise Problem("field.missing", field="union", label="union")
    tie = Tie.objects.filter(workplace=workplace, kind=TieKind.AFFILIATED, until=None).select_related("body").first()
    union = registry.add_body(
        kind=BodyKind.ENTERPRISE_UNION,
        level=Level.ENTERPRISE,
        name=name.strip(),
        parent=tie.body if tie else _federation_of(workplace),
        territory=Territory.objects.get(pk=workplace.township_code),
        source=source,
        generated=workplace.generated,
        actor=actor,
        via=via,
        at=at,
    )
    set_union(workplace, union, actor=actor, via=via, at=at)
    return union


def _federation_of(workplace: Workplace) -> Body | None:
    """The most local one."""
    places = [
        workplace.township_code,
        workplace.district_code,
        workplace.district_code[:4],
        workplace.district_code[:2],
    ]
    found = Body.objects.filter(kind=BodyKind.FEDERATION, closed_on=None, territory__in=places)
    return found.order_by("-level").first()


def add_membership(person: Person, *, body: Body, role: str, actor: Actor, via: str, at: datetime) -> Membership:
    if role not in (fitting := ROLES_OF.get(body.kind, ())):
        raise Problem("account.role", field="role", value=role, choices=", ".join(fitting), body=body.name)
    with transaction.atomic():
        membership, new = Membership.objects.get_or_create(
            person=person, body=body, role=role, until=None, defaults={"since": at}
        )
        if new:
            _record("membership.given", person, actor, via, at, territory_of(membership), body=body.pk, role=role)
    return membership


def end_membership(membership: Membership, *, actor: Actor, via: str, at: datetime) -> None:
    with transaction.atomic():
        if Membership.objects.filter(pk=membership.pk, until=None).update(until=at):
            take_from_who_left(membership, at)
            what = {"body": membership.body_id, "role": membership.role}
            _record("membership.ended", membership.person, actor, via, at, territory_of(membership), **what)


def set_active(person: Person, active: bool, *, actor: Actor, via: str, at: datetime) -> None:
    with transaction.atomic():
        if Person.objects.filter(pk=person.pk, is_active=not active).update(is_active=active):
            if not active:
                take_from(person, None, at)
            _record("account.opened" if active else "account.closed", person, actor, via, at, territory=home_of(person))


# --- passwords ----------------------------------------------------------------------------------------------


def reset_password(person: Person, *, actor: Actor, via: str, at: datetime) -> str:
    """A password for once, for somebody who has lost theirs, or who is new in the office. It also ends the sessions,
    and the link to an identity at the provider: that may be their predecessor's."""
    password = draw_secret()
    _set_password(person, password, must_change=True)
    with transaction.atomic():
        person.save(update_fields=["password", "must_change_password"])
        _record("password.reset", person, actor, via, at, territory=home_of(person))
        unlink(person, actor=actor, via=via, at=at)
    return password


def change_password(person: Person, password: str, *, actor: Actor, via: str, at: datetime) -> None:
    _set_password(person, password, must_change=False)
    with transaction.atomic():
        person.save(update_fields=["password", "must_change_password"])
        _record("password.changed", person, actor, via, at, territory=home_of(person))


def _set_password(person: Person, password: str, *, must_change: bool) -> None:
    """Hashing takes its time on purpose, so it is done before the transaction begins."""
    person.set_password(password)
    person.must_change_password = must_change


# --- keys for programs --------------------------------------------------------------------------------------


def create_token(membership: Membership, label: str, *, actor: Actor, via: str, at: datetime) -> str:
    """A key for programs; shown once."""
    label = label.strip()
    if not label:
        raise Problem("field.missing", field="label", label="label")
    secret = secrets.token_urlsafe(32)
    digest = sha256(secret.encode()).hexdigest()
    with transaction.atomic():
        token = Token.objects.create(membership=membership, label=label[:100], digest=digest, created_at=at)
        _record("token.made", membership.person, actor, via, at, token=token.pk, territory=territory_of(membership))
    return secret


def revoke_token(token: Token, *, actor: Actor, via: str, at: datetime) -> None:
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
            membership = token.membership
            _record(
                "token.revoked", membership.person, actor, via, at, token=token.pk, territory=territory_of(membership)
            )


# --- the second factor --------------------------------------------------------------------------------------


def begin_second_factor(person: Person) -> TOTPDevice:
    """A device that counts for nothing until it has shown a code. Begun twice, it is the same one."""
    waiting: TOTPDevice = TOTPDevice.objects.get_or_create(user=person, confirmed=False, defaults={"name": "totp"})[0]
    return waiting


def confirm_second_factor(
    person: Person, device: TOTPDevice, code: str, *, actor: Actor, via: str, at: datetime
) -> list[str]:
    """Switch it on with the code that the device shows now; gives the recovery codes."""
    if not device.verify_token(_compact(code)):
        raise Problem("login.code", field="code")
    with transaction.atomic():
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
        codes = _draw_recovery_codes(person)
        _record("second_factor.added", person, actor, via, at, territory=home_of(person))
    return codes


def renew_recovery_codes(person: Person, *, actor: Actor, via: str, at: datetime) -> list[str]:
    """New ones; those on the old slip open nothing any more."""
    with transaction.atomic():
        codes = _draw_recovery_codes(person)
        _record("recovery_codes.renewed", person, actor, via, at, territory=home_of(person))
    return codes


def _draw_recovery_codes(person: Person) -> list[str]:
    StaticDevice.objects.filter(user=person).delete()
    device = StaticDevice.objects.create(user=person, name="recovery")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def remove_second_factor(person: Person, *, actor: Actor, via: str, at: datetime) -> None:
    with transaction.atomic():
        devices = list(devices_for_user(person, confirmed=None))
        for device in devices:
            device.delete()
        if devices:
            _record("second_factor.removed", person, actor, via, at, territory=home_of(person))


def accept_code(person: Person, code: str) -> Device | None:
    """The device that this code belongs to. Six digits are asked of the app, anything else of the recovery codes, so
    that a slip with one does not slow down the other."""
    compact = _compact(code)
    by_app = len(compact) == 6 and compact.isascii() and compact.isdigit()
    model = TOTPDevice if by_app else StaticDevice
    for device in model.objects.filter(user=person, confirmed=True):
        if verify_token(person, device.persistent_id, compact):
            accepted: Device = device
            return accepted
    return None


def _compact(code: str) -> str:
    return "".join(code.split()).lower()


# --- in and out ---------------------------------------------------------------------------------------------


def note(what: str, person: Person, *, actor: Actor, via: str, at: datetime) -> None:
    """That somebody logged in or out. Not from where."""
    _record(what, person, actor, via, at, territory=home_of(person))


def note_refusal(number: int | None, why: str, *, actor: Actor, via: str, at: datetime) -> None:
    """A log-in that failed, for an account that there is, or for none; what was typed is not kept: people type
    passwords into the wrong field."""
    person = Person.objects.filter(pk=number).first() if number else None
    territory = home_of(person) if person else ""
    subject = ("person", number or "unknown")
    record("account.refused", actor=actor, via=via, at=at, subject=subject, territory=territory, data={"why": why})


def _record(
    what: str, person: Person, actor: Actor, via: str, at: datetime, territory: str = "", **data: object
) -> None:
    record(what, actor=actor, via=via, at=at, subject=("person", person.pk), territory=territory, data=data)
