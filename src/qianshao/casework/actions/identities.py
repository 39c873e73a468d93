"""Who reported: sealed before anything is written, opened for a reason that the reporter reads, taken back at will."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qianshao.accounts.keys import actions as keys
from qianshao.accounts.keys import rules as seals
from qianshao.accounts.models import BodyKey, Person
from qianshao.casework.actions.writing import record_event
from qianshao.casework.models import Case, Entry, EntryKind, SealedIdentity
from qianshao.casework.queries.identities import box_of_owner, boxes_above, may_pass_on
from qianshao.casework.rules import identities
from qianshao.casework.rules.identities import Identity
from qianshao.core.actor import Actor
from qianshao.core.problems import Problem
from qianshao.intake.models import Observation
from qianshao.intake.rules import words

LONGEST_REASON = 300
"""In characters."""

MOST_CHANGES = 10
"""How often one reporter may seal something anew: a receipt that got into wrong hands floods nobody."""


def seal_identity(
    case: Case, observation: Observation, told: Identity, *, goes_along: bool, actor: Actor, via: str, at: datetime
) -> None:
    """To the body that deals with the case, and with ``goes_along`` to those above it. What was left before is gone."""
    owner = box_of_owner(case)
    if owner is None:
        raise Problem("identity.no_key")
    if Entry.objects.filter(observation=observation, kind=EntryKind.SEALED).count() >= MOST_CHANGES:
        raise Problem("case.answers_too_many", field="name", limit=MOST_CHANGES)
    content = seals.padded(identities.as_bytes(told))
    wanted = [owner, *(boxes_above(case) if goes_along else [])]
    with transaction.atomic():
        boxes = _still_in_use(wanted)
        SealedIdentity.objects.filter(observation=observation).delete()
        SealedIdentity.objects.bulk_create(
            SealedIdentity(
                observation=observation, key=key, box=seals.seal(content, bytes(key.public)), goes_along=goes_along
            )
            for key in boxes
        )
        _enter(case, observation, EntryKind.SEALED, at)
        record_event("identity.sealed", case, actor=actor, via=via, at=at, bodies=[key.body_id for key in boxes])


def withdraw_identity(case: Case, observation: Observation, *, actor: Actor, via: str, at: datetime) -> None:
    """Nobody who has not opened it by now will."""
    with transaction.atomic():
        if SealedIdentity.objects.filter(observation=observation).delete()[0]:
            _enter(case, observation, EntryKind.TOOK_BACK, at)
            record_event("identity.withdrawn", case, actor=actor, via=via, at=at)


def open_identity(
    case: Case,
    row: SealedIdentity,
    person: Person,
    passphrase: str,
    reason: str,
    *,
    actor: Actor,
    via: str,
    at: datetime,
) -> Identity:
    """For who reads it now, and for nobody else: it is on the trail, and the reporter sees by whom and why."""
    reason = _reason(reason)
    found = _opened(row, person, passphrase, at)
    with transaction.atomic():
        _enter(case, row.observation, EntryKind.UNSEALED, at, row=row, actor=actor, text=reason)
        record_event(
            "identity.opened", case, actor=actor, via=via, at=at, observation=row.observation_id, reason=reason
        )
    return identities.from_bytes(seals.unpadded(found))


def pass_on_identity(
    case: Case, row: SealedIdentity, person: Person, passphrase: str, *, actor: Actor, via: str, at: datetime
) -> None:
    """To the body that deals with the case now, if the reporter agreed. Nobody reads it on the way."""
    theirs = may_pass_on(case, row)
    if theirs is None:
        raise Problem("identity.stays")
    box = seals.seal(_opened(row, person, passphrase, at), bytes(theirs.public))
    with transaction.atomic():
        _still_in_use([theirs])
        SealedIdentity.objects.create(observation=row.observation, key=theirs, box=box, goes_along=True)
        _enter(case, row.observation, EntryKind.PASSED_ON, at, row=row, actor=actor, to=theirs.body_id)
        record_event("identity.passed_on", case, actor=actor, via=via, at=at, to=theirs.body_id)


def change_key(key: BodyKey, person: Person, passphrase: str, *, actor: Actor, via: str, at: datetime) -> str:
    """A new key for a body. All that was sealed to the old one is sealed to the new; gives the new recovery code."""
    with transaction.atomic():
        changed = keys.change_key(key, person, passphrase, actor=actor, via=via, at=at)
        public = bytes(changed.new.public)
        for row in SealedIdentity.objects.select_for_update().filter(key=changed.old):
            row.box = seals.seal(seals.unseal(bytes(row.box), changed.private), public)
            row.key = changed.new
            row.save(update_fields=["box", "key"])
    return changed.code


def _still_in_use(wanted: list[BodyKey]) -> list[BodyKey]:
    """Locked, so that nobody changes a key while something is sealed to it: nobody could ever open that."""
    rows = BodyKey.objects.select_for_update().filter(pk__in=[key.pk for key in wanted], retired_at=None)
    if len(found := list(rows)) < len({key.pk for key in wanted}):
        raise Problem("key.exists")
    return found


def _opened(row: SealedIdentity, person: Person, passphrase: str, at: datetime) -> bytes:
    private = keys.open_key(row.key, person, passphrase, at=at)
    return seals.unseal(bytes(row.box), private)


def _reason(reason: str) -> str:
    tidied = words.tidy(reason, limit=LONGEST_REASON)
    if not tidied:
        raise Problem("identity.reason", field="reason")
    return tidied


def _enter(
    case: Case,
    observation: Observation,
    kind: str,
    at: datetime,
    *,
    row: SealedIdentity | None = None,
    actor: Actor | None = None,
    to: int | None = None,
    text: str = "",
) -> None:
    Case.objects.filter(pk=case.pk).update(touched_at=at)
    Entry.objects.create(
        case=case,
        kind=kind,
        body_id=row.key.body_id if row else None,
        to_body_id=to,
        person_id=actor.person_id if actor else None,
        observation=observation,
        text=text,
        for_reporter=True,
        at=at,
    )
