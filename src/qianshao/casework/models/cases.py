"""Cases: turns, reports, what was done, and what the ladder calls for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Person
from qianshao.intake.models import DailyReport, Observation
from qianshao.registry.models import Body, EmergencyOrder, Workplace


class PolicyVersion(models.Model):
    """The text of a policy under which cases were opened, kept as long as they are; ``own_text`` is the federation's
    own file, where it had one."""

    version = models.CharField(max_length=12, primary_key=True)
    text = models.TextField()
    own_text = models.TextField(blank=True)
    first_used_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.version


class Case(models.Model):
    """Something wrong at a workplace, with exactly one owner and one deadline until it is closed."""

    number = models.CharField(max_length=24, unique=True)
    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="cases")
    township_code = models.CharField(max_length=9)
    category = models.CharField(max_length=40)
    severity = models.PositiveSmallIntegerField()
    policy = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="cases")
    opened_at = models.DateTimeField()
    owner = models.ForeignKey(Body, models.PROTECT, null=True, related_name="cases")
    deadline = models.DateTimeField(null=True)
    rung = models.PositiveSmallIntegerField(default=0)
    moves = models.PositiveSmallIntegerField(default=0)
    touched_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False) | Q(owner__isnull=False, deadline__isnull=False),
                name="open_case_has_owner_and_deadline",
            ),
            # A second report of the same danger joins the case that is open.
            models.UniqueConstraint(
                fields=["workplace", "category"], condition=Q(closed_at=None), name="one_open_case_per_danger"
            ),
        ]
        indexes = [
            # The inbox: what this body owns, most urgent first.
            models.Index(fields=["owner", "deadline"], name="case_inbox", condition=Q(closed_at=None)),
            # The sweep: what is overdue.
            models.Index(fields=["deadline"], name="case_overdue", condition=Q(closed_at=None)),
            # The board: open cases by township.
            models.Index(fields=["township_code"], name="case_open_by_township", condition=Q(closed_at=None)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def severity_name(self) -> str:
        """For the badge: "1" is the gravest."""
        return str(self.severity)


class StepOutcome(models.TextChoices):
    OPEN = "", _("under way")
    SILENT = "silent", _("silent at the deadline")
    UNFINISHED = "unfinished", _("answered, but not resolved in time")
    UNREACHED = "unreached", _("over before it could be told")
    HANDED_OVER = "handed_over", _("handed over")
    RESOLVED = "resolved", _("resolved")


class Step(models.Model):
    """One body's turn with a case: when it came, what it was due by, and how it ended.

    ``first_due_at`` is the deadline that it began with; to act may move ``due_at``. Where an EmergencyOrder shortened
    it, ``full_due_at`` says what it would have been. ``answered_at``: when the body first did more than see it.
    ``place`` is the rung in the policy that says what must be done.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    body = models.ForeignKey(Body, models.PROTECT, related_name="steps")
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    first_due_at = models.DateTimeField()
    full_due_at = models.DateTimeField(null=True)
    shortened_by = models.ForeignKey(EmergencyOrder, models.PROTECT, null=True, related_name="+")
    place = models.PositiveSmallIntegerField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=StepOutcome.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "position"], name="one_step_per_position"),
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="one_open_step"),
        ]
        indexes = [
            # The clock of answers: what a body received in a period.
            models.Index(fields=["body", "received_at"], name="step_received"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.position}"


class CaseReport(models.Model):
    """The report that opened a case, or joined it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reports")
    daily_report = models.ForeignKey(DailyReport, models.PROTECT, null=True, related_name="case_links")
    observation = models.ForeignKey(Observation, models.PROTECT, null=True, related_name="case_links")
    category = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(daily_report=None, observation__isnull=False)
                | Q(daily_report__isnull=False, observation=None),
                name="case_report_is_one_report",
            ),
            # However often a follower takes the same report, it counts once for each danger that it names.
            models.UniqueConstraint(fields=["daily_report", "category"], name="daily_report_once_per_danger"),
            models.UniqueConstraint(fields=["observation"], name="observation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"


class EntryKind(models.TextChoices):
    OPENED = "opened", _("opened")
    JOINED = "joined", _("another report joined")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    ACTED = "acted", _("acted")
    ASKED = "asked", _("asked the reporter")
    ANSWERED = "answered", _("the reporter answered")
    HANDED_OVER = "handed_over", _("handed over")
    MOVED_UP = "moved_up", _("moved up: no answer by the deadline")
    REMINDED = "reminded", _("no answer by the deadline; nobody is above")
    PASSED = "passed", _("moved up: the system was away during this turn")
    WROTE = "wrote", _("letter sent")
    REPLIED = "replied", _("a letter was answered")
    UNANSWERED = "unanswered", _("no answer in time to a letter or referral")
    REFERRED = "referred", _("referred to an authority")
    PROPOSED = "proposed", _("evacuation or a hold of the restart proposed")
    DECIDED = "decided", _("what came of the proposal")
    PROMISED = "promised", _("somebody undertook something")
    SETTLED = "settled", _("what came of what was undertaken")
    WENT_HIGHER = "went_higher", _("went higher at once")
    SEALED = "sealed", _("the reporter sealed who they are")
    UNSEALED = "unsealed", _("a sealed identity was opened")
    PASSED_ON = "passed_on", _("a sealed identity was passed on")
    TOOK_BACK = "took_back", _("the reporter took back who they are")
    NEEDED = "needed", _("supplies are missing")
    SHIPPED = "shipped", _("supplies sent")
    ARRIVED = "arrived", _("workers confirm that supplies arrived")
    WATCHED = "watched", _("asked whether anybody suffers for the report")
    RESOLVED = "resolved", _("resolved")
    REOPENED = "reopened", _("opened again")


class Entry(models.Model):
    """What was done or said in a case, in order. ``for_reporter`` is what a reporter sees with the receipt."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    to_body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    observation = models.ForeignKey(Observation, models.PROTECT, null=True, related_name="entries")
    text = models.TextField(blank=True)
    for_reporter = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="entry_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class MeasureKind(models.TextChoices):
    LETTER = "letter", _("letter")
    REFERRAL = "referral", _("referral")
    PROPOSAL = "proposal", _("proposal")


class Measure(models.Model):
    """What the ladder calls for at a step: a letter, a referral to an authority, a proposal to evacuate or to hold the
    restart. The row that whoever writes the letter, refers or proposes takes, once: ``taken_at``.

    ``what`` is a word of the policy (reminder, authority, hold_restart, …); ``body`` has to see to it; ``addressee`` is
    the authority or command that a referral goes to, where one is known.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="measures")
    step = models.ForeignKey(Step, models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=8, choices=MeasureKind.choices)
    what = models.CharField(max_length=16)
    body = models.ForeignKey(Body, models.PROTECT, related_name="measures")
    addressee = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "kind", "what"], name="measure_once_per_step")]
        indexes = [
            # What waits to be taken.
            models.Index(fields=["id"], name="measure_to_take", condition=Q(taken_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.what}"
