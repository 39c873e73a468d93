"""The daily meeting: what it had before it, who was there, and what was decided."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qianshao.accounts.models import Membership
from qianshao.casework.models import Commitment
from qianshao.documents.models import StoredFile
from qianshao.registry.models import Body


class Meeting(models.Model):
    """例会: one a day of a federation. ``figures`` are how things stood when it was last brought up to date; they are
    frozen when it ends, as is all else. ``guests`` and ``remarks`` are in the words of whoever keeps the minutes."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings")
    day = models.DateField()
    begins_at = models.DateTimeField()
    prepared_at = models.DateTimeField()
    figures = models.JSONField(default=dict)
    guests = models.CharField(max_length=300, blank=True)
    remarks = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    ended_at = models.DateTimeField(null=True)
    docx = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "day"], name="one_meeting_a_day")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.day}"


class ItemKind(models.TextChoices):
    """In the order in which a meeting goes through them."""

    SERIOUS = "serious", _("New and serious")
    SIGNAL = "signal", _("Signals to judge")
    OVERDUE = "overdue", _("Overdue")
    SILENT = "silent", _("Silent")
    COMMITMENT = "commitment", _("Undertaken, and due")
    INITIATIVE = "initiative", _("Calls that are behind")
    RESTART = "restart", _("Restarts since yesterday")
    OWN = "own", _("Brought up in the meeting")


class ItemState(models.TextChoices):
    OPEN = "open", _("not dealt with")
    STRUCK = "struck", _("struck")
    ORDERED = "ordered", _("ordered")
    NOTED = "noted", pgettext_lazy("meeting", "noted")


class Item(models.Model):
    """One point of the agenda. ``facts`` are numbers, codes and names of places, from which its sentence is made in the
    reader's language; ``subject`` what it is about, once in a meeting. ``version``: an edit names the one it saw, so
    that nobody overwrites what they have not read."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items", db_index=False)
    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    subject = models.CharField(max_length=48)
    position = models.PositiveIntegerField(default=0)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=ItemState.choices, default=ItemState.OPEN)
    text = models.TextField(blank=True)
    owner = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(null=True)
    commitment = models.OneToOneField(Commitment, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "kind", "subject"], name="one_item_a_subject"),
            models.CheckConstraint(
                condition=~Q(state="ordered") | Q(owner__isnull=False, due_at__isnull=False),
                name="what_is_ordered_has_owner_and_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.kind} {self.subject}"


class Presence(models.TextChoices):
    AWAY = "away", _("not there")
    ROOM = "room", _("in the room")
    PHONE = "phone", _("by telephone")
    VIDEO = "video", _("by video")


class Attendance(models.Model):
    """How a body took part. Bodies and not people: the minutes need no more."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance", db_index=False)
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    presence = models.CharField(max_length=8, choices=Presence.choices, default=Presence.AWAY)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "body"], name="one_attendance")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.body_id} {self.presence}"


class CalendarLink(models.Model):
    """A secret address at which a calendar program reads somebody's meetings and dates; only its hash is kept."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="calendar_links")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership"], condition=Q(revoked_at=None), name="one_live_calendar_link")
        ]

    def __str__(self) -> str:
        return f"calendar of {self.membership_id}"
