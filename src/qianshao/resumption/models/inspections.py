"""Inspections (检查): planned, done on site, with photographs, signatures and a result letter."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Person
from qianshao.documents.models import StoredFile
from qianshao.registry.models import Body, Workplace
from qianshao.resumption.models.checklists import ChecklistVersion


class InspectionState(models.TextChoices):
    PLANNED = "planned", _("planned")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("called off")


class Outcome(models.TextChoices):
    PASSED = "passed", _("verified: nothing failed")
    SHORT = "short", _("something falls short")
    FAILED = "failed", _("a critical item failed")
    REFUSED = "refused", _("nobody was let in")


class VisitBasis(models.TextChoices):
    """On what a visit rests, since a territorial union's right to act differs from place to place."""

    AFFILIATED = "affiliated", _("by affiliation (隶属)")
    TERRITORIAL = "territorial", _("by territory (属地)")
    ORDER = "order", _("under an emergency order (应急措施)")
    JOINT = "joint", _("together with the authority (联合)")
    INVITED = "invited", _("invited by the workplace or its union (受邀)")


class Inspection(models.Model):
    """One visit of a union body to a workplace. Its result is sent once and never edited; what was found wrong later
    is another visit.

    ``answers`` as rules.answers keeps them. ``inspectors``: who went, as they stand on the letter, which by rule
    carries their names; no particulars beside. ``basis_text``: the articles that it rested on, copied when it was
    planned. ``follows``: the visit of which this one is the follow-up. ``told_for``: the day for which whoever goes was
    reminded.
    """

    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="inspections")
    township_code = models.CharField(max_length=9)
    body = models.ForeignKey(Body, models.PROTECT, related_name="inspections")
    lead = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    version = models.ForeignKey(ChecklistVersion, models.PROTECT, related_name="inspections")
    basis = models.CharField(max_length=12, choices=VisitBasis.choices)
    basis_text = models.TextField(blank=True)
    planned_for = models.DateField()
    planned_at = models.DateTimeField()
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="follow_ups")
    state = models.CharField(max_length=10, choices=InspectionState.choices, default=InspectionState.PLANNED)
    told_for = models.DateField(null=True)

    key = models.CharField(max_length=120, null=True, unique=True)
    digest = models.CharField(max_length=64, blank=True)
    done_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    inspectors = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    remarks = models.TextField(blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    failed_items = models.JSONField(default=list)

    title = models.CharField(max_length=100, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    number = models.CharField(max_length=80, blank=True)
    docx = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "year", "serial"], condition=Q(serial__isnull=False), name="inspection_number_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(serial__isnull=False, done_at__isnull=False) & ~Q(outcome="")),
                name="inspection_done_has_a_result",
            ),
            # A visit has one follow-up that waits; a second tap plans no second one.
            models.UniqueConstraint(
                fields=["follows"], condition=Q(state="planned", follows__isnull=False), name="one_follow_up_planned"
            ),
        ]
        indexes = [
            # What is planned on a territory, the next first; the phone asks the same for one person.
            models.Index(
                fields=["township_code", "planned_for"], name="inspection_planned", condition=Q(state="planned")
            ),
            models.Index(fields=["lead", "planned_for"], name="inspection_of_person", condition=Q(state="planned")),
            # What is due tomorrow, everywhere.
            models.Index(fields=["planned_for"], name="inspection_due", condition=Q(state="planned")),
            # The newest of a workplace; those done on a territory.
            models.Index(fields=["workplace", "-done_at"], name="inspection_of_workplace"),
            models.Index(fields=["township_code", "-done_at"], name="inspection_done"),
        ]

    def __str__(self) -> str:
        return self.number or f"inspection {self.pk}"


class InspectionPhoto(models.Model):
    """``item``: the code of the item that it shows, or "" for the whole."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="photos")
    item = models.CharField(max_length=40, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inspection", "file"], name="inspection_photo_once")]

    def __str__(self) -> str:
        return f"photo of {self.inspection_id}"


class Side(models.TextChoices):
    INSPECTOR = "inspector", _("inspectors")
    EMPLOYER = "employer", _("workplace")


class Signature(models.Model):
    """Of one side: drawn on the screen, or refused, and why."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=10, choices=Side.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    refused = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "side"], name="one_signature_per_side"),
            models.CheckConstraint(
                condition=(Q(file=None) & ~Q(refused="")) | Q(file__isnull=False, refused=""),
                name="signature_is_drawn_or_refused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.inspection_id}"
