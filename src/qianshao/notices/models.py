from __future__ import annotations

from django.db import models

from qianshao.registry.models import Body


class Spending(models.Model):
    """What paid messages have cost a federation in a month, in fen. Body None: answers to senders that nobody knows."""

    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="spending")
    month = models.DateField()
    messages = models.PositiveIntegerField(default=0)
    fen = models.PositiveIntegerField(default=0)
    stopped = models.PositiveIntegerField(default=0)
    warned = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "month"], name="one_spending_a_month", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.month:%Y-%m}: {self.fen}"


class Limit(models.Model):
    """What a federation lets paid messages cost in a month, in fen, instead of the policy's limit."""

    body = models.OneToOneField(Body, models.PROTECT, related_name="message_limit")
    fen = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.body_id}: {self.fen}"
