from __future__ import annotations

from django.db import models


class StoredFile(models.Model):
    """A file outside the database, named by the SHA-256 of its content: the same content is kept once."""

    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:12]}"

    @property
    def path(self) -> str:
        return f"{self.digest[:2]}/{self.digest}"
