"""The watch for retaliation: what is asked after a worker's report."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.casework.models.cases import Case
from qianshao.intake.models import Observation


class Asked(models.TextChoices):
    REPORTER = "reporter", _("the reporter, by receipt")
    OFFICER = "officer", _("the officer who has the case")
    DELEGATE = "delegate", _("the delegate of the workplace")


class CheckAnswer(models.TextChoices):
    OPEN = "", _("no answer yet")
    NO = "no", _("no")
    YES = "yes", _("yes")


class Check(models.Model):
    """One question: has anybody been dismissed, transferred or paid less since the report? Due ``after_days`` days
    after it. ``asked_at``: the clock has put it to those who answer; ``lapsed_at``: nobody answered in time.

    A yes has ``led_to`` a case of its own. Of whom the reporter is nothing more is held than their report.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="checks")
    observation = models.ForeignKey(Observation, models.PROTECT, null=True, related_name="checks")
    asked = models.CharField(max_length=8, choices=Asked.choices)
    after_days = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=3, choices=CheckAnswer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    led_to = models.ForeignKey(Case, models.PROTECT, null=True, related_name="led_from")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["observation", "after_days"], condition=Q(asked="reporter"), name="reporter_asked_once"
            ),
            models.UniqueConstraint(
                fields=["case", "asked", "after_days"], condition=~Q(asked="reporter"), name="others_asked_once"
            ),
            models.CheckConstraint(
                condition=(Q(asked="reporter") & Q(observation__isnull=False))
                | (~Q(asked="reporter") & Q(observation=None)),
                name="reporter_has_a_report",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="check_answered_or_open",
            ),
        ]
        indexes = [
            # The sweep: what falls due, and what lapses.
            models.Index(fields=["due_at"], name="check_pending", condition=Q(answer="", lapsed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.asked} {self.after_days}"
