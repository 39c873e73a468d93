"""What the search over all interviews reads."""

from __future__ import annotations

from django.db import models

from qianshao.assessment.models.interviews import Interview


class Passage(models.Model):
    """Neighbouring turns of an interview, from ``first`` to ``last``.

    Their words lie beside it, cut for the search: on SQLite in the FTS5 table ``assessment_words`` under the same
    number, on PostgreSQL in the column ``words`` of this table. Both are written by actions.words and by nothing else:
    the cutting is a rule of the program, which no trigger could follow.
    """

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="passages")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interview", "first"], name="one_passage_from_a_turn")]

    def __str__(self) -> str:
        return f"{self.interview_id} {self.first}–{self.last}"
