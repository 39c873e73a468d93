"""Whether supplies arrived: only those who work there say so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qianshao.casework.actions import telling_supplies as telling
from qianshao.casework.actions.supplies import amount_of
from qianshao.casework.models import (
    Case,
    Entry,
    EntryKind,
    Need,
    NeedState,
    Shipment,
    ShipmentState,
    Voice,
    VoiceKind,
)
from qianshao.casework.queries.supplies import confirmed_of
from qianshao.casework.rules.supplies import Said, has_arrived
from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.intake.models import Observation
from qianshao.policy import supplies as policy

MANY = 200
"""Voices by the poster on one shipment; more tell nothing new."""


def say_by_receipt(
    shipment: Shipment, observation: Observation, arrived: bool, *, actor: Actor, via: str, at: datetime
) -> None:
    """Whoever spoke up before it was sent. Their last word holds."""
    if observation.workplace_id != shipment.need.workplace_id or observation.received_at > shipment.sent_at:
        raise Problem("not_found")
    who = {"kind": VoiceKind.RECEIPT, "observation": observation}
    _say(shipment, who, arrived, actor=actor, via=via, at=at)


def say_as_delegate(shipment: Shipment, arrived: bool, *, actor: Actor, via: str, at: datetime) -> None:
    """The delegate of the enterprise's own union, whose person the actor is. Their last word holds."""
    if actor.person_id is None:
        raise Problem("access.none")
    who = {"kind": VoiceKind.DELEGATE, "person_id": actor.person_id}
    _say(shipment, who, arrived, actor=actor, via=via, at=at)


def say_by_poster(shipment: Shipment, key: str, arrived: bool, *, actor: Actor, via: str, at: datetime) -> None:
    """Anybody at the workplace. ``key`` comes from the form: sent twice, it counts once."""
    if not 8 <= len(key) <= 32 or not key.isalnum():
        raise Problem("key.unfit", field="key", shortest=8, longest=32)
    if shipment.voices.filter(kind=VoiceKind.POSTER).count() >= MANY:
        raise Problem("supplies.many_voices", limit=MANY)
    _say(shipment, {"kind": VoiceKind.POSTER, "key": key}, arrived, actor=actor, via=via, at=at)


def _say(shipment: Shipment, who: dict[str, object], arrived: bool, *, actor: Actor, via: str, at: datetime) -> None:
    with transaction.atomic():
        need = Need.objects.select_for_update(of=("self",)).get(pk=shipment.need_id)
        if not Shipment.objects.filter(pk=shipment.pk, state=ShipmentState.SENT).exists():
            raise Problem("shipment.ended")
        defaults = {"arrived": arrived, "at": at}
        voice, is_new = Voice.objects.get_or_create(shipment=shipment, **who, defaults=defaults)
        if not is_new and voice.kind != VoiceKind.POSTER:
            Voice.objects.filter(pk=voice.pk).update(**defaults)
        _record("shipment.voiced", need, actor, via, at, shipment=shipment.pk, kind=who["kind"], arrived=arrived)
        voices = [Said(*row) for row in shipment.voices.values_list("kind", "arrived", "at")]
        if has_arrived(voices, policy.in_force().confirmed):
            _arrive(need, shipment, actor, via, at)


def _arrive(need: Need, shipment: Shipment, actor: Actor, via: str, at: datetime) -> None:
    """It counts from now on; when nothing is missing any more, the need is met."""
    Shipment.objects.filter(pk=shipment.pk).update(state=ShipmentState.ARRIVED, ended_at=at)
    if need.case_id:
        Case.objects.filter(pk=need.case_id, touched_at__lt=at).update(touched_at=at)
        text = amount_of(need.item, shipment.quantity)
        Entry.objects.create(case_id=need.case_id, kind=EntryKind.ARRIVED, text=text, for_reporter=True, at=at)
    _record("shipment.arrived", need, actor, via, at, shipment=shipment.pk, quantity=shipment.quantity)
    if need.state == NeedState.OPEN and confirmed_of(need) >= need.quantity:
        Need.objects.filter(pk=need.pk).update(state=NeedState.MET, ended_at=at)
        telling.need_met(need, at)
        _record("need.met", need, actor, via, at)


def _record(action: str, need: Need, actor: Actor, via: str, at: datetime, **data: object) -> None:
    subject = ("need", need.pk)
    record(action, actor=actor, via=via, at=at, subject=subject, territory=need.township_code, data=data)
