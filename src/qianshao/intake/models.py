from __future__ import annotations

from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Membership, Person
from qianshao.documents.models import StoredFile
from qianshao.registry.models import Body, Workplace


class Source(models.TextChoices):
    """Who states a daily report. Two sources of one workplace and day are kept side by side."""

    UNION = "union", _("enterprise union")
    EMPLOYER = "employer", _("employer")
    FEDERATION = "federation", _("territorial federation")
    MANAGEMENT = "management", _("management, by the authority's feed")


class Channel(models.TextChoices):
    WEB = "web", _("web page")
    API = "api", _("API")
    ODK = "odk", _("ODK form")
    SMS = "sms", _("SMS")
    WECHAT = "wechat", _("WeChat")
    PHONE = "phone", _("phone desk")
    SHEET = "sheet", _("sheet")
    FEED = "feed", _("authority's feed")
    SHELL = "shell", _("file")
    DEMO = "demo", _("demo")


class DailyReport(models.Model):
    """日报: the state of a workplace on a day, by one source. Append-only: a correction is the next revision.

    A number that is None was not asked or not known; 0 was stated to be zero.
    """

    # Without an index of its own: the constraint begins with it.
    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="daily_reports", db_index=False)
    township_code = models.CharField(max_length=9)
    day = models.DateField()
    source = models.CharField(max_length=12, choices=Source.choices, default=Source.UNION)
    revision = models.PositiveSmallIntegerField(default=1)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="daily_reports", db_index=False)
    received_at = models.DateTimeField()
    key = models.CharField(max_length=120, null=True, unique=True)
    content_hash = models.CharField(max_length=64)
    all_clear = models.BooleanField()
    dangers = models.JSONField(default=list)

    headcount = models.PositiveIntegerField()
    on_duty = models.PositiveIntegerField(null=True)
    returned_from_outside = models.PositiveIntegerField(null=True)
    in_observation = models.PositiveIntegerField(null=True)
    fever = models.PositiveIntegerField(null=True)
    respiratory = models.PositiveIntegerField(null=True)
    suspected = models.PositiveIntegerField(null=True)
    confirmed = models.PositiveIntegerField(null=True)
    asymptomatic = models.PositiveIntegerField(null=True)
    close_contacts = models.PositiveIntegerField(null=True)
    absent_unexplained = models.PositiveIntegerField(null=True)
    masks_in_stock = models.PositiveIntegerField(null=True)
    masks_needed_daily = models.PositiveIntegerField(null=True)
    thermometers = models.PositiveIntegerField(null=True)
    disinfected = models.BooleanField(null=True)
    entries_measured = models.BooleanField(null=True)
    dormitory_rooms_over_limit = models.PositiveIntegerField(null=True)
    isolation_rooms_free = models.PositiveIntegerField(null=True)
    remarks = models.TextField(blank=True)
    # Answers to a federation's own questions: by body (``of_3``), then by the name of the question.
    extra = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))

    class Meta:
        constraints = [
            # Also the index by which the board finds who is silent.
            models.UniqueConstraint(fields=["workplace", "day", "source", "revision"], name="one_revision"),
        ]
        indexes = [
            # A group union's board counts the reports of its line; bulletins count by township; the map reads who
            # has reported from this alone.
            models.Index(fields=["day", "township_code", "source", "revision", "workplace"], name="report_by_day"),
            # Few: where something is wrong.
            models.Index(fields=["day", "township_code"], name="wrong_by_day", condition=models.Q(all_clear=False)),
            # Few as well: what federations heard by telephone, which takes workplaces off the list of those to call.
            models.Index(fields=["day", "township_code"], name="heard_by_day", condition=models.Q(source="federation")),
        ]

    def __str__(self) -> str:
        return f"{self.workplace_id} {self.day} {self.source} {self.revision}"


class ReportPhoto(models.Model):
    """A photo that came with a daily report. Whoever sees the report sees it."""

    report = models.ForeignKey(DailyReport, models.PROTECT, related_name="photos", db_index=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "file"], name="one_photo_once")]

    def __str__(self) -> str:
        return f"photo of {self.report_id}"


class Questions(models.Model):
    """What a federation asks beside the daily report, as the rows of its XLSForm. Changed by a new one."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="questions")
    survey = models.JSONField()
    choices = models.JSONField(default=list)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body"], condition=Q(ended_at=None), name="one_live_form_of_a_body")
        ]

    def __str__(self) -> str:
        return f"questions of {self.body_id}"


class RepeatedKey(models.Model):
    """The key of a sending that said what was on disk already, and so made no report of its own.

    Kept because the answer to this key must stay the same: sent again after a correction, it would undo that.
    """

    key = models.CharField(max_length=120, primary_key=True)
    report = models.ForeignKey(DailyReport, models.PROTECT, related_name="repeated_keys")

    def __str__(self) -> str:
        return f"{self.report_id} again"


class DayTally(models.Model):
    """How many workplaces of a township have reported on a day, and how many of them something wrong.

    Kept in the transaction of each report, so that a board need not count them: derived, and checked by a test.
    """

    day = models.DateField()
    township_code = models.CharField(max_length=9)
    reported = models.IntegerField(default=0)
    wrong = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "township_code"], name="one_tally")]

    def __str__(self) -> str:
        return f"{self.day} {self.township_code}: {self.reported}"


class ReportLink(models.Model):
    """The address on the poster of a workplace, by which anybody there can report a danger."""

    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="report_links")
    token = models.CharField(max_length=16, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workplace"], condition=Q(revoked_at=None), name="one_live_link")
        ]

    def __str__(self) -> str:
        return f"link of {self.workplace_id}"


class Observation(models.Model):
    """反映: a danger that somebody at a workplace reports without giving a name. Append-only.

    Nothing about the sender is kept: no address, no device, no account. Of the receipt only an argon2 hash is kept.
    """

    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="observations")
    township_code = models.CharField(max_length=9)
    day = models.DateField()
    category = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    # The union closest to the workplace is part of the problem: it goes higher at once.
    pass_over = models.BooleanField(default=False)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    received_at = models.DateTimeField()
    receipt_hash = models.CharField(max_length=64, unique=True)
    content_hash = models.CharField(max_length=64)

    class Meta:
        # How many came in the last minutes: to know a flood.
        indexes = [models.Index(fields=["received_at"], name="observation_recent")]

    def __str__(self) -> str:
        return f"{self.workplace_id} {self.day} {self.category}"


class Quarantine(models.Model):
    """待核: a worker's report that came in a flood. A person looks at it before it goes on; after a while it does so
    by itself. ``let_through`` is None until then."""

    observation = models.OneToOneField(Observation, models.PROTECT, related_name="quarantine")
    since = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    let_through = models.BooleanField(null=True)

    class Meta:
        # What waits; nearly always nothing.
        indexes = [models.Index(fields=["since"], name="quarantine_open", condition=Q(decided_at=None))]

    def __str__(self) -> str:
        return f"quarantine of {self.observation_id}"


class SenderCode(models.Model):
    """A one-time code on the page of an account. Whoever sends it binds their telephone or WeChat to that account."""

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="sender_code")
    digest = models.CharField(max_length=64, unique=True)
    valid_until = models.DateTimeField()
    used_by = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"code of {self.membership_id}"


class Correspondent(models.Model):
    """From where an account reports by SMS or WeChat. The number or OpenID itself is not held, only a keyed digest."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="correspondents")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    digest = models.CharField(max_length=64)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Each message asks for it.
            models.UniqueConstraint(fields=["digest", "channel"], condition=Q(ended_at=None), name="one_live_sender")
        ]

    def __str__(self) -> str:
        return f"{self.channel} of {self.membership_id}"


class CallOutcome(models.TextChoices):
    REACHED = "reached", _("reached")
    NO_ANSWER = "no_answer", _("no answer")
    WRONG_NUMBER = "wrong_number", _("wrong number")
    LATER = "later", _("asked to call later")


class Call(models.Model):
    """通话: an officer calls a workplace that has not reported. While nobody has said how it went it is open, and
    nobody else calls the same one."""

    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="calls")
    township_code = models.CharField(max_length=9)
    day = models.DateField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="calls")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=CallOutcome.choices, blank=True)
    report = models.ForeignKey(DailyReport, models.PROTECT, null=True, related_name="calls")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workplace", "day"], condition=Q(ended_at=None), name="one_open_call")
        ]
        # Whom not to call again today; what calls have cost.
        indexes = [models.Index(fields=["day", "township_code"], name="call_by_day")]

    def __str__(self) -> str:
        return f"call {self.workplace_id} {self.day} {self.outcome}"
