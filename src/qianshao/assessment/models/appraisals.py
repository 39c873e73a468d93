"""Appraisals: one sheet of a body and a period, its quotations, judgements and the body's reply."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qianshao.accounts.models import Person, Role
from qianshao.assessment.models.interviews import Turn
from qianshao.registry.models import Body


class Nature(models.TextChoices):
    """The three natures (三性) of a union, in the order of the official text."""

    POLITICAL = "political", _("political nature (政治性)")
    ADVANCED = "advanced", _("advanced nature (先进性)")
    MASSES = "masses", _("mass nature (群众性)")


class Appraisal(models.Model):
    """A sheet. While it is open its figures are counted anew each time; ``figures`` is what it was closed with,
    ``version`` the fingerprint of the definitions, ``cut_off`` until when records were counted."""

    number = models.CharField(max_length=24, unique=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="appraisals")
    first = models.DateField()
    last = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    version = models.CharField(max_length=12, blank=True)
    cut_off = models.DateTimeField(null=True)
    figures = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="appraisal_ends_after_it_begins"),
            models.UniqueConstraint(fields=["body", "first", "last"], name="one_appraisal_of_a_period"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | (Q(cut_off__isnull=False) & ~Q(version="")),
                name="closed_appraisal_keeps_its_figures",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Quotation(models.Model):
    """Words from an interview that speak for or against one nature: ``start`` and ``end`` in the text of the turn.
    Copied in ``words``, so that the sheet stands by itself."""

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="quotations")
    nature = models.CharField(max_length=10, choices=Nature.choices)
    turn = models.ForeignKey(Turn, models.PROTECT, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    words = models.TextField()
    remark = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="quotation_has_words"),
            models.UniqueConstraint(
                fields=["appraisal", "nature", "turn", "start", "end"], name="one_quotation_of_a_passage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appraisal_id} {self.nature} {self.turn_id}"


class Mark(models.TextChoices):
    """In words and not in points, so that nobody adds them up."""

    SHOWN = "shown", _("shown by what was done")
    PARTLY = "partly", _("partly shown")
    NOT_SHOWN = "not_shown", _("not shown")
    CANNOT_TELL = "cannot_tell", _("cannot be told from what is on record")


class Judgement(models.Model):
    """Of one reviewer about one nature, or the joint one. Given once and never changed.

    ``role`` and ``for_body``: as what somebody judged; they stay when the role ends.
    """

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="judgements")
    nature = models.CharField(max_length=10, choices=Nature.choices)
    joint = models.BooleanField(default=False)
    mark = models.CharField(max_length=12, choices=Mark.choices)
    reasons = models.TextField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    for_body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal", "nature", "person"], condition=Q(joint=False), name="one_judgement_of_a_reviewer"
            ),
            models.UniqueConstraint(
                fields=["appraisal", "nature"], condition=Q(joint=True), name="one_joint_judgement"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appraisal_id} {self.nature} {self.person_id}"


class BaselineAnswer(models.Model):
    """Yes or no to a question of the baseline that no record answers, with the turn that says so."""

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=40)
    yes = models.BooleanField()
    turn = models.ForeignKey(Turn, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appraisal", "question"], name="one_answer_to_a_question")]

    def __str__(self) -> str:
        return f"{self.appraisal_id} {self.question}"


class Reply(models.Model):
    """What the body says to its sheet. Append-only: a second reply stands beside the first."""

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="replies")
    text = models.TextField(verbose_name=pgettext_lazy("of a body to its sheet", "reply"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"reply {self.appraisal_id}"
