"""Who reported, where a reporter chose to say so: sealed, and of no use to whoever has only the database."""

from __future__ import annotations

from django.db import models

from qianshao.accounts.models import BodyKey
from qianshao.intake.models import Observation


class SealedIdentity(models.Model):
    """密封身份: name, telephone and how to be reached, sealed to the key of one body. Deleted when it is taken back.

    ``goes_along``: the reporter wants whoever deals with the case next to be able to open it, too.
    """

    observation = models.ForeignKey(Observation, models.PROTECT, related_name="identities")
    key = models.ForeignKey(BodyKey, models.PROTECT, related_name="identities")
    box = models.BinaryField()
    goes_along = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["observation", "key"], name="one_box_per_key")]

    def __str__(self) -> str:
        return f"sealed {self.observation_id} for {self.key_id}"
