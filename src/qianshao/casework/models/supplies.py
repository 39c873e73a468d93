"""Supplies (物资): what is missing where, what there is to give, what was sent, and who says that it arrived."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Person
from qianshao.casework.models.cases import Case
from qianshao.intake.models import Observation
from qianshao.registry.models import Body, Workplace


class Stock(models.Model):
    """What a federation, an authority or a command has of one item, as it was last counted, less what was sent since.

    ``stated_by`` entered the figure: the body itself, or a federation that asked it.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="stocks")
    item = models.CharField(max_length=32)
    quantity = models.PositiveIntegerField()
    counted_at = models.DateTimeField()
    stated_by = models.ForeignKey(Body, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "item"], name="one_stock_of_an_item")]
        indexes = [
            # Who can give: everybody who has some.
            models.Index(fields=["item"], name="stock_to_give", condition=Q(quantity__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.item} {self.quantity}"


class NeedState(models.TextChoices):
    OPEN = "open", _("not met yet")
    MET = "met", _("met: workers confirm it")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Need(models.Model):
    """So much of one item is missing at a workplace, until a date. Counted in the unit of the item.

    Open with a case it is in the hands of its owner and moves with it; ``late_at``: when its date passed unmet, from
    when on it has a case. ``raised_by`` entered it; None where it follows from a report.
    """

    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="needs")
    township_code = models.CharField(max_length=9)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="needs")
    item = models.CharField(max_length=32)
    quantity = models.PositiveIntegerField()
    due_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=NeedState.choices, default=NeedState.OPEN)
    ended_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workplace", "item"], condition=Q(state="open"), name="one_open_need_of_an_item"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="need_of_something"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="need_ended_or_open",
            ),
        ]
        indexes = [
            # The list of needs, the nearest date first; the sweep of those whose date has passed.
            models.Index(fields=["due_at"], name="need_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.workplace_id} {self.item} {self.quantity}"


class ShipmentState(models.TextChoices):
    SENT = "sent", _("sent; the workers have not confirmed it yet")
    ARRIVED = "arrived", _("arrived: workers confirm it")
    LOST = "lost", _("did not arrive")


class Shipment(models.Model):
    """What was sent for a need, from one stock or from one workplace that has enough. It fills nothing before the
    workers say that it arrived."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="shipments")
    stock = models.ForeignKey(Stock, models.PROTECT, null=True, related_name="shipments")
    from_workplace = models.ForeignKey(Workplace, models.PROTECT, null=True, related_name="given")
    quantity = models.PositiveIntegerField()
    sent_by = models.ForeignKey(Body, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ShipmentState.choices, default=ShipmentState.SENT)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="shipment_of_something"),
            models.CheckConstraint(
                condition=Q(stock=None, from_workplace__isnull=False) | Q(stock__isnull=False, from_workplace=None),
                name="shipment_from_one_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_id}: {self.quantity}"


class VoiceKind(models.TextChoices):
    RECEIPT = "receipt", _("a worker, by receipt")
    POSTER = "poster", _("a worker, by the poster")
    DELEGATE = "delegate", _("a delegate of the enterprise's union")


class Voice(models.Model):
    """Somebody at the workplace says whether a shipment arrived. Nothing about who it was is kept where no account
    says it: ``key`` only keeps one form from counting twice."""

    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="voices")
    kind = models.CharField(max_length=8, choices=VoiceKind.choices)
    arrived = models.BooleanField()
    observation = models.ForeignKey(Observation, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=32, null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # The last word of each holds.
            models.UniqueConstraint(
                fields=["shipment", "observation"], condition=Q(kind="receipt"), name="one_voice_per_receipt"
            ),
            models.UniqueConstraint(
                fields=["shipment", "person"], condition=Q(kind="delegate"), name="one_voice_per_delegate"
            ),
            models.UniqueConstraint(fields=["shipment", "key"], condition=Q(kind="poster"), name="one_voice_per_form"),
            models.CheckConstraint(
                condition=Q(kind="receipt", observation__isnull=False, person=None, key=None)
                | Q(kind="delegate", observation=None, person__isnull=False, key=None)
                | Q(kind="poster", observation=None, person=None, key__isnull=False),
                name="voice_by_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shipment_id} {self.kind} {self.arrived}"
