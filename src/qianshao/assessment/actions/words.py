"""Keeping the words of interviews for the search; part of the transaction that takes an interview in."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from qianshao.assessment.models import Interview, Passage
from qianshao.assessment.rules.search import as_vector, passages, tokens

ON_SQLITE = "INSERT INTO assessment_words (rowid, words) VALUES (%s, %s)"
ON_POSTGRES = "UPDATE assessment_passage SET words = %s::tsvector WHERE id = %s"
EMPTY_ON_SQLITE = "INSERT INTO assessment_words (assessment_words) VALUES ('delete-all')"


def keep_words(interview: Interview, turns: Iterable[tuple[int, str]]) -> None:
    """``turns``: numbers and texts, in order. An interview's words never change, so this happens once."""
    for first, last, text in passages(turns):
        row = Passage.objects.create(interview=interview, first=first, last=last)
        _write(row.pk, text)


def restore_words() -> None:
    """Of all passages, where they came without their words, as from another database."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(EMPTY_ON_SQLITE)
    for interview in Interview.objects.order_by("pk"):
        known = dict(Passage.objects.filter(interview=interview).values_list("first", "pk"))
        for first, _last, text in passages(interview.turns.order_by("n").values_list("n", "text")):
            if first in known:
                _write(known[first], text)


def _write(passage: int, text: str) -> None:
    found = tokens(text)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(ON_SQLITE, [passage, " ".join(found)])
        else:
            cursor.execute(ON_POSTGRES, [as_vector(found), passage])
