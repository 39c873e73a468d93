"""Initiatives (倡议): a call, who must follow it, and what each union says and an inspection finds."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Person
from qianshao.registry.models import Body, Workplace
from qianshao.resumption.models.checklists import ChecklistVersion
from qianshao.resumption.models.inspections import Inspection


class Initiative(models.Model):
    """A call of a federation to carry out some items of a checklist. Whom it addresses is a filter and not a list: a
    workplace that is entered later is addressed as well.

    ``territory_code`` and ``affiliation`` are beginnings of codes and paths; "" and 0 filter nothing. ``overdue_at``:
    when its sender was told that some had not acknowledged it in time.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="initiatives")
    title = models.CharField(max_length=200)
    text = models.TextField()
    version = models.ForeignKey(ChecklistVersion, models.PROTECT, related_name="+")
    items = models.JSONField()
    territory_code = models.CharField(max_length=12, blank=True)
    affiliation = models.CharField(max_length=96, blank=True)
    industry_section = models.CharField(max_length=1, blank=True)
    size_least = models.PositiveIntegerField(default=0)
    size_most = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    overdue_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(due_at__gt=F("sent_at")), name="initiative_leaves_time")]
        indexes = [
            # What asks something of a workplace now, and what is to be reminded of.
            models.Index(fields=["due_at"], name="initiative_open", condition=Q(withdrawn_at=None)),
        ]

    def __str__(self) -> str:
        return self.title


class Carried(models.TextChoices):
    """What a union says of an item."""

    DONE = "done", _("carried out")
    NOT_YET = "not_yet", _("not yet")
    ABSENT = "absent", _("nothing of the kind here")


class InitiativeAnswer(models.Model):
    """Of one workplace to one call: acknowledged, reported, verified. There is no row where nobody answered.

    ``carried``: what the union says, by item. ``verified`` is what the newest inspection since the call found for its
    items: met (true), not met (false), or nobody has looked at all of them (none).
    """

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="answers")
    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="+")
    township_code = models.CharField(max_length=9)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    carried = models.JSONField(default=dict)
    complete = models.BooleanField(default=False)
    verified = models.BooleanField(null=True)
    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["initiative", "workplace"], name="one_answer_per_workplace"),
            models.CheckConstraint(
                condition=Q(reported_at=None) | Q(acknowledged_at__isnull=False),
                name="who_reports_has_acknowledged",
            ),
        ]
        indexes = [
            # The three rates by township.
            models.Index(fields=["initiative", "township_code"], name="initiative_by_township"),
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id} {self.workplace_id}"
