"""People who look after labour protection, inside a workplace and from outside; and who covers what."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Person
from qianshao.registry.models import Body, Territory, Workplace


class Grade(models.TextChoices):
    APPOINTED = "appointed", _("labour-protection inspector, appointed by a higher union (工会劳动保护监督检查员)")
    COMMITTEE = "committee", _("member of the union's labour-protection committee (基层工会劳动保护监督检查委员会)")
    GROUP = "group", _("inspector of a union group (工会小组劳动保护检查员)")
    DELEGATE = "delegate", _("delegate")
    VOLUNTEER = "volunteer", _("volunteer from the membership")


INSIDE = (Grade.COMMITTEE, Grade.GROUP, Grade.DELEGATE)
"""They look after the workplace where they are employed themselves; the others come from outside."""


class Helper(models.Model):
    """As little about a person as the work needs: an alias or an account, the township of their home and no address.

    ``employer`` is where they work: they never come there as an outsider, nor to another workplace of that enterprise
    or group. ``reach`` is the division within which they go; ``expertise`` the beginnings of industries that they know,
    a letter with or without digits (C, C26).
    """

    alias = models.CharField(max_length=40)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, related_name="helpers")
    grade = models.CharField(max_length=10, choices=Grade.choices)
    home = models.ForeignKey(Territory, models.PROTECT, null=True, related_name="+")
    reach = models.CharField(max_length=12, blank=True)
    hours_per_week = models.PositiveSmallIntegerField(default=0)
    expertise = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    employer = models.ForeignKey(Workplace, models.PROTECT, null=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)
    generated = models.BooleanField(default=False)

    class Meta:
        indexes = [
            # Who is inside a workplace.
            models.Index(fields=["employer", "grade"], name="helper_of_workplace"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["body", "alias"], condition=Q(until=None), name="one_helper_per_alias"),
            models.CheckConstraint(
                condition=~Q(grade__in=["committee", "group", "delegate"]) | Q(employer__isnull=False),
                name="who_is_inside_has_a_workplace",
            ),
            models.CheckConstraint(condition=Q(hours_per_week__lte=60), name="a_week_has_its_hours"),
        ]

    def __str__(self) -> str:
        return self.alias


class Assignment(models.Model):
    """Who covers a workplace from outside, from one day to another. ``reason``: why, as codes and numbers.

    ``pinned``: decided by hand; a plan that is made anew leaves it.
    """

    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="assignments")
    helper = models.ForeignKey(Helper, models.PROTECT, related_name="assignments")
    township_code = models.CharField(max_length=9)
    since = models.DateField()
    until = models.DateField(null=True)
    pinned = models.BooleanField(default=False)
    reason = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workplace"], condition=Q(until=None), name="one_from_outside_at_a_time"),
        ]
        indexes = [
            # How many are covered, by township.
            models.Index(fields=["township_code"], name="assignment_by_township", condition=Q(until=None)),
        ]

    def __str__(self) -> str:
        return f"{self.helper_id} → {self.workplace_id}"
