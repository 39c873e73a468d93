from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Person
from qianshao.registry.models import Body


class Spending(models.Model):
    """What paid messages have cost a federation in a month, in fen. Body None: answers to senders that nobody knows."""

    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="spending")
    month = models.DateField()
    messages = models.PositiveIntegerField(default=0)
    fen = models.PositiveIntegerField(default=0)
    stopped = models.PositiveIntegerField(default=0)
    warned = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "month"], name="one_spending_a_month", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.month:%Y-%m}: {self.fen}"


class Limit(models.Model):
    """What a federation lets paid messages cost in a month, in fen, instead of the policy's limit."""

    body = models.OneToOneField(Body, models.PROTECT, related_name="message_limit")
    fen = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.body_id}: {self.fen}"


class Channel(models.TextChoices):
    PUSH = "push", _("this browser")
    MAIL = "mail", _("mail")
    WECOM = "wecom", _("WeCom")
    DINGTALK = "dingtalk", _("DingTalk")
    FEISHU = "feishu", _("Feishu")
    SMS = "sms", _("SMS")


class Preference(models.Model):
    """What a person chose: the language, hours of quiet instead of the policy's, only the digest."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="notice_preference")
    language = models.CharField(max_length=8, default="zh-hans")
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    only_digest = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.person_id}"


class Address(models.Model):
    """Where a person hears of things. ``sealed`` is the address under a key of the installation, so that a dump of the
    database holds no telephone number; ``mark`` tells whether two are the same. ``code`` waits, sealed as well, until
    the person has typed it in."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notice_addresses")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    sealed = models.BinaryField()
    mark = models.CharField(max_length=32)
    hint = models.CharField(max_length=24, blank=True)
    added_at = models.DateTimeField()
    code = models.BinaryField(null=True)
    code_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "channel", "mark"], name="one_address_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.channel}"


class Notice(models.Model):
    """Something that a body, or one person, has to hear: written where it happens, in the same transaction.

    It holds no words and no name: the number, the kind of danger, the division, the deadline, and a page. ``key`` says
    what it is about, so that nothing is told twice. ``over_at``: by then nobody had to act on it any more.
    """

    key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="notices")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="notices")
    subject_type = models.CharField(max_length=16)
    subject_id = models.BigIntegerField()
    number = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=40, blank=True)
    severity = models.PositiveSmallIntegerField(default=3)
    place = models.CharField(max_length=12, blank=True)
    due_at = models.DateTimeField(null=True)
    path = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    grouped_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # What nobody has grouped yet; nearly all rows are not in this index.
            models.Index(fields=["id"], name="notice_to_group", condition=Q(grouped_at=None)),
            # What is over when a case goes on.
            models.Index(fields=["subject_type", "subject_id"], name="notice_of_subject", condition=Q(over_at=None)),
            # The page of notices, and what is old enough to go.
            models.Index(fields=["body", "at"], name="notice_of_body"),
        ]

    def __str__(self) -> str:
        return self.key


class MessageState(models.TextChoices):
    GATHERING = "gathering", _("gathering")
    WAITING = "waiting", _("waits for the next attempt")
    SENT = "sent", _("sent")
    FAILED = "failed", _("given up")
    OVER = "over", _("over before it went out")


class Message(models.Model):
    """What one person is told at one address: any number of notices together. ``special`` is a code for confirming the
    address, or a test. Claimed like the rows of the work queue; what a dead process had claimed goes out again."""

    address = models.ForeignKey(Address, models.SET_NULL, null=True, related_name="messages")
    person = models.ForeignKey(Person, models.CASCADE, related_name="notice_messages")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    special = models.CharField(max_length=4, blank=True)
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.GATHERING)
    begun_at = models.DateTimeField()
    go_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=16, blank=True)
    ended_at = models.DateTimeField(null=True)
    notices = models.ManyToManyField(Notice, related_name="messages")

    class Meta:
        constraints = [
            # What comes while one gathers joins it.
            models.UniqueConstraint(
                fields=["address"], condition=Q(state="gathering", special=""), name="one_gathering_message"
            )
        ]
        indexes = [
            # What is due to go out.
            models.Index(fields=["go_at"], name="message_to_send", condition=Q(state__in=["gathering", "waiting"])),
            # The log, the newest first.
            models.Index(fields=["body", "-id"], name="message_log"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.channel} {self.state}"
