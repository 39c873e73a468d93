"""Who refers to whom in the interviews that the asker may read."""

from __future__ import annotations

from qianshao.assessment.models import Coding, Interview, Mention, Turn, Verdict
from qianshao.assessment.queries.interviews import interview, interviews
from qianshao.assessment.rules.network import Heard, Reference, joined, references
from qianshao.registry.scope import Scope

NEWEST = 200
"""Interviews that are looked at, where none is asked for."""

PASSED_ON = ("jurisdiction_declined", "relied_on_administration")
"""Codes of passing the matter on."""


def network(scope: Scope, number: str = "") -> list[Reference]:
    """In one interview, or in the newest ones together."""
    rows = [interview(scope, number)] if number else list(interviews(scope)[:NEWEST])
    return joined(_of(row) for row in rows)


def _of(row: Interview) -> list[Reference]:
    names: dict[str, str] = {}
    for one in row.mentions.select_related("body", "workplace"):
        names |= dict.fromkeys((one.name, *one.written), _called(one))
    passed = _passed_on(row)
    turns = row.turns.select_related("speaker__body", "call__body").order_by("n")
    return references((Heard(_speaks(turn), turn.text, turn.pk in passed) for turn in turns), names)


def _called(one: Mention) -> str:
    """As the registry calls it, where a person or the name itself has settled who it is."""
    known = one.body or one.workplace
    return known.name if known and one.settled else one.name


def _speaks(turn: Turn) -> str:
    if turn.speaker is None:
        return ""
    return turn.speaker.body.name if turn.speaker.body else turn.speaker.name


def _passed_on(row: Interview) -> set[int]:
    """Turns with such a code that nobody rejected, or that somebody accepted."""
    found = set()
    for one in Coding.objects.filter(interview=row, code__in=PASSED_ON).prefetch_related("decisions"):
        verdicts = {decision.verdict for decision in one.decisions.all()}
        if Verdict.ACCEPTED in verdicts or Verdict.REJECTED not in verdicts:
            found.add(one.turn_id)
    return found
