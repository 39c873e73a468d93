"""Lists of restarts that others send, and which workplace each row is."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Person
from qianshao.registry.models import Workplace
from qianshao.resumption.models.restarts import StatedBy, Statement, Word


class RestartList(models.Model):
    """A sheet from the authority, a group or a union. ``fingerprint`` keeps the same sheet from being taken twice."""

    source = models.CharField(max_length=12, choices=StatedBy.choices)
    source_name = models.CharField(max_length=100)
    within = models.CharField(max_length=12, blank=True)
    fingerprint = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    generated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_name", "fingerprint", "within"], name="a_list_is_taken_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_name} ({self.rows})"


class ListRow(models.Model):
    """One row, as it stood in the list, and which workplace it is: known by its code, matched, or judged by a person.

    ``candidates``: pairs of a workplace and how well it fits, the best first.
    """

    class State(models.TextChoices):
        BY_CODE = "by_code", _("by credit code")
        MATCHED = "matched", _("by name and address")
        UNCERTAIN = "uncertain", _("uncertain")
        NOT_FOUND = "not_found", _("no workplace on record")
        ACCEPTED = "accepted", _("accepted by a person")
        REJECTED = "rejected", _("none of these")
        NEW = "new", _("a new workplace")

    sheet = models.ForeignKey(RestartList, models.PROTECT, related_name="entries")
    line = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    credit_code = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=300, blank=True)
    township_code = models.CharField(max_length=12, blank=True)
    standing = models.CharField(max_length=16, choices=Word.choices)
    holds_from = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices)
    candidates = models.JSONField(default=list)
    workplace = models.ForeignKey(Workplace, models.PROTECT, null=True, related_name="+")
    statement = models.OneToOneField(Statement, models.PROTECT, null=True, related_name="list_row")
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "line"], name="a_line_once")]
        indexes = [
            # The review queue.
            models.Index(
                fields=["sheet", "line"], name="row_to_review", condition=Q(state__in=["uncertain", "not_found"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}:{self.line} {self.state}"
