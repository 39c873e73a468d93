"""Opening a sheet, putting evidence on it, judging, replying, closing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from qianshao.assessment.models import Appraisal, BaselineAnswer, Judgement, Mark, Nature, Quotation, Reply, Turn
from qianshao.assessment.queries.appraisals import given_for
from qianshao.assessment.queries.indicators import count_beside, frozen, period_of
from qianshao.assessment.rules.appraisal import judging
from qianshao.core.actor import Actor
from qianshao.core.events import next_number, record
from qianshao.core.problems import Problem
from qianshao.policy import appraisal as policy
from qianshao.registry.models import Body

LONGEST = 4000


def open_appraisal(body: Body, first: date, last: date, *, actor: Actor, via: str, at: datetime) -> Appraisal:
    period_of(first, last, at)
    with transaction.atomic():
        if known := Appraisal.objects.filter(body=body, first=first, last=last).first():
            raise Problem("appraisal.exists", number=known.number)
        row = Appraisal.objects.create(
            number=f"PJ{at:%Y}-{next_number(f'appraisal {at:%Y}'):04}",
            body=body,
            first=first,
            last=last,
            opened_at=at,
            opened_by_id=actor.person_id,
        )
        _record("appraisal.opened", row, actor, via, at)
    return row


def quote(
    row: Appraisal, nature: str, turn: Turn, words: str, *, remark: str = "", actor: Actor, via: str, at: datetime
) -> Quotation:
    """Words of a turn as evidence; they must stand in it as they are given."""
    said = words.strip()
    start = turn.text.find(said) if said else -1
    if start < 0:
        raise Problem("appraisal.quotation", field="words", turn=turn.n, number=turn.interview.number)
    if nature not in Nature.values:
        raise Problem("field.invalid", field="nature", value=nature)
    with transaction.atomic():
        _still_open(row)
        made, new = Quotation.objects.get_or_create(
            appraisal=row,
            nature=nature,
            turn=turn,
            start=start,
            end=start + len(said),
            defaults={
                "words": said,
                "remark": remark[:300],
                "added_by_id": actor.person_id,
                "added_at": at,
            },
        )
        if new:
            _record("appraisal.quoted", row, actor, via, at, nature=nature, turn=turn.pk)
    return made


def judge(
    row: Appraisal,
    given: Mapping[str, tuple[str, str]],
    *,
    joint: bool = False,
    role: str,
    for_body: Body,
    actor: Actor,
    via: str,
    at: datetime,
) -> None:
    """A mark with its reasons for each nature, all three at once: one's own, or the joint one of the reviewers."""
    _fits(given)
    with transaction.atomic():
        _still_open(row)
        if for_body.pk == row.body_id:
            raise Problem("appraisal.own")
        done = judging.reviewers(given_for(row))
        if joint:
            _may_join(row, done, actor)
        elif row.judgements.filter(joint=False, person=actor.person_id).exists():
            raise Problem("appraisal.judged")
        if actor.person_id is None:
            raise Problem("login.needed")
        Judgement.objects.bulk_create(
            Judgement(
                appraisal=row,
                nature=nature,
                joint=joint,
                mark=mark,
                reasons=reasons.strip(),
                person_id=actor.person_id,
                role=role,
                for_body=for_body,
                at=at,
            )
            for nature, (mark, reasons) in given.items()
        )
        _record("appraisal.judged_jointly" if joint else "appraisal.judged", row, actor, via, at)


def _fits(given: Mapping[str, tuple[str, str]]) -> None:
    if set(given) != set(Nature.values) or any(mark not in Mark.values for mark, _ in given.values()):
        raise Problem("appraisal.mark")
    if not all(reasons.strip() for _, reasons in given.values()):
        raise Problem("appraisal.reasons")
    if any(len(reasons) > LONGEST for _, reasons in given.values()):
        raise Problem("text.too_long", limit=LONGEST)


def _may_join(row: Appraisal, done: frozenset[int], actor: Actor) -> None:
    if not judging.may_be_joint(done):
        raise Problem("appraisal.two_first", count=len(done))
    if actor.person_id not in done:
        raise Problem("appraisal.reviewers_only")
    if row.judgements.filter(joint=True).exists():
        raise Problem("appraisal.judged")


def reply(row: Appraisal, text: str, *, actor: Actor, via: str, at: datetime) -> Reply:
    """Also to a sheet that is closed."""
    if not text.strip():
        raise Problem("field.missing", field="text", label="text")
    if len(text) > LONGEST:
        raise Problem("text.too_long", field="text", limit=LONGEST)
    with transaction.atomic():
        made = Reply.objects.create(appraisal=row, text=text.strip(), person_id=actor.person_id, at=at)
        _record("appraisal.replied", row, actor, via, at)
    return made


def answer(
    row: Appraisal, question: str, yes: bool, *, turn: Turn | None = None, actor: Actor, via: str, at: datetime
) -> None:
    """A question of the baseline that no record answers. While the sheet is open an answer may be changed."""
    asked = policy.in_force().questions.get(question)
    if asked is None or asked.rests_on:
        raise Problem("appraisal.question", field="question", value=question)
    with transaction.atomic():
        _still_open(row)
        said = {"yes": yes, "turn": turn, "person_id": actor.person_id, "at": at}
        BaselineAnswer.objects.update_or_create(appraisal=row, question=question, defaults=said)
        _record("appraisal.answered", row, actor, via, at, question=question, yes=yes)


def close(row: Appraisal, *, actor: Actor, via: str, at: datetime) -> None:
    """The figures are kept as they are at this moment, with the definitions that they were counted by."""
    with transaction.atomic():
        _still_open(row)
        if not row.judgements.filter(joint=True).exists():
            raise Problem("appraisal.joint_first")
        counts = count_beside(row.body, period_of(row.first, row.last, at))
        row.figures, row.version, row.cut_off = frozen(counts), counts.version, counts.cut_off
        row.closed_at, row.closed_by_id = at, actor.person_id
        row.save(update_fields=["figures", "version", "cut_off", "closed_at", "closed_by"])
        _record("appraisal.closed", row, actor, via, at, version=counts.version)


def _still_open(row: Appraisal) -> None:
    """Locks the sheet, so that of two who close or judge jointly at once the second is told."""
    now = Appraisal.objects.select_for_update().get(pk=row.pk)
    if now.closed_at:
        raise Problem("appraisal.closed", number=row.number)


def _record(action: str, row: Appraisal, actor: Actor, via: str, at: datetime, **data: Any) -> None:
    territory = row.body.territory_id or ""
    record(action, actor=actor, via=via, at=at, subject=("appraisal", row.pk), territory=territory, data=data)
