"""Interviews: a transcript in calls and turns, each with its place in the source."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Person
from qianshao.documents.models import StoredFile
from qianshao.registry.models import Body, Territory, Workplace


class Interview(models.Model):
    """A transcript as it came, and what was read out of it.

    ``text`` is the whole source; ``spans`` says of each part what it is: [part, start, end, turn or null]. ``doubts``
    are codes with what they are about, for a person to look at. ``territory`` is where it shows.
    """

    number = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=300, blank=True)
    event_date = models.DateField(null=True)
    held_on = models.DateField(null=True)
    place = models.ForeignKey(Territory, models.PROTECT, null=True, related_name="interviews")
    territory = models.CharField(max_length=12, blank=True)
    text = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    spans = models.JSONField(default=list)
    doubts = models.JSONField(default=list)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            # The list of interviews of a territory, the newest first.
            models.Index(fields=["territory", "-event_date"], name="interview_of_territory"),
        ]

    def __str__(self) -> str:
        return self.number


class Call(models.Model):
    """One conversation of an interview. ``body`` is who was called, where the registry knows it."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="calls")
    n = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=300, blank=True)
    partner = models.CharField(max_length=300, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interview", "n"], name="one_call_per_number")]

    def __str__(self) -> str:
        return f"{self.interview_id}/{self.n}"


class Speaker(models.Model):
    """``body``: for whom somebody speaks, where the registry knows it; for a caller from outside there is none."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="speakers")
    name = models.CharField(max_length=60)
    written = models.CharField(max_length=60)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interview", "name"], name="one_speaker_per_name")]

    def __str__(self) -> str:
        return self.name


class Turn(models.Model):
    """What one speaker says until the next one speaks. ``at``: seconds since the recording began."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="turns")
    call = models.ForeignKey(Call, models.CASCADE, related_name="turns")
    n = models.PositiveIntegerField()
    speaker = models.ForeignKey(Speaker, models.PROTECT, null=True, related_name="turns")
    text = models.TextField(blank=True)
    at = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interview", "n"], name="one_turn_per_number")]

    def __str__(self) -> str:
        return f"{self.interview_id}/{self.n}"


class MentionKind(models.TextChoices):
    UNION = "union", _("union body")
    EMPLOYER = "employer", _("employer")
    AUTHORITY = "authority", _("authority")


class Mention(models.Model):
    """A body that an interview names, and what the registry knows under that name.

    ``settled``: one body or workplace fits and no other; else it is a proposal for a person to look at.
    """

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="mentions")
    name = models.CharField(max_length=200)
    written = models.JSONField(default=list)
    kind = models.CharField(max_length=10, choices=MentionKind.choices)
    times = models.PositiveIntegerField()
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    workplace = models.ForeignKey(Workplace, models.PROTECT, null=True, related_name="+")
    settled = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name
