"""Keeping the words of interviews for the search; part of the transaction that takes an interview in."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from qianshao.assessment.models import Interview, Passage
from qianshao.assessment.rules.search import as_vector, passages, tokens

ON_SQLITE = "INSERT INTO assessment_words (rowid, words) VALUES (%s, %s)"
ON_POSTGRES = "UPDATE assessment_passage SET words = %s::tsvector WHERE id = %s"


def keep_words(interview: Interview, turns: Iterable[tuple[int, str]]) -> None:
    """``turns``: numbers and texts, in order. An interview's words never change, so this happens once."""
    for first, last, text in passages(turns):
        found = tokens(text)
        row = Passage.objects.create(interview=interview, first=first, last=last)
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(ON_SQLITE, [row.pk, " ".join(found)])
            else:
                cursor.execute(ON_POSTGRES, [as_vector(found), row.pk])
