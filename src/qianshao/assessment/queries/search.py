"""Searching what was said in all interviews."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from qianshao.assessment.models import Interview, Passage, Turn
from qianshao.assessment.queries.interviews import seen
from qianshao.assessment.rules.search import for_postgres, for_sqlite, marked, typed
from qianshao.registry.scope import Scope

MOST = 20
"""Interviews shown."""

LOOKED_AT = 60
"""Passages that are looked at for them, the best first."""

RANKED = 500
"""Of so many that match, the newest, PostgreSQL works out a rank: to do so it reads all words of each."""

HITS = 3


@dataclass(frozen=True, slots=True)
class Hit:
    n: int
    speaker: str
    parts: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Found:
    """An interview with the turns that hold what was looked for, the first few."""

    interview: Interview
    hits: list[Hit]


def found_in(scope: Scope, text: str) -> list[Found]:
    """The best first, by how often and how rarely the words stand there (bm25 on SQLite, ts_rank on PostgreSQL)."""
    terms = typed(text)
    if not terms:
        return []
    rows = Passage.objects.filter(seen(scope, "interview__"))
    passages = list(_matching(rows, terms).select_related("interview")[:LOOKED_AT])
    by_interview: dict[int, list[Passage]] = {}
    for one in passages:
        by_interview.setdefault(one.interview_id, []).append(one)
    chosen = dict(list(by_interview.items())[:MOST])
    turns = _turns(chosen)
    return [Found(rows[0].interview, _hits(turns.get(pk, []), terms)) for pk, rows in chosen.items()]


def _matching(rows: QuerySet[Passage], terms: list[str]) -> QuerySet[Passage]:
    """Joined to where this database keeps the words; the Scope's conditions stay the ORM's."""
    if connection.vendor == "sqlite":
        return rows.extra(
            tables=["assessment_words"],
            where=["assessment_words.rowid = assessment_passage.id", "assessment_words MATCH %s"],
            params=[for_sqlite(terms)],
            select={"score": "assessment_words.rank"},
            order_by=["score", "id"],
        )
    query = for_postgres(terms)
    matching = rows.extra(where=["assessment_passage.words @@ %s::tsquery"], params=[query])
    newest = list(matching.order_by("-pk").values_list("pk", flat=True)[:RANKED])
    return Passage.objects.filter(pk__in=newest).extra(
        select={"score": "-ts_rank(assessment_passage.words, %s::tsquery)"},
        select_params=[query],
        order_by=["score", "id"],
    )


def _turns(chosen: dict[int, list[Passage]]) -> dict[int, list[Turn]]:
    within = Q(pk__in=())
    for pk, passages in chosen.items():
        for one in passages:
            within |= Q(interview=pk, n__gte=one.first, n__lte=one.last)
    found: dict[int, list[Turn]] = {}
    for turn in Turn.objects.filter(within).select_related("speaker").order_by("interview", "n"):
        found.setdefault(turn.interview_id, []).append(turn)
    return found


def _hits(turns: list[Turn], terms: list[str]) -> list[Hit]:
    """Those with most of the words first; then in the order of the talk."""
    hits = [Hit(turn.n, turn.speaker.name if turn.speaker else "", marked(turn.text, terms)) for turn in turns]
    some = [one for one in hits if one.parts]
    return sorted(some, key=lambda one: (-sum(looked for _, looked in one.parts), one.n))[:HITS]
