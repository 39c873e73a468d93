"""What somebody undertakes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.casework.models.cases import Case
from qianshao.registry.models import Body


class CommitmentOrigin(models.TextChoices):
    CASE = "case", _("case")
    CALL = "call", _("telephone call")
    MEETING = "meeting", _("meeting")
    INTERVIEW = "interview", _("interview")


class CommitmentState(models.TextChoices):
    OPEN = "open", _("not settled yet")
    KEPT = "kept", _("kept")
    BROKEN = "broken", _("broken")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Commitment(models.Model):
    """What somebody said they would do, by when, and what came of it.

    ``by`` undertook it; ``recorded_by`` wrote it down and asks about it when it is due (``asked_at``). ``territory`` is
    where it shows: the township of its case, else the division of the body that recorded it. Where it was not said in a
    case, ``reference`` names the call, the meeting or the interview.
    """

    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="commitments")
    origin = models.CharField(max_length=10, choices=CommitmentOrigin.choices)
    reference = models.CharField(max_length=64, blank=True)
    territory = models.CharField(max_length=12, blank=True)
    by = models.ForeignKey(Body, models.PROTECT, related_name="commitments")
    what = models.TextField()
    due_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Body, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=CommitmentState.choices, default=CommitmentState.OPEN)
    settled_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None) | (~Q(state="open") & Q(settled_at__isnull=False)),
                name="commitment_settled_or_open",
            ),
            models.CheckConstraint(
                condition=(Q(origin="case") & Q(case__isnull=False)) | ~Q(origin="case"),
                name="commitment_of_a_case_has_one",
            ),
        ]
        indexes = [
            # The inbox: what a body has to ask about.
            models.Index(fields=["recorded_by", "due_at"], name="commitment_to_ask", condition=Q(state="open")),
            # The sweep: what falls due.
            models.Index(fields=["due_at"], name="commitment_due", condition=Q(state="open", asked_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} {self.due_at:%Y-%m-%d}"
