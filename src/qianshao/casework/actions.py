"""What can happen to a case. Every change is one transaction, with its entry for people and its event for the trail.

A case is changed only by an update that names the state it was read in; whoever comes second is told so.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from qianshao.casework.models import Case, CaseReport, Entry, EntryKind, PolicyVersion, Step, StepOutcome
from qianshao.casework.queries import category_of, may_take_over, turns_of
from qianshao.casework.rules import ladder
from qianshao.casework.rules.ladder import next_rung
from qianshao.core.actor import Actor
from qianshao.core.events import next_number, record
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.intake.models import DailyReport, Observation
from qianshao.policy import loading
from qianshao.policy.calendar import CHINA
from qianshao.registry.models import Body, Workplace

# --- from a report to a case ------------------------------------------------------------------------------


def take_report(row: Event) -> None:
    """Turn a report that needs a person into cases, one for each danger. Called by the worker, in its transaction."""
    if row.subject_type == "observation":
        observation = Observation.objects.select_related("workplace").get(pk=row.subject_id)
        _open_or_join(observation.workplace, observation.category, at=row.at, observation=observation)
        return
    report = DailyReport.objects.select_related("workplace").get(pk=row.subject_id)
    for category in row.data["dangers"]:
        _open_or_join(report.workplace, category, at=row.at, daily_report=report)


def _open_or_join(
    workplace: Workplace,
    category: str,
    *,
    at: datetime,
    daily_report: DailyReport | None = None,
    observation: Observation | None = None,
) -> Case:
    case = Case.objects.filter(workplace=workplace, category=category, closed_at=None).first()
    kind = EntryKind.JOINED if case else EntryKind.OPENED
    case = case or _open(workplace, category, at)
    CaseReport.objects.create(case=case, daily_report=daily_report, observation=observation, category=category, at=at)
    Case.objects.filter(pk=case.pk).update(touched_at=at)
    Entry.objects.create(case=case, kind=kind, observation=observation, for_reporter=True, at=at)
    return case


def _open(workplace: Workplace, category: str, at: datetime) -> Case:
    policy = loading.shipped()
    kind = policy.of(category)
    first = turns_of(workplace, kind, at)[0]
    deadline = ladder.due(at, first.term, CHINA)
    year = at.astimezone(ladder.ZONE).year
    serial = next_number(f"case {workplace.district_code} {year}")
    case = Case.objects.create(
        number=f"{workplace.district_code}-{year}-{serial:05d}",
        workplace=workplace,
        township_code=workplace.township_code,
        category=category,
        severity=kind.severity,
        policy=_policy_version(policy.version, at),
        opened_at=at,
        owner_id=first.body_id,
        deadline=deadline,
        touched_at=at,
    )
    Step.objects.create(case=case, position=0, body_id=first.body_id, received_at=at, due_at=deadline)
    _record("case.opened", case, actor=WORKER, via="worker", at=at, owner=first.body_id, category=category)
    return case


def _policy_version(version: str, at: datetime) -> PolicyVersion:
    defaults = {"text": loading.shipped_text(), "first_used_at": at}
    return PolicyVersion.objects.get_or_create(version=version, defaults=defaults)[0]


# --- what its owner does ----------------------------------------------------------------------------------


def acknowledge(case: Case, *, actor: Actor, via: str, at: datetime) -> None:
    """The owner has seen it. The deadline stays: seeing is not doing."""
    with transaction.atomic():
        step = _open_step(case)
        if Step.objects.filter(pk=step.pk, acknowledged_at=None).update(acknowledged_at=at):
            _enter(case, EntryKind.ACKNOWLEDGED, actor, at, for_reporter=True)
            _record("case.acknowledged", case, actor=actor, via=via, at=at)


def act(case: Case, text: str, *, actor: Actor, via: str, at: datetime, for_reporter: bool = True) -> None:
    """The owner did something and says what. The first time in its turn this gives it time to finish."""
    _need(text)
    with transaction.atomic():
        step = _open_step(case)
        first = not case.entries.filter(kind=EntryKind.ACTED, body=case.owner, at__gte=step.received_at).exists()
        deadline = max(step.due_at, ladder.due(at, category_of(case).follow_up, CHINA)) if first else step.due_at
        _see(step, at)
        Step.objects.filter(pk=step.pk).update(due_at=deadline)
        _change(case, deadline=deadline, touched_at=at)
        _enter(case, EntryKind.ACTED, actor, at, text=text, for_reporter=for_reporter)
        _record("case.acted", case, actor=actor, via=via, at=at, deadline=deadline.isoformat())


def ask(case: Case, text: str, *, actor: Actor, via: str, at: datetime) -> None:
    """A question to whoever reported; seen by every reporter of this case who holds a receipt."""
    _need(text)
    with transaction.atomic():
        _see(_open_step(case), at)
        _change(case, touched_at=at)
        _enter(case, EntryKind.ASKED, actor, at, text=text, for_reporter=True)
        _record("case.asked", case, actor=actor, via=via, at=at)


def answer(case: Case, observation: Observation, text: str, *, actor: Actor, via: str, at: datetime) -> None:
    """The reporter writes back. Also after the case was closed: then somebody should look again."""
    _need(text)
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(touched_at=at)
        Entry.objects.create(
            case=case, kind=EntryKind.ANSWERED, observation=observation, text=text, for_reporter=True, at=at
        )
        _record("case.answered", case, actor=actor, via=via, at=at)


def hand_over(case: Case, to: Body, text: str, *, actor: Actor, via: str, at: datetime) -> None:
    """Give the case to another body that answers for this workplace. The deadline goes with it, unchanged."""
    _need(text)
    if to not in may_take_over(case, at):
        raise Problem("case.hand_over_to", field="to")
    with transaction.atomic():
        step = _open_step(case)
        _see(step, at)
        _end(step, StepOutcome.HANDED_OVER, at)
        previous = case.owner
        _change(case, owner=to, moves=case.moves + 1, touched_at=at)
        _next_step(case, step, to.pk, at, step.due_at)
        Entry.objects.create(
            case=case,
            kind=EntryKind.HANDED_OVER,
            body=previous,
            to_body=to,
            person_id=actor.person_id,
            text=text,
            for_reporter=True,
            at=at,
        )
        _record("case.handed_over", case, actor=actor, via=via, at=at, owner=to.pk)


def resolve(case: Case, text: str, *, actor: Actor, via: str, at: datetime) -> None:
    """The owner says how the danger ended; the words go to the reporters."""
    _need(text)
    with transaction.atomic():
        step = _open_step(case)
        _see(step, at)
        _end(step, StepOutcome.RESOLVED, at)
        _enter(case, EntryKind.RESOLVED, actor, at, text=text, for_reporter=True)
        _change(case, closed_at=at, touched_at=at)
        _record("case.resolved", case, actor=actor, via=via, at=at)


def reopen(case: Case, text: str, *, actor: Actor, via: str, at: datetime) -> None:
    """It was not over after all. The same owner gets it back, with a fresh deadline."""
    _need(text)
    deadline = ladder.due(at, category_of(case).follow_up, CHINA)
    last = case.steps.order_by("-position").first()
    try:
        with transaction.atomic():
            closed = Case.objects.filter(pk=case.pk, closed_at__isnull=False)
            if last is None or not closed.update(closed_at=None, deadline=deadline, touched_at=at):
                raise Problem("case.open_again")
            case.refresh_from_db()
            _next_step(case, last, last.body_id, at, deadline)
            _enter(case, EntryKind.REOPENED, actor, at, text=text, for_reporter=True)
            _record("case.reopened", case, actor=actor, via=via, at=at, deadline=deadline.isoformat())
    except IntegrityError:
        raise Problem("case.open_again") from None


# --- what the clock does ----------------------------------------------------------------------------------


def sweep(at: datetime, *, limit: int = 500) -> int:
    """Move every case up whose deadline has passed; returns how many. Safe to run from several processes."""
    overdue = Case.objects.filter(closed_at=None, deadline__lt=at).order_by("deadline", "id")
    return sum(move_up(case, at=at) for case in overdue.select_related("workplace", "policy", "owner")[:limit])


def move_up(case: Case, *, at: datetime) -> bool:
    """The owner let the deadline pass: it is the next body's turn. False when somebody was quicker.

    On the highest rung the same body gets a new deadline and the silence is on record each time.
    """
    category = category_of(case)
    turns = turns_of(case.workplace, category, at)
    rung = next_rung([turn.body_id for turn in turns], case.owner_id, case.rung)
    turn = turns[rung]
    deadline = ladder.due(at, turn.term, CHINA)
    was_last = turn.body_id == case.owner_id
    try:
        with transaction.atomic():
            step = _open_step(case)
            answered = _answered(case, step)
            previous = case.owner
            _change(case, owner_id=turn.body_id, deadline=deadline, rung=rung, moves=case.moves + 1, touched_at=at)
            _end(step, StepOutcome.UNFINISHED if answered else StepOutcome.SILENT, at)
            _next_step(case, step, turn.body_id, at, deadline)
            Entry.objects.create(
                case=case,
                kind=EntryKind.REMINDED if was_last else EntryKind.MOVED_UP,
                body=previous,
                to_body_id=turn.body_id,
                for_reporter=True,
                at=at,
            )
            _record(
                "case.moved_up",
                case,
                actor=WORKER,
                via="worker",
                at=at,
                owner=turn.body_id,
                silent=None if answered or previous is None else previous.pk,
            )
    except (Problem, IntegrityError):
        return False
    return True


# --- the pieces that they share ---------------------------------------------------------------------------

WORKER = Actor("system", "casework")


def _need(text: str) -> None:
    if not text.strip():
        raise Problem("case.text_needed", field="text")


def _open_step(case: Case) -> Step:
    step = Step.objects.select_for_update().filter(case=case, ended_at=None).first()
    if step is None:
        raise Problem("case.closed")
    if step.body_id != case.owner_id:
        raise Problem("case.not_owner", owner=step.body.name)
    return step


def _change(case: Case, **values: object) -> None:
    """Compare and set: the case must still be open, with the owner and deadline that it was read with."""
    as_read = Case.objects.filter(pk=case.pk, owner=case.owner_id, deadline=case.deadline, closed_at=None)
    if as_read.update(**values) != 1:
        raise Problem("case.closed")
    case.refresh_from_db()


def _see(step: Step, at: datetime) -> None:
    """Whoever does something has seen it."""
    Step.objects.filter(pk=step.pk, acknowledged_at=None).update(acknowledged_at=at)


def _answered(case: Case, step: Step) -> bool:
    if step.acknowledged_at:
        return True
    return case.entries.filter(body=step.body_id, at__gte=step.received_at).exclude(kind=EntryKind.MOVED_UP).exists()


def _end(step: Step, outcome: str, at: datetime) -> None:
    Step.objects.filter(pk=step.pk).update(ended_at=at, outcome=outcome)


def _next_step(case: Case, after: Step, body_id: int, at: datetime, due_at: datetime) -> None:
    Step.objects.create(case=case, position=after.position + 1, body_id=body_id, received_at=at, due_at=due_at)


def _enter(case: Case, kind: str, actor: Actor, at: datetime, *, text: str = "", for_reporter: bool) -> None:
    Entry.objects.create(
        case=case,
        kind=kind,
        body_id=case.owner_id,
        person_id=actor.person_id,
        text=text.strip(),
        for_reporter=for_reporter,
        at=at,
    )


def _record(action: str, case: Case, *, actor: Actor, via: str, at: datetime, **data: object) -> None:
    record(
        action,
        actor=actor,
        via=via,
        at=at,
        subject=("case", case.pk),
        territory=case.township_code,
        data=data,
    )
