from __future__ import annotations

from django.db import models

from qianshao.registry.models import Body


class KeptRun(models.Model):
    """What the simulation answered to somebody: figures only. ``territory`` is empty where it was asked for a line of
    affiliation and not for a division."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="kept_runs")
    territory = models.CharField(max_length=9, blank=True)
    place = models.CharField(max_length=200)
    scenario = models.CharField(max_length=100)
    answer = models.JSONField()
    workplaces = models.PositiveIntegerField()
    generated = models.BooleanField(default=False)
    asked_by_id = models.PositiveBigIntegerField(null=True)
    asked_at = models.DateTimeField()

    class Meta:
        indexes = [
            # The page lists the runs of a territory, the newest first.
            models.Index(fields=["territory", "-asked_at"], name="kept_run_by_territory"),
        ]

    def __str__(self) -> str:
        return f"{self.scenario} {self.place}"
