"""Sheets: which there are, and what stands on one for whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from qianshao.assessment.models import Appraisal, BaselineAnswer, Judgement, Nature, Quotation, Reply
from qianshao.assessment.queries.bodies import appraised
from qianshao.assessment.queries.indicators import Counts, count_beside, period_of, thawed
from qianshao.assessment.queries.measures import Period
from qianshao.assessment.rules.appraisal import judging
from qianshao.assessment.rules.appraisal.figures import Figure
from qianshao.assessment.rules.appraisal.judging import Given
from qianshao.core.problems import Problem, or_not_found
from qianshao.policy.appraisal import Indicator, Question
from qianshao.registry.models import Body
from qianshao.registry.scope import Scope


@dataclass(frozen=True, slots=True)
class Part:
    """One nature. ``judgements``: those that the reader may see; ``disputed``: these differ."""

    nature: Nature
    indicators: list[tuple[Indicator, Figure]]
    quotations: list[Quotation]
    judgements: list[Judgement]
    joint: Judgement | None
    disputed: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the baseline. ``by``: the answer that a person gave, where no record answers."""

    question: Question
    yes: bool | None
    by: BaselineAnswer | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """``done``: so many reviewers have judged; ``judged``: the reader is one of them. ``own``: it is the reader's own
    body."""

    appraisal: Appraisal
    counts: Counts
    parts: list[Part]
    baseline: list[Asked]
    replies: list[Reply]
    done: int
    judged: bool
    joint: bool
    own: bool

    @property
    def hidden(self) -> bool:
        """There are judgements that the reader may not see yet."""
        return bool(self.done) and not (self.judged or self.joint)

    @property
    def may_join(self) -> bool:
        return self.judged and not self.joint and self.done >= judging.REVIEWERS


def appraisals(scope: Scope) -> QuerySet[Appraisal]:
    """The newest first."""
    rows = Appraisal.objects.filter(body__in=appraised(scope).order_by().values("pk"))
    return rows.select_related("body__territory").order_by("-last", "-pk")


def appraisal(scope: Scope, number: str) -> Appraisal:
    return or_not_found(appraisals(scope).filter(number=number).first())


def reviewed(scope: Scope, number: str) -> Appraisal:
    """One of a body that is not the asker's own."""
    row = appraisal(scope, number)
    if row.body_id in scope.bodies:
        raise Problem("appraisal.own")
    return row


def own(scope: Scope, number: str) -> Appraisal:
    """One of the asker's own body, to which it may reply."""
    row = appraisal(scope, number)
    if row.body_id not in scope.bodies:
        raise Problem("appraisal.not_own", body=row.body.name)
    return row


def of_period(scope: Scope, body: Body, first: date, last: date) -> Appraisal | None:
    return appraisals(scope).filter(body=body, first=first, last=last).first()


def counts_of(row: Appraisal, at: datetime) -> Counts:
    """As they were when the sheet was closed; of an open one as they are."""
    if row.closed_at and row.cut_off:
        return thawed(row.figures, row.version, row.cut_off)
    return count_beside(row.body, period_of(row.first, row.last, at))


def period_in(row: Appraisal, at: datetime) -> Period:
    """Of a closed sheet up to its cut-off."""
    return period_of(row.first, row.last, row.cut_off or at)


def given_for(row: Appraisal) -> list[Given]:
    """The independent judgements."""
    return [Given(*one) for one in row.judgements.filter(joint=False).values_list("person", "nature", "mark")]


def sheet(scope: Scope, row: Appraisal, person: int | None, at: datetime) -> Sheet:
    """As this reader may see it. Takes a sheet that the asker was shown."""
    counts = counts_of(row, at)
    judged = list(row.judgements.select_related("for_body", "person").order_by("at", "pk"))
    joint = {one.nature: one for one in judged if one.joint}
    done = judging.reviewers(given_for(row))
    open_to = judging.sees_others(person, done, joint=bool(joint))
    seen = [one for one in judged if not one.joint and (open_to or one.person_id == person)]
    quotations = list(
        row.quotations.select_related("turn__interview", "turn__speaker").order_by("turn__interview", "turn__n")
    )
    return Sheet(
        appraisal=row,
        counts=counts,
        parts=[_part(nature, counts, quotations, seen, joint) for nature in Nature],
        baseline=_baseline(row, counts),
        replies=list(row.replies.order_by("pk")),
        done=len(done),
        judged=person in done,
        joint=bool(joint),
        own=row.body_id in scope.bodies,
    )


def _part(
    nature: Nature,
    counts: Counts,
    quotations: list[Quotation],
    judgements: list[Judgement],
    joint: dict[str, Judgement],
) -> Part:
    about = [one for one in judgements if one.nature == nature]
    return Part(
        nature=nature,
        indicators=counts.of(nature),
        quotations=[one for one in quotations if one.nature == nature],
        judgements=about,
        joint=joint.get(nature),
        disputed=judging.disagree(one.mark for one in about),
    )


def _baseline(row: Appraisal, counts: Counts) -> list[Asked]:
    answers = {one.question: one for one in row.answers.select_related("turn__interview")}
    return [_asked(question, yes, answers.get(question.code)) for question, yes in counts.baseline()]


def _asked(question: Question, yes: bool | None, by: BaselineAnswer | None) -> Asked:
    return Asked(question, yes, None) if question.rests_on else Asked(question, by.yes if by else None, by)


def spoken(row: Appraisal | None) -> dict[str, Any]:
    """What people said on a sheet, as plain values; judgements only when the joint one is there."""
    if row is None:
        return {"sheet": None, "evidence": [], "judgements": [], "replies": []}
    judged = row.judgements.select_related("for_body").order_by("nature", "joint", "at")
    return {
        "sheet": {"number": row.number, "closed_at": row.closed_at},
        "evidence": [
            {
                "nature": one.nature,
                "interview": one.turn.interview.number,
                "turn": one.turn.n,
                "words": one.words,
                "remark": one.remark,
            }
            for one in row.quotations.select_related("turn__interview").order_by("nature", "turn__n")
        ],
        "judgements": [
            {
                "nature": one.nature,
                "joint": one.joint,
                "mark": one.mark,
                "reasons": one.reasons,
                "role": one.role,
                "for": one.for_body.name,
            }
            for one in (judged if row.judgements.filter(joint=True).exists() else ())
        ],
        "replies": [{"text": one.text, "at": one.at} for one in row.replies.order_by("pk")],
    }
