"""Checklists that are used are kept; employer and union state what they have done."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.documents.actions import keep_picture
from qianshao.intake.rules import words
from qianshao.policy.checklists import Checklist
from qianshao.registry.models import Body, Workplace
from qianshao.resumption.models import ChecklistVersion, Declaration
from qianshao.resumption.rules.answers import Answers

LONGEST_REMARKS = 2000


def kept(checklist: Checklist, *, at: datetime) -> ChecklistVersion:
    """The row of this version. Its text is written once: another text has another fingerprint."""
    defaults = {"code": checklist.code, "text": checklist.text, "first_used_at": at}
    return ChecklistVersion.objects.get_or_create(version=checklist.version, defaults=defaults)[0]


def declare(
    workplace: Workplace,
    source: str,
    checklist: Checklist,
    answers: Answers,
    *,
    actor: Actor,
    via: str,
    at: datetime,
    body: Body | None = None,
    remarks: str = "",
    paper: bytes = b"",
    key: str | None = None,
) -> Declaration:
    """What the employer declares or the union confirms. The same key again is the same statement."""
    if not answers.values and not answers.absent:
        raise Problem("declaration.nothing")
    picture = keep_picture(paper, at=at) if paper else None
    row = Declaration(
        workplace=workplace,
        township_code=workplace.township_code,
        source=source,
        answers=answers.as_kept(),
        remarks=words.tidy(remarks, limit=LONGEST_REMARKS),
        received_at=at,
        person_id=actor.person_id,
        body=body,
        paper=picture,
        key=key,
    )
    try:
        with transaction.atomic():
            row.version = kept(checklist, at=at)
            row.save(force_insert=True)
            record(
                "checklist.stated",
                actor=actor,
                via=via,
                at=at,
                subject=("workplace", workplace.pk),
                territory=workplace.township_code,
                data={"declaration": row.pk, "source": source, "version": checklist.version},
            )
    except IntegrityError:
        before = Declaration.objects.filter(key=key).first() if key else None
        if before is None:
            raise
        return before
    return row
