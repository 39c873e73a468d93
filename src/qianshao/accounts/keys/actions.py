"""Keys: made, opened, shared with whoever joins, taken from whoever leaves, changed.

Passphrases, recovery codes and private keys pass through here and are never kept, nor put on the trail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from qianshao.accounts.keys import queries, rules
from qianshao.accounts.models import BodyKey, KeyHolder, Membership, Person, PersonKey
from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.registry.models import Body

TRIES, PAUSE = 5, timedelta(minutes=15)
"""So many wrong passphrases in a row, then nobody is let through for that long."""


def make_own_key(person: Person, passphrase: str, *, actor: Actor, via: str, at: datetime) -> None:
    """With a passphrase of its own. Whoever forgot theirs begins anew, and has to be let in again."""
    rules.check_passphrase(passphrase)
    if person.check_password(passphrase):
        raise Problem("key.passphrase_is_password", field="passphrase")
    pair = rules.new_pair()
    locked = rules.lock(pair.private, passphrase)
    with transaction.atomic():
        take_from(person, None, at)
        PersonKey.objects.filter(person=person).delete()
        PersonKey.objects.create(person=person, public=pair.public, locked=locked, made_at=at)
        record("key.own_made", actor=actor, via=via, at=at, subject=("person", person.pk))


def make_key(body: Body, person: Person, passphrase: str, *, actor: Actor, via: str, at: datetime) -> str:
    """The first key of a body, held by who makes it. Gives the recovery code, for paper."""
    own = _own(person, passphrase, at)
    try:
        with transaction.atomic():
            pair, code = rules.new_pair(), rules.draw_recovery_code()
            key = _write(body, pair, code, at)
            _give(key, pair.private, own, at)
            _record("key.made", key, actor, via, at)
    except IntegrityError:
        raise Problem("key.exists") from None
    return code


def let_in(
    key: BodyKey, newcomer: Person, opener: Person, passphrase: str, *, actor: Actor, via: str, at: datetime
) -> None:
    """Somebody who can open lets another officer of the body open, too."""
    private = open_key(key, opener, passphrase, at=at)
    theirs = queries.own_key(newcomer.pk)
    if theirs is None or newcomer not in queries.officers(key.body_id, at):
        raise Problem("key.not_officer", field="person")
    with transaction.atomic():
        _give(key, private, theirs, at)
        _record("key.holder_added", key, actor, via, at, person=newcomer.pk)


def take_out(key: BodyKey, person: Person, *, actor: Actor, via: str, at: datetime) -> None:
    """Another officer of the body takes the key away. What is sealed from now on wants a new one."""
    with transaction.atomic():
        if take_from(person, key.body_id, at):
            _record("key.holder_removed", key, actor, via, at, person=person.pk)


def recover(key: BodyKey, code: str, person: Person, *, actor: Actor, via: str, at: datetime) -> str:
    """With the code on paper an officer is let in when nobody else can open. Gives the next code: each serves once."""
    own = queries.own_key(person.pk)
    if own is None:
        raise Problem("key.own_missing")
    _check_pause(own, at)
    if not key.recovery:
        raise Problem("key.no_recovery")
    try:
        private = rules.unlock(key.recovery, rules.normalised_code(code))
    except Problem:
        _count_failure(own, at)
        raise Problem("key.code", field="code") from None
    fresh = rules.draw_recovery_code()
    with transaction.atomic():
        BodyKey.objects.filter(pk=key.pk).update(recovery=rules.lock(private, fresh))
        _give(key, private, own, at)
        _record("key.recovered", key, actor, via, at, person=person.pk)
    return fresh


@dataclass(frozen=True, slots=True)
class Changed:
    """``private`` of the old key opens what was sealed to it, so that it can be sealed anew; then nobody has it."""

    old: BodyKey
    new: BodyKey
    private: bytes
    code: str


def change_key(key: BodyKey, person: Person, passphrase: str, *, actor: Actor, via: str, at: datetime) -> Changed:
    """A new key for the body, held by the same officers. Inside the transaction of who seals anew."""
    private = open_key(key, person, passphrase, at=at)
    with transaction.atomic():
        if not BodyKey.objects.filter(pk=key.pk, retired_at=None).update(retired_at=at, recovery=""):
            raise Problem("key.exists")
        pair, code = rules.new_pair(), rules.draw_recovery_code()
        new = _write(key.body, pair, code, at)
        still = queries.officers(key.body_id, at).filter(pk__in=key.holders.values("person"))
        for holder in PersonKey.objects.filter(person__in=still):
            _give(new, pair.private, holder, at)
        key.holders.all().delete()
        _record("key.changed", new, actor, via, at, before=key.pk)
    return Changed(key, new, private, code)


def open_key(key: BodyKey, person: Person, passphrase: str, *, at: datetime) -> bytes:
    """The private key of a body, for as long as the caller holds it in memory."""
    holding = key.holders.filter(person=person).first()
    if holding is None:
        raise Problem("key.not_yours", body=key.body.name)
    own = _own(person, passphrase, at)
    private = rules.unlock(own.locked, passphrase)
    return rules.unseal(bytes(holding.box), private)


# --- who leaves -------------------------------------------------------------------------------------------


def take_from(person: Person, body_id: int | None, at: datetime) -> int:
    """The keys of one body, or all of them, from somebody who is not to open any more; inside a transaction."""
    held = KeyHolder.objects.filter(person=person, **({"key__body": body_id} if body_id else {}))
    BodyKey.objects.filter(pk__in=held.values("key"), retired_at=None).update(left_at=at)
    return held.delete()[0]


def take_from_who_left(membership: Membership, at: datetime) -> None:
    """Unless they are an officer of the same body in another way."""
    if membership.person not in queries.officers(membership.body_id, at):
        take_from(membership.person, membership.body_id, at)


# --- parts of these ---------------------------------------------------------------------------------------


def _own(person: Person, passphrase: str, at: datetime) -> PersonKey:
    """Somebody's own key, once the passphrase has proved to be the right one."""
    own = queries.own_key(person.pk)
    if own is None:
        raise Problem("key.own_missing")
    _check_pause(own, at)
    try:
        rules.unlock(own.locked, passphrase)
    except Problem:
        _count_failure(own, at)
        raise
    PersonKey.objects.filter(pk=own.pk).update(failures=0)
    return own


def _check_pause(own: PersonKey, at: datetime) -> None:
    if own.failures >= TRIES and own.failed_at and at < own.failed_at + PAUSE:
        raise Problem("key.wait", minutes=int(PAUSE.total_seconds() // 60))


def _count_failure(own: PersonKey, at: datetime) -> None:
    if own.failures >= TRIES:
        PersonKey.objects.filter(pk=own.pk).update(failures=0)
    PersonKey.objects.filter(pk=own.pk).update(failures=F("failures") + 1, failed_at=at)
    record(
        "key.refused", actor=Actor("person", str(own.person_id)), via="web", at=at, subject=("person", own.person_id)
    )


def _write(body: Body, pair: rules.Pair, code: str, at: datetime) -> BodyKey:
    return BodyKey.objects.create(body=body, public=pair.public, recovery=rules.lock(pair.private, code), made_at=at)


def _give(key: BodyKey, private: bytes, own: PersonKey, at: datetime) -> None:
    box = rules.seal(private, bytes(own.public))
    KeyHolder.objects.update_or_create(key=key, person_id=own.person_id, defaults={"box": box, "since": at})


def _record(what: str, key: BodyKey, actor: Actor, via: str, at: datetime, **data: object) -> None:
    territory = key.body.territory_id or ""
    record(
        what,
        actor=actor,
        via=via,
        at=at,
        subject=("key", key.pk),
        territory=territory,
        data={"body": key.body_id, **data},
    )
