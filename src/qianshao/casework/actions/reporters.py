"""What a reporter, who holds the receipt, adds to a case."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qianshao.casework.actions import telling
from qianshao.casework.actions.endings import open_again
from qianshao.casework.actions.writing import iso, open_case, record_event, words_of
from qianshao.casework.models import Case, Entry, EntryKind
from qianshao.casework.queries.reporters import unanswered_words
from qianshao.core.actor import Actor
from qianshao.core.problems import Problem
from qianshao.intake.models import Observation

WORDS_BEFORE_AN_ANSWER = 10
"""How often a reporter may write before a body does something; a receipt that got into wrong hands floods nobody."""


def answer(
    case: Case,
    observation: Observation,
    text: str,
    *,
    actor: Actor,
    via: str,
    at: datetime,
    still_there: bool = False,
) -> None:
    """The reporter writes back. With ``still_there`` a case that was closed is opened again, within a week."""
    text = words_of(text)
    if unanswered_words(case, observation) >= WORDS_BEFORE_AN_ANSWER:
        raise Problem("case.answers_too_many", field="text", limit=WORDS_BEFORE_AN_ANSWER)
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(touched_at=at)
        entry = Entry.objects.create(
            case=case, kind=EntryKind.ANSWERED, observation=observation, text=text, for_reporter=True, at=at
        )
        telling.reporter_answered(case, entry.pk, at)
        record_event("case.answered", case, actor=actor, via=via, at=at)
        if still_there and case.closed_at:
            _still_there(case, observation, text, actor, via, at)


def _still_there(case: Case, observation: Observation, text: str, actor: Actor, via: str, at: datetime) -> None:
    """Open again what was closed; where the danger has another open case by now, the words go there too."""
    if other := open_case(case.workplace, case.category):
        Case.objects.filter(pk=other.pk).update(touched_at=at)
        Entry.objects.create(case=other, kind=EntryKind.ANSWERED, observation=observation, text=text, at=at)
        return
    telling.arrived(case, open_again(case, at), at)
    Entry.objects.create(case=case, kind=EntryKind.REOPENED, observation=observation, for_reporter=True, at=at)
    record_event("case.reopened", case, actor=actor, via=via, at=at, deadline=iso(case.deadline))
