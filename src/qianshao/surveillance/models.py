from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Person
from qianshao.registry.models import Workplace


class Run(models.Model):
    """One look at the records of a district as they stood: what was read (its fingerprint), under which policy, and
    what each rule took for strange. ``counts``: what there was to see, for people."""

    territory = models.CharField(max_length=12)
    day = models.DateField()
    fingerprint = models.CharField(max_length=64)
    policy = models.CharField(max_length=12)
    levels = models.JSONField()
    counts = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # The same records under the same policy are looked at once.
            models.UniqueConstraint(fields=["territory", "day", "fingerprint"], name="one_run_of_the_same"),
        ]

    def __str__(self) -> str:
        return f"{self.territory} {self.day}"


class Due(models.Model):
    """A district whose records of a day are to be looked at. Asked for anew, it is done anew."""

    territory = models.CharField(max_length=12, blank=True)
    day = models.DateField()
    asked_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["territory", "day"], name="due_once_a_day")]
        indexes = [
            # The worker asks for the oldest that waits.
            models.Index(fields=["id"], name="look_to_do", condition=Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.territory} {self.day}"


class RuleName(models.TextChoices):
    CLUSTER = "cluster", _("confirmed cluster")
    SUSPECTED = "suspected", _("suspected cluster")
    RISE = "rise", _("rise in a township")
    SEASON = "season", _("week above the season")
    SCAN = "scan", _("cluster in space and time")
    SHARED = "shared", _("cluster among those who share something")
    SILENCE = "silence", _("silent workplace")
    SILENT_TOWNSHIP = "silent_township", _("silent township")
    ZEROS = "zeros", _("nothing but zeros")
    CONTRADICTION = "contradiction", _("two sources disagree")


class Verdict(models.TextChoices):
    OPEN = "", _("not judged")
    CONFIRMED = "confirmed", _("it is true")
    CHANCE = "chance", _("chance")
    DATA_ERROR = "data_error", _("error in the data")


class Signal(models.Model):
    """预警: what a rule found strange, and what an officer made of it.

    ``subject`` names whom it is about: w17 a workplace, t500113111 a township, z17 workplaces around one,
    s17 those that share something. ``day`` is
    when it was first seen, ``last_day`` when last. ``chance``: how many such signals a day brings by chance in the
    district; ``harm``: persons who come to harm if nobody looks. ``evidence`` are numbers only; the words are made from
    them. ``affiliation``: of the one workplace that it is about, "" of several. ``held``: beyond what officers can look
    at in a day.
    """

    key = models.CharField(max_length=64, unique=True)
    run = models.ForeignKey(Run, models.PROTECT, related_name="signals")
    rule = models.CharField(max_length=20, choices=RuleName.choices)
    subject = models.CharField(max_length=80)
    territory = models.CharField(max_length=12)
    affiliation = models.CharField(max_length=96, blank=True)
    day = models.DateField()
    last_day = models.DateField()
    chance = models.FloatField()
    harm = models.FloatField()
    people = models.PositiveIntegerField()
    evidence = models.JSONField()
    held = models.BooleanField(default=False)
    seen_at = models.DateTimeField()
    verdict = models.CharField(max_length=12, choices=Verdict.choices, blank=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="judgements")
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="", judged_at=None) | (~Q(verdict="") & Q(judged_at__isnull=False)),
                name="a_verdict_has_its_time",
            ),
        ]
        indexes = [
            # What is to be judged, gravest first.
            models.Index(fields=["territory", "-harm"], name="signal_to_judge", condition=Q(judged_at=None)),
            # Is it the same episode; what came of a rule lately.
            models.Index(fields=["rule", "subject", "day"], name="signal_episode"),
            models.Index(fields=["rule", "-judged_at"], name="signal_judged"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject} {self.day}"


class SignalPlace(models.Model):
    """A workplace that a signal is about; ``rank`` 0 is where the case is opened."""

    signal = models.ForeignKey(Signal, models.CASCADE, related_name="places")
    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="signals")
    rank = models.PositiveSmallIntegerField()
    cases = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["signal", "workplace"], name="signal_names_a_place_once")]
        ordering = ["rank"]

    def __str__(self) -> str:
        return f"{self.signal_id} {self.workplace_id}"
