"""The roll: who had answered by the hour, and how those who had not were reminded."""

from __future__ import annotations

from django.db import models

from qianshao.registry.models import Body


class Hours(models.Model):
    """A federation's own hours, instead of the policy's: by when reports are due, and when its meeting begins."""

    body = models.OneToOneField(Body, models.PROTECT, related_name="hours")
    due = models.TimeField()
    meeting = models.TimeField()

    def __str__(self) -> str:
        return f"{self.body_id}: {self.due:%H:%M}"


class Roll(models.Model):
    """点名: a district's day at the hour by which reports were due. ``cut_off`` is that hour, whenever it was closed:
    what was on disk by then counts, what came later is late for good."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="rolls")
    territory = models.CharField(max_length=12)
    day = models.DateField()
    cut_off = models.DateTimeField()
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [
            # However many processes close it, it is closed once. Also the list of a district's rolls.
            models.UniqueConstraint(fields=["territory", "day"], name="one_roll_a_day"),
        ]
        # Of all districts of a city or a province, a day's rolls.
        indexes = [models.Index(fields=["day", "territory"], name="roll_of_day")]

    def __str__(self) -> str:
        return f"{self.territory} {self.day}"


class RollLine(models.Model):
    """One township of a roll. ``answered``: by the enterprise union; ``heard``: it was silent, a federation asked."""

    roll = models.ForeignKey(Roll, models.PROTECT, related_name="lines", db_index=False)
    township_code = models.CharField(max_length=9)
    workplaces = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    heard = models.PositiveIntegerField()
    wrong = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roll", "township_code"], name="one_line_a_township")]

    def __str__(self) -> str:
        return f"{self.roll_id} {self.township_code}"


class Reminder(models.Model):
    """That the silent were reminded: ``minutes`` before the hour, how many workplaces, and how many people hear of it.
    The rest are for the telephone."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="reminders", db_index=False)
    day = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    silent = models.PositiveIntegerField()
    told = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "day", "minutes"], name="one_reminder")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.day} -{self.minutes}"
