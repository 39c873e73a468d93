"""The restart ledger: what is said of each workplace, by whom, and the sums that follow from it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qianshao.accounts.models import Person
from qianshao.documents.models import StoredFile
from qianshao.intake.models import Observation
from qianshao.registry.models import Body, Workplace


class Standing(models.TextChoices):
    NEVER_STOPPED = "never_stopped", _("never stopped")
    STOPPED = "stopped", _("stopped")
    FILED = "filed", _("filed")
    CHECKED = "checked", _("checked")
    APPROVED = "approved", pgettext_lazy("restart", "approved")
    WORKING = "working", _("working again")
    HELD = "held", _("held")
    STOPPED_AGAIN = "stopped_again", _("stopped again")


class Word(models.TextChoices):
    """What a statement can say: a standing, or that a hold is over, or that an earlier statement was a slip."""

    NEVER_STOPPED = "never_stopped", _("never stopped")
    STOPPED = "stopped", _("stopped")
    FILED = "filed", _("filed")
    CHECKED = "checked", _("checked")
    APPROVED = "approved", pgettext_lazy("restart", "approved")
    WORKING = "working", _("working again")
    HELD = "held", _("held")
    STOPPED_AGAIN = "stopped_again", _("stopped again")
    RELEASED = "released", _("hold lifted")
    RETRACTED = "retracted", _("taken back")


class StatedBy(models.TextChoices):
    AUTHORITY = "authority", _("the authority's list")
    EMPLOYER = "employer", _("the employer")
    UNION = "union", pgettext_lazy("source", "a union")
    WORKER = "worker", _("a worker")
    INSPECTION = "inspection", _("an inspection")


class Statement(models.Model):
    """What one source says: this workplace has this standing from this day on. Append-only.

    ``holds_from`` is when it is so, ``recorded_at`` when it became known here; so the ledger can be asked how it was,
    and how it was thought to be. A correction is a new row that ``supersedes`` the old one. ``source_name`` tells the
    list, paper or office; ``rule`` the requirement that was met, by its name in the policy.
    """

    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="statements")
    township_code = models.CharField(max_length=9)
    standing = models.CharField(max_length=16, choices=Word.choices)
    holds_from = models.DateField()
    source = models.CharField(max_length=12, choices=StatedBy.choices)
    source_name = models.CharField(max_length=100, blank=True)
    approver = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    rule = models.CharField(max_length=40, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    basis = models.JSONField(default=list)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    observation = models.OneToOneField(Observation, models.PROTECT, null=True, related_name="statement")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    generated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(standing="retracted") | Q(supersedes__isnull=False),
                name="only_what_was_said_is_taken_back",
            ),
        ]
        indexes = [
            # The page of a workplace, and the replay of a territory as it was known.
            models.Index(fields=["township_code", "workplace"], name="statement_of_township"),
        ]

    def __str__(self) -> str:
        return f"{self.workplace_id} {self.standing} {self.holds_from}"


class Paper(models.Model):
    """A file that proves a statement; the file lies outside the database, by its content."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="papers")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "file"], name="paper_once_per_statement")]

    def __str__(self) -> str:
        return self.name


class Spell(models.Model):
    """Derived: a workplace has one standing from ``since`` to the day before ``until``, counted under its kind."""

    workplace = models.ForeignKey(Workplace, models.CASCADE, related_name="spells")
    standing = models.CharField(max_length=16, choices=Standing.choices)
    since = models.DateField()
    until = models.DateField(null=True)
    township_code = models.CharField(max_length=9)
    industry = models.CharField(max_length=1, blank=True)
    ownership = models.CharField(max_length=20)
    size = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workplace", "since"], name="one_standing_a_day"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="spell_lasts"),
        ]
        indexes = [
            # The list by standing on a day.
            models.Index(fields=["township_code", "standing", "since"], name="spell_of_township"),
        ]

    def __str__(self) -> str:
        return f"{self.workplace_id} {self.standing} {self.since}–{self.until or ''}"


class Tally(models.Model):
    """Derived: by how much the number of workplaces with a standing changes on a day. A sum up to a day is how many
    there are. Kept for each level of divisions (``level``: digits of its code), so that the nation is no sum of towns.
    """

    level = models.PositiveSmallIntegerField()
    territory = models.CharField(max_length=9, blank=True)
    standing = models.CharField(max_length=16)
    industry = models.CharField(max_length=1, blank=True)
    ownership = models.CharField(max_length=20)
    size = models.CharField(max_length=8)
    day = models.DateField()
    delta = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["level", "territory", "standing", "industry", "ownership", "size", "day"],
                name="one_restart_tally",
            )
        ]
        indexes = [
            # The question "how many have restarted, and of what kind?" is answered from the index alone.
            models.Index(
                fields=["level", "standing", "territory", "industry", "ownership", "size", "day", "delta"],
                name="tally_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.territory} {self.standing} {self.day} {self.delta:+d}"
