"""Coding: what the first pass proposes is kept; people decide, add, change and note. Nothing is taken back unseen."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qianshao.assessment.models import Coding, Decision, Interview, Origin, Turn, Verdict
from qianshao.assessment.rules.coding.first_pass import Proposal
from qianshao.casework import actions as casework
from qianshao.casework.models import Commitment, CommitmentOrigin
from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.policy.codes import Codebook
from qianshao.registry.models import Body

LONGEST_MEMO = 2000


def propose(row: Interview, proposals: list[Proposal], codebook: str, *, actor: Actor, via: str, at: datetime) -> int:
    """Keep what the first pass proposes; what stands there already stays. Returns how many are new."""
    turns = {turn.n: turn for turn in row.turns.all()}
    with transaction.atomic():
        there = set(Coding.objects.filter(interview=row).values_list("turn__n", "start", "end", "code"))
        fresh = [one for one in proposals if (one.turn, one.start, one.end, one.code) not in there]
        Coding.objects.bulk_create(
            Coding(
                interview=row,
                turn=turns[one.turn],
                start=one.start,
                end=one.end,
                code=one.code,
                codebook=codebook,
                origin=one.by,
                why=one.why[:200],
                words=one.words[:200],
                at=at,
            )
            for one in fresh
        )
        if fresh:
            _record("coding.proposed", row, actor=actor, via=via, at=at, count=len(fresh), codebook=codebook)
    return len(fresh)


def add(
    turn: Turn,
    passage: tuple[int, int],
    code: str,
    *,
    codebook: Codebook,
    memo: str = "",
    replaces: Coding | None = None,
    actor: Actor,
    via: str,
    at: datetime,
) -> Coding:
    """A person codes a passage. Where somebody coded it before, or the first pass proposed it, they agree to that."""
    start, end = passage
    if code not in codebook.codes:
        raise Problem("code.unknown", field="code", value=code)
    if not 0 <= start < end <= len(turn.text):
        raise Problem("passage.outside", field="turn", turn=turn.n)
    with transaction.atomic():
        row, _ = Coding.objects.get_or_create(
            turn=turn,
            start=start,
            end=end,
            code=code,
            defaults={
                "interview_id": turn.interview_id,
                "codebook": codebook.version,
                "origin": Origin.PERSON,
                "replaces": replaces,
                "at": at,
            },
        )
        _decide(row, Verdict.ACCEPTED, memo, actor, at)
        if replaces and replaces.pk != row.pk:
            _decide(replaces, Verdict.REJECTED, "", actor, at)
        data = {"coding": row.pk, "code": code, "turn": turn.n}
        _record("coding.added", turn.interview, actor=actor, via=via, at=at, **data)
    return row


def decide(row: Coding, verdict: str, memo: str = "", *, actor: Actor, via: str, at: datetime) -> None:
    """Accept, reject, or only note something. What somebody decided before stays on record."""
    if verdict not in Verdict:
        raise Problem("coding.verdict", field="verdict")
    if verdict == Verdict.NOTED and not memo.strip():
        raise Problem("field.missing", field="memo", label="memo")
    with transaction.atomic():
        _decide(row, verdict, memo, actor, at)
        data = {"coding": row.pk, "code": row.code, "turn": row.turn.n}
        _record(f"coding.{verdict}", row.interview, actor=actor, via=via, at=at, **data)


def commit(
    row: Coding, by: Body, what: str, *, due_at: datetime, recorded_by: Body, actor: Actor, via: str, at: datetime
) -> Commitment:
    """What was undertaken in a passage becomes a commitment that is asked about when it is due. Once."""
    with transaction.atomic():
        locked = Coding.objects.select_for_update(no_key=True).get(pk=row.pk)
        if locked.commitment_id is not None:
            raise Problem("coding.committed", number=row.interview.number, turn=row.turn.n)
        made = casework.commit(
            by,
            what,
            due_at=due_at,
            recorded_by=recorded_by,
            origin=CommitmentOrigin.INTERVIEW,
            reference=f"{row.interview.number} · {row.turn.n}",
            actor=actor,
            via=via,
            at=at,
        )
        Coding.objects.filter(pk=row.pk).update(commitment=made)
        _decide(row, Verdict.ACCEPTED, "", actor, at)
        data = {"coding": row.pk, "turn": row.turn.n, "commitment": made.pk}
        _record("coding.committed", row.interview, actor=actor, via=via, at=at, **data)
    return made


def _decide(row: Coding, verdict: str, memo: str, actor: Actor, at: datetime) -> None:
    if len(memo) > LONGEST_MEMO:
        raise Problem("text.too_long", field="memo", limit=LONGEST_MEMO)
    Decision.objects.create(coding=row, person_id=actor.person_id, verdict=verdict, memo=memo.strip(), at=at)


def _record(action: str, row: Interview, *, actor: Actor, via: str, at: datetime, **data: object) -> None:
    subject = ("interview", row.pk)
    record(action, actor=actor, via=via, at=at, subject=subject, territory=row.territory, data=data)
