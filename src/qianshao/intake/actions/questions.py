"""What federations ask beside the daily report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.intake.models import Questions
from qianshao.registry.models import Body


def ask_more(
    body: Body, survey: Sequence[Any], choices: Sequence[Any], *, actor: Actor, via: str, at: datetime
) -> Questions:
    """A federation's own questions, checked before by its door; they replace those that it asked until now."""
    with transaction.atomic():
        end_questions(body, actor=actor, via=via, at=at)
        new = Questions.objects.create(body=body, survey=list(survey), choices=list(choices), since=at)
        record("questions.asked", actor=actor, via=via, at=at, subject=("body", body.pk), data={"count": len(survey)})
    return new


def end_questions(body: Body, *, actor: Actor, via: str, at: datetime) -> bool:
    with transaction.atomic():
        ended = Questions.objects.filter(body=body, ended_at=None).update(ended_at=at)
        if ended:
            record("questions.ended", actor=actor, via=via, at=at, subject=("body", body.pk))
    return bool(ended)
