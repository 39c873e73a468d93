"""What an authority is asked to do."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Person
from qianshao.casework.models.cases import Case, Measure
from qianshao.casework.models.letters import Letter
from qianshao.registry.models import Body


class ReferralState(models.TextChoices):
    OPEN = "open", _("waits for an answer")
    ANSWERED = "answered", _("answered")
    UNANSWERED = "unanswered", _("not answered in time")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Referral(models.Model):
    """A case as far as an authority (主管部门) or a command (防控指挥部) is asked to act: it sees ``text`` and the
    workplace, and nothing else of the case. ``seen_at``: when its liaison first opened it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, related_name="referrals")
    letter = models.OneToOneField(Letter, models.PROTECT, null=True, related_name="referral")
    to = models.ForeignKey(Body, models.PROTECT, related_name="referrals")
    by = models.ForeignKey(Body, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    referred_at = models.DateTimeField()
    due_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=ReferralState.choices, default=ReferralState.OPEN)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "to"], condition=Q(state="open"), name="one_open_referral_per_authority"
            ),
        ]
        indexes = [
            # The liaison's list, and the time each authority took.
            models.Index(fields=["to", "referred_at"], name="referral_of_authority"),
            # The sweep.
            models.Index(fields=["due_at"], name="referral_due", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.to_id}"
