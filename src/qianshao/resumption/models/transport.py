"""What several workplaces share, and so what carries an infection from one to another."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qianshao.registry.models import Territory, Workplace


class SharedKind(models.TextChoices):
    BUS = "bus", _("commuter bus")
    DORMITORY = "dormitory", _("dormitory")
    CANTEEN = "canteen", _("canteen")
    CONTRACTOR = "contractor", _("labour contractor")


class SharedPlace(models.Model):
    """``per_row``: seats of a bus side by side, so that one can tell who sat near."""

    kind = models.CharField(max_length=12, choices=SharedKind.choices)
    name = models.CharField(max_length=100)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    per_row = models.PositiveSmallIntegerField(default=4)
    source = models.CharField(max_length=200)
    closed_on = models.DateField(null=True)
    generated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["territory", "kind", "name"], name="one_shared_place_per_name"),
            models.CheckConstraint(condition=Q(per_row__gte=1, per_row__lte=8), name="a_row_has_its_seats"),
        ]

    def __str__(self) -> str:
        return self.name


class Sharing(models.Model):
    """A workplace uses it, from one day to another."""

    shared = models.ForeignKey(SharedPlace, models.PROTECT, related_name="sharings")
    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="sharings")
    since = models.DateField()
    until = models.DateField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shared", "workplace"], condition=Q(until=None), name="shared_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="sharing_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shared_id} {self.workplace_id}"


class Seat(models.Model):
    """Who sat where on a ride: a shift group or an alias that the workplace alone can resolve, never a name of ours.

    Deleted after the days that the policy says. ``ride``: the run of the day, such as "early"; ``seat``: from 1 on, row
    by row.
    """

    bus = models.ForeignKey(SharedPlace, models.CASCADE, related_name="seats")
    workplace = models.ForeignKey(Workplace, models.CASCADE, related_name="+")
    day = models.DateField()
    ride = models.CharField(max_length=20)
    seat = models.PositiveSmallIntegerField()
    rider = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bus", "day", "ride", "seat"], name="one_rider_per_seat"),
            models.CheckConstraint(condition=Q(seat__gte=1, seat__lte=200), name="a_bus_has_its_seats"),
        ]
        indexes = [
            # What is older than the policy keeps is deleted.
            models.Index(fields=["day"], name="seat_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.bus_id} {self.day} {self.ride} {self.seat}"
