"""What is exchanged with other installations and programs."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.core.models import Event
from qianshao.registry.models import Body, Territory

DUE = time(10, 0)
"""By when, on each day, the figures of that day are expected from below."""


class Upper(models.Model):
    """上级: the installation above, to which the figures of one's own territory go. ``key`` is its public key,
    ``known_as`` the fingerprint of ours that it knows. ``looked_at``: when it was last looked whether figures changed.
    """

    name = models.CharField(max_length=200)
    url = models.CharField(max_length=300)
    key = models.BinaryField(max_length=32)
    known_as = models.CharField(max_length=64, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="uppers")
    since = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body"], condition=Q(ended_at=None), name="one_upper_of_a_body")]

    def __str__(self) -> str:
        return self.name


class Dispatch(models.Model):
    """One document on its way up, frozen when it was made. Numbered without gaps; ``previous`` stands inside it."""

    upper = models.ForeignKey(Upper, models.PROTECT, related_name="dispatches", db_index=False)
    number = models.PositiveIntegerField()
    day = models.DateField()
    document = models.TextField()
    digest = models.CharField(max_length=64)
    # Of the figures alone: whether those of a day have changed since.
    content = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    go_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upper", "number"], name="one_dispatch")]
        indexes = [
            # The newest of a day; what waits.
            models.Index(fields=["upper", "day", "-number"], name="dispatch_of_day"),
            models.Index(fields=["upper", "number"], name="dispatch_waiting", condition=Q(taken_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.day}"


class Lower(models.Model):
    """下级: an installation below, whose figures are taken. ``key`` is its public key, ``mark`` its fingerprint,
    ``known_as`` that of ours which it knows."""

    name = models.CharField(max_length=200)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="lowers")
    key = models.BinaryField(max_length=32)
    known_as = models.CharField(max_length=64, blank=True)
    mark = models.CharField(max_length=64)
    due = models.TimeField(default=DUE)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mark"], condition=Q(ended_at=None), name="one_lower_of_a_key"),
            # Two that speak for one territory would be counted twice.
            models.UniqueConstraint(fields=["territory"], condition=Q(ended_at=None), name="one_lower_of_a_territory"),
        ]

    def __str__(self) -> str:
        return self.name


class Arrival(models.Model):
    """One document that came from below, byte for byte with its signature, so that it can be verified for ever."""

    lower = models.ForeignKey(Lower, models.PROTECT, related_name="arrivals", db_index=False)
    number = models.PositiveIntegerField()
    day = models.DateField()
    document = models.TextField()
    signature = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lower", "number"], name="one_arrival")]
        # The newest of a day.
        indexes = [models.Index(fields=["lower", "day", "-number"], name="arrival_of_day")]

    def __str__(self) -> str:
        return f"{self.number} of {self.lower_id}"


class Hook(models.Model):
    """A program elsewhere that is told of what happens. ``patterns``: of what; ``seen``: how far the audit chain was
    looked at for it. Its secret is made from ``salt`` and the secret of the installation."""

    url = models.CharField(max_length=300)
    label = models.CharField(max_length=100, blank=True)
    territory = models.CharField(max_length=12, blank=True)
    patterns = models.JSONField()
    salt = models.CharField(max_length=32)
    seen = models.BigIntegerField(default=0)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.label or self.url


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    FAILED = "failed", _("given up")


class Delivery(models.Model):
    """One event on its way to one program. Taken again where the process that had it died."""

    hook = models.ForeignKey(Hook, models.PROTECT, related_name="deliveries", db_index=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    since = models.DateTimeField()
    go_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hook", "event"], name="one_delivery")]
        indexes = [
            # What goes out next; nearly all rows are not in this index.
            models.Index(fields=["hook", "event"], name="delivery_waiting", condition=Q(state="waiting"))
        ]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.hook_id}: {self.state}"
