"""Who hears of what happens to a case. Rows only, in the transaction of what happens; they go out afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction

from qianshao.casework.models import Case, Commitment, Letter, Proposal, Referral, Step
from qianshao.core.actor import Actor
from qianshao.core.batches import batches
from qianshao.core.models import Counter
from qianshao.notices import actions as notices
from qianshao.notices.actions import About
from qianshao.notices.models import Notice
from qianshao.policy import notices as policy

TO_ACT = ("arrived", "near", "overdue", "reporter")
"""What is over for a body as soon as the case is not with it any more."""

BATCH = 500
WARNED = "cases warned until"
"""The name of the counter that says up to which deadline the owners have been warned, in seconds."""


def about(case: Case, step: object = "", *, due_at: datetime | None = None, path: str = "") -> About:
    return About(
        "case",
        case.pk,
        step=str(step),
        number=case.number,
        category=case.category,
        severity=case.severity,
        place=case.township_code,
        due_at=due_at,
        path=path or f"/cases/{case.number}/",
    )


def arrived(case: Case, step: Step, at: datetime) -> None:
    """The case is with the body of this step now; with nobody else."""
    over(case, at)
    notices.notify("arrived", about(case, step.position, due_at=step.due_at), at=at, body=step.body_id)


def over(case: Case, at: datetime) -> None:
    notices.over("case", [case.pk], at=at, kinds=TO_ACT)


def moved(moves: Sequence[tuple[Case, Step, int, bool]], at: datetime) -> None:
    """Many at once: each with its new step, the body that had it before, and whether that body was told of its turn.
    Bodies in between, whose turn was over before they could be told, hear nothing."""
    notices.over("case", [case.pk for case, *_ in moves], at=at, kinds=TO_ACT)
    rows: list[Notice] = []
    for case, step, before, same in moves:
        known = about(case, step.position, due_at=step.due_at)
        rows.append(notices.notice("overdue" if same else "arrived", known, at=at, body=step.body_id))
        if not same:
            rows.append(notices.notice("moved_away", known, at=at, body=before))
    notices.write(rows)


def reporter_answered(case: Case, entry: int, at: datetime) -> None:
    notices.notify("reporter", about(case, entry, due_at=case.deadline), at=at, body=case.owner_id)


def letter_approved(letter: Letter, actor: Actor, at: datetime) -> None:
    _writer(letter, "letter_approved", actor, at)


def letter_answered(letter: Letter, actor: Actor, at: datetime) -> None:
    _writer(letter, "letter_answered", actor, at)


def _writer(letter: Letter, kind: str, actor: Actor, at: datetime) -> None:
    """Whoever wrote it, unless it was done by themselves."""
    if letter.drafted_by_id and letter.drafted_by_id != actor.person_id:
        known = about(letter.case, f"letter{letter.pk}", path=f"/letters/{letter.pk}/")
        notices.notify(kind, known, at=at, person=letter.drafted_by_id)


def letter_unanswered(letter: Letter, at: datetime) -> None:
    known = about(letter.case, f"letter{letter.pk}", path=f"/letters/{letter.pk}/")
    notices.notify("letter_unanswered", known, at=at, body=letter.body_id)


def referred(row: Referral, at: datetime) -> None:
    """The liaison hears that something was referred: its kind and place, as on the page; not the number of the case."""
    known = About(
        "referral",
        row.pk,
        category=row.case.category,
        severity=row.case.severity,
        place=row.case.township_code,
        due_at=row.due_at,
        path=f"/referrals/{row.pk}/",
    )
    notices.notify("referred", known, at=at, body=row.to_id)


def referral_answered(row: Referral, at: datetime) -> None:
    notices.over("referral", [row.pk], at=at)
    notices.notify("referral_answered", about(row.case, f"referral{row.pk}"), at=at, body=row.by_id)


def referral_unanswered(row: Referral, at: datetime) -> None:
    notices.notify("referral_unanswered", about(row.case, f"referral{row.pk}"), at=at, body=row.by_id)


def commitments_due(rows: Sequence[Commitment], at: datetime) -> None:
    found = [About("commitment", row.pk, place=row.territory, due_at=row.due_at, path="/commitments/") for row in rows]
    told = zip(rows, found, strict=True)
    notices.write([notices.notice("commitment_due", known, at=at, body=row.recorded_by_id) for row, known in told])


def proposed(row: Proposal, at: datetime) -> None:
    notices.notify("proposal", about(row.case, f"proposal{row.pk}"), at=at, body=row.body_id)


# --- what the clock does ----------------------------------------------------------------------------------


def warn_of_deadlines(at: datetime) -> int:
    """Owners whose deadline is near, each once for each deadline; returns how many cases. One process at a time.

    A deadline that is set when it is near already needs no warning: whoever set it, or got the case, knows.
    """
    until = int((at + timedelta(minutes=policy.in_force().near_minutes)).timestamp())
    mark = Counter.objects.filter(name=WARNED).first()
    if mark is None:
        Counter.objects.get_or_create(name=WARNED, defaults={"value": until})
        return 0
    near = Case.objects.filter(closed_at=None, deadline__gt=_from(mark.value, at), deadline__lte=_moment(until))
    if mark.value >= until:
        return 0
    if near.order_by("deadline").values_list("pk").first() is None:
        Counter.objects.filter(name=WARNED, value=mark.value).update(value=until)
        return 0
    with transaction.atomic():
        # Whoever moved the mark warns; another process finds that it has moved.
        if not Counter.objects.filter(name=WARNED, value=mark.value).update(value=until):
            return 0
        return _warn(list(near.order_by("deadline").values_list("pk", flat=True)), at)


def _warn(cases: list[int], at: datetime) -> int:
    for some in batches(cases, BATCH):
        steps = Step.objects.filter(case__in=some, ended_at=None).select_related("case")
        notices.write([_near(step, at) for step in steps])
    return len(cases)


def _near(step: Step, at: datetime) -> Notice:
    deadline = f"{step.position}@{step.due_at:%Y%m%d%H%M}"
    return notices.notice("near", about(step.case, deadline, due_at=step.due_at), at=at, body=step.body_id)


def _from(mark: int, at: datetime) -> datetime:
    """After an outage not what has passed meanwhile: that moves up."""
    return max(_moment(mark), at)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
