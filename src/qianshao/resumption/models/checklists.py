"""Versions of checklists, and what employer and union state about a workplace by them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Person
from qianshao.documents.models import StoredFile
from qianshao.registry.models import Body, Workplace


class ChecklistVersion(models.Model):
    """The text of a checklist that was used, kept as long as what was found by it. Never changed: its key is a
    fingerprint of its text."""

    version = models.CharField(max_length=12, primary_key=True)
    code = models.CharField(max_length=60)
    text = models.TextField()
    first_used_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class DeclaredBy(models.TextChoices):
    EMPLOYER = "employer", _("declared by the employer")
    UNION = "union", _("confirmed by the enterprise union")


class Declaration(models.Model):
    """What the employer declares, or the enterprise union confirms. Append-only: the newest of a source counts.

    ``answers`` as rules.answers keeps them; ``paper`` is a photograph of the employer's signed sheet, where there is
    one.
    """

    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="declarations")
    township_code = models.CharField(max_length=9)
    version = models.ForeignKey(ChecklistVersion, models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=DeclaredBy.choices)
    answers = models.JSONField()
    remarks = models.TextField(blank=True)
    received_at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    paper = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=120, null=True, unique=True)

    class Meta:
        indexes = [
            # The page of three columns: the newest of each source.
            models.Index(fields=["workplace", "source", "-id"], name="declaration_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.workplace_id}"
