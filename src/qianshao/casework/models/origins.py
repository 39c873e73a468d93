"""What else than a report opens a case."""

from __future__ import annotations

from django.db import models

from qianshao.casework.models.cases import Case


class CaseOrigin(models.Model):
    """A row of a lower floor that opened a case or joined it: ``kind`` and ``number`` name it: inspection 17."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="origins")
    kind = models.CharField(max_length=20)
    number = models.BigIntegerField()
    category = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # However often a follower takes the same row, it counts once for each danger that it names.
            models.UniqueConstraint(fields=["kind", "number", "category"], name="case_origin_once_per_danger"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.number}"
