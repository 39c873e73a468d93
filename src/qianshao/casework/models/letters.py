"""Letters (一函两书) to employers and authorities."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Person
from qianshao.casework.models.cases import Case, Measure
from qianshao.documents.models import StoredFile
from qianshao.policy.ladder import Term
from qianshao.registry.models import Body


class Purpose(models.TextChoices):
    """What the ladders ask for; the paper that serves it depends on place and date."""

    REMINDER = "reminder", _("reminder (提示函)")
    OPINION = "opinion", _("opinion (意见书)")
    RECTIFICATION = "rectification", _("correction by a date (限期整改意见)")
    RECOMMENDATION = "recommendation", _("recommendation to the authority (建议书)")


class LetterState(models.TextChoices):
    DRAFT = "draft", _("draft")
    APPROVED = "approved", _("approved")
    SENT = "sent", _("sent")
    ANSWERED = "answered", _("answered")
    UNANSWERED = "unanswered", _("not answered in time")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Letter(models.Model):
    """A letter of ``body`` about a case. What it rests on is copied from the policy when it is drafted, so that it
    stays as it was. From the approval on it has a number, and nothing in it changes any more.

    ``addressee`` is the authority, where it goes to one; the employer is the name in ``recipient``. ``reply`` is the
    term, as ``{"days": 15}``; ``due_at`` follows from it when the letter is sent. A late answer is filed as well:
    ``answered_at`` then lies behind ``due_at``.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="letters")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, related_name="letters")
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    paper = models.CharField(max_length=60)
    body = models.ForeignKey(Body, models.PROTECT, related_name="letters")
    addressee = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=100)
    recipient = models.CharField(max_length=300)
    facts = models.TextField()
    basis = models.TextField()
    demand = models.TextField()
    effect = models.TextField()
    reply = models.JSONField(default=dict)
    following = models.CharField(max_length=16, blank=True)
    number_form = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    number = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=LetterState.choices, default=LetterState.DRAFT)
    drafted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    docx = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_by_way = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "paper", "year", "serial"], condition=Q(serial__isnull=False), name="letter_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", serial=None)
                | Q(~Q(state="draft"), serial__isnull=False, approved_at__isnull=False),
                name="letter_has_a_number_from_its_approval_on",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "answered", "unanswered"])
                | Q(sent_at__isnull=False, due_at__isnull=False),
                name="letter_that_went_out_has_a_date",
            ),
        ]
        indexes = [
            # The sweep: which were due.
            models.Index(fields=["due_at"], name="letter_due", condition=Q(state="sent")),
            # The letters of a body, the newest first.
            models.Index(fields=["body", "drafted_at"], name="letter_of_body"),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.paper} {self.pk}"

    @property
    def term(self) -> Term:
        return Term(**self.reply)

    @property
    def shown_day(self) -> date | None:
        """The day that stands on it."""
        return localdate(self.approved_at) if self.approved_at else None

    @property
    def to_authority(self) -> bool:
        return self.purpose == Purpose.RECOMMENDATION

    def contents(self) -> dict[str, Any]:
        """What can be changed while it is a draft."""
        return {"recipient": self.recipient, "facts": self.facts, "basis": self.basis, "demand": self.demand}
