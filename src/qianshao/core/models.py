from __future__ import annotations

from django.db import models
from django.db.models import Q


class Event(models.Model):
    """Who did what: the audit trail, and, where somebody has to react, the work queue.

    The columns of the first group never change and are what the chain hashes. Data hold codes and
    numbers only: no name of a person, no words of a reporter.
    """

    at = models.DateTimeField()
    action = models.CharField(max_length=64)
    actor = models.CharField(max_length=64)
    via = models.CharField(max_length=16)
    subject_type = models.CharField(max_length=32)
    subject_id = models.CharField(max_length=64)
    territory = models.CharField(max_length=12, blank=True)
    data = models.JSONField(default=dict)
    needs_work = models.BooleanField(default=False)

    done_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    last_failure = models.CharField(max_length=200, blank=True)

    seal_number = models.BigIntegerField(null=True, unique=True)
    seal = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            # The worker asks for the oldest row to take; nearly all rows are not in this index.
            models.Index(fields=["id"], name="event_to_do", condition=Q(needs_work=True, done_at=None)),
            models.Index(fields=["id"], name="event_to_seal", condition=Q(seal_number=None)),
            # History on the page of a case or a workplace.
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type}:{self.subject_id}"


class Counter(models.Model):
    """A number that is given out once, such as the running number of a case in a district and year."""

    name = models.CharField(max_length=64, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class Installation(models.Model):
    """The one row about this installation: are its data generated, for showing?"""

    generated = models.BooleanField(default=False)
    started_at = models.DateTimeField()

    def __str__(self) -> str:
        return "generated data" if self.generated else "in service"
