"""Codes at passages, and who decided what about them. Both are only added to."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Person
from qianshao.assessment.models.interviews import Interview, Turn
from qianshao.casework.models import Commitment


class Origin(models.TextChoices):
    RULES = "rules", _("rule of the codebook")
    PERSON = "person", _("a person")
    EXCHANGE = "exchange", _("another program")


class Verdict(models.TextChoices):
    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("rejected")
    NOTED = "noted", _("noted")


class Coding(models.Model):
    """A code at a passage: ``start`` and ``end`` in the text of its turn.

    The first pass proposes (``why``: the rule in words, ``words``: what it found); a person adds. It counts for those
    who accepted it. ``coder_name`` is whoever coded it elsewhere, where it came from another program. ``replaces`` is
    the one that somebody changed into this.
    """

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="codings")
    turn = models.ForeignKey(Turn, models.CASCADE, related_name="codings")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    codebook = models.CharField(max_length=12)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    why = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=200, blank=True)
    coder_name = models.CharField(max_length=150, blank=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["turn", "start", "end", "code"], name="one_coding_of_a_passage"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="coding_has_a_passage"),
        ]
        indexes = [
            # The interview's page: its codings in the order of the text.
            models.Index(fields=["interview", "code"], name="coding_of_interview"),
        ]

    def __str__(self) -> str:
        return f"{self.turn_id} {self.code}"


class Decision(models.Model):
    """What somebody decided about a coding. The last one of each person but notes is the one that holds."""

    coding = models.ForeignKey(Coding, models.CASCADE, related_name="decisions")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    coder_name = models.CharField(max_length=150, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    memo = models.TextField(blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.coding_id} {self.verdict}"
