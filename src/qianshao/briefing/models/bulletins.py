"""Bulletins: what goes to the level above, with the figures as they were."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Person
from qianshao.documents.models import StoredFile
from qianshao.registry.models import Body


class Period(models.TextChoices):
    DAY = "day", _("day")
    WEEK = "week", _("week")


class Bulletin(models.Model):
    """简报: a day or a week of a federation, for the body above. ``figures`` are frozen when it is drafted, with their
    ``cut_off``; ``texts`` are by language and edited until it is sent. A correction is a bulletin of its own."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="bulletins")
    to = models.ForeignKey(Body, models.PROTECT, null=True, related_name="bulletins_received")
    period = models.CharField(max_length=4, choices=Period.choices)
    first = models.DateField()
    last = models.DateField()
    cut_off = models.DateTimeField()
    figures = models.JSONField()
    texts = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    docx = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "period", "last"], name="one_bulletin_a_period"),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="bulletin_begins_before_it_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.first}–{self.last}"
