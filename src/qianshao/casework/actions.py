"""What can happen to a case. Every change is one transaction, with its entry for people and its event for the trail.

A case is changed only by an update that names the state it was read in; whoever comes second is told so.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from qianshao.casework.models import Case, CaseReport, Entry, EntryKind, PolicyVersion, Step, StepOutcome
from qianshao.casework.queries import category_of, following, may_take_over, turns_of, unanswered_words
from qianshao.casework.rules import ladder
from qianshao.core.actor import Actor, Via
from qianshao.core.events import next_number, record
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.intake.models import DailyReport, Observation
from qianshao.intake.rules import words
from qianshao.policy import loading
from qianshao.policy.calendar import CHINA
from qianshao.registry.models import Body, Workplace

log = logging.getLogger(__name__)

LONGEST_TEXT = 4000
"""In characters."""

REOPEN_WITHIN = timedelta(days=7)
"""After that the danger is reported anew: it is another one, or needs a fresh look by whoever is first."""

WORDS_BEFORE_AN_ANSWER = 10
"""How often a reporter may write before a body does something; a receipt that got into wrong hands floods nobody."""

# --- from a report to a case ------------------------------------------------------------------------------


def take_report(row: Event) -> None:
    """Turn a report that needs a person into cases, one for each danger. Called by the worker, in its transaction.

    A row that is replayed changes nothing: what is on a case stays there.
    """
    if row.subject_type == "observation":
        observation = Observation.objects.select_related("workplace").get(pk=row.subject_id)
        _wait_for_turn(observation.workplace_id)
        if not CaseReport.objects.filter(observation=observation).exists():
            _open_or_join(observation.workplace, observation.category, at=row.at, observation=observation)
        return
    report = DailyReport.objects.select_related("workplace").get(pk=row.subject_id)
    _wait_for_turn(report.workplace_id)
    taken = set(CaseReport.objects.filter(daily_report=report).values_list("category", flat=True))
    for category in row.data["dangers"]:
        if category not in taken:
            _open_or_join(report.workplace, category, at=row.at, daily_report=report)


def _wait_for_turn(workplace: int) -> None:
    """Reports of one workplace are taken one after the other. Each may join some cases and open others: two workers
    would wait, one for a case of the other, the other for the number of the next case."""
    Workplace.objects.select_for_update(no_key=True).filter(pk=workplace).values_list("pk").first()


def _open_or_join(
    workplace: Workplace,
    category: str,
    *,
    at: datetime,
    daily_report: DailyReport | None = None,
    observation: Observation | None = None,
) -> None:
    case = _open_case(workplace, category)
    kind = EntryKind.JOINED
    if case is None:
        case, kind = _open_unless_open(workplace, category, at)
    CaseReport.objects.create(case=case, daily_report=daily_report, observation=observation, category=category, at=at)
    Case.objects.filter(pk=case.pk).update(touched_at=max(at, case.touched_at))
    Entry.objects.create(case=case, kind=kind, observation=observation, for_reporter=True, at=at)


def _open_case(workplace: Workplace, category: str) -> Case | None:
    """Locked, so that nobody closes it before the report is on it: a report must not end on a closed case."""
    found = Case.objects.select_for_update(no_key=True).filter(workplace=workplace, category=category, closed_at=None)
    return found.first()


def _open_unless_open(workplace: Workplace, category: str, at: datetime) -> tuple[Case, EntryKind]:
    """Two workers may hold the first two reports of one danger: the database lets one open, the other joins."""
    try:
        with transaction.atomic():
            return _open(workplace, category, at), EntryKind.OPENED
    except IntegrityError:
        case = _open_case(workplace, category)
        if case is None:
            raise
        return case, EntryKind.JOINED


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
    _record("case.opened", case, actor=WORKER, via=Via.WORKER, at=at, owner=first.body_id, category=category)
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
            _change(case, touched_at=at)
            _enter(case, EntryKind.ACKNOWLEDGED, actor, at, for_reporter=True)
            _record("case.acknowledged", case, actor=actor, via=via, at=at)


def act(case: Case, text: str, *, actor: Actor, via: str, at: datetime, for_reporter: bool = True) -> None:
    """The owner did something and says what. The first time since the last deadline that passed, this gives it time
    to finish; once only, also when the case goes to and fro between two bodies in the meantime."""
    text = _words(text)
    with transaction.atomic():
        step = _open_step(case)
        deadline = step.due_at
        if not _has_acted(case):
            deadline = max(deadline, ladder.due(at, category_of(case).follow_up, CHINA))
        _see(step, at)
        Step.objects.filter(pk=step.pk).update(due_at=deadline)
        _change(case, deadline=deadline, touched_at=at)
        _enter(case, EntryKind.ACTED, actor, at, text=text, for_reporter=for_reporter)
        _record("case.acted", case, actor=actor, via=via, at=at, deadline=deadline.isoformat())


def _has_acted(case: Case) -> bool:
    """The owner, since a deadline passed or the case was opened (again)."""
    fresh_starts = (EntryKind.OPENED, EntryKind.MOVED_UP, EntryKind.REMINDED, EntryKind.REOPENED)
    start = case.entries.filter(kind__in=fresh_starts).order_by("-id").first()
    acts = case.entries.filter(kind=EntryKind.ACTED, body=case.owner_id)
    return acts.filter(pk__gt=start.pk if start else 0).exists()


def ask(case: Case, text: str, *, actor: Actor, via: str, at: datetime) -> None:
    """A question to whoever reported; seen by every reporter of this case who holds a receipt."""
    text = _words(text)
    with transaction.atomic():
        _see(_open_step(case), at)
        _change(case, touched_at=at)
        _enter(case, EntryKind.ASKED, actor, at, text=text, for_reporter=True)
        _record("case.asked", case, actor=actor, via=via, at=at)


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
    text = _words(text)
    if unanswered_words(case, observation) >= WORDS_BEFORE_AN_ANSWER:
        raise Problem("case.answers_too_many", field="text", limit=WORDS_BEFORE_AN_ANSWER)
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(touched_at=at)
        Entry.objects.create(
            case=case, kind=EntryKind.ANSWERED, observation=observation, text=text, for_reporter=True, at=at
        )
        _record("case.answered", case, actor=actor, via=via, at=at)
        if still_there and case.closed_at:
            _still_there(case, observation, text, actor, via, at)


def _still_there(case: Case, observation: Observation, text: str, actor: Actor, via: str, at: datetime) -> None:
    """Open again what was closed; where the danger has another open case by now, the words go there too."""
    if other := _open_case(case.workplace, case.category):
        Case.objects.filter(pk=other.pk).update(touched_at=at)
        Entry.objects.create(case=other, kind=EntryKind.ANSWERED, observation=observation, text=text, at=at)
        return
    _open_again(case, at)
    Entry.objects.create(case=case, kind=EntryKind.REOPENED, observation=observation, for_reporter=True, at=at)
    _record("case.reopened", case, actor=actor, via=via, at=at, deadline=_iso(case.deadline))


def hand_over(case: Case, to: Body, text: str, *, actor: Actor, via: str, at: datetime) -> None:
    """Give the case to another body that answers for this workplace. The deadline goes with it, unchanged."""
    text = _words(text)
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
    text = _words(text)
    with transaction.atomic():
        step = _open_step(case)
        _see(step, at)
        _end(step, StepOutcome.RESOLVED, at)
        _enter(case, EntryKind.RESOLVED, actor, at, text=text, for_reporter=True)
        _change(case, closed_at=at, touched_at=at)
        _record("case.resolved", case, actor=actor, via=via, at=at)


def reopen(case: Case, text: str, *, actor: Actor, via: str, at: datetime) -> None:
    """It was not over after all. The same owner gets it back, with a fresh deadline; within a week."""
    text = _words(text)
    with transaction.atomic():
        step = _open_again(case, at)
        _see(step, at)
        _enter(case, EntryKind.REOPENED, actor, at, text=text, for_reporter=True)
        _record("case.reopened", case, actor=actor, via=via, at=at, deadline=_iso(case.deadline))


def _open_again(case: Case, at: datetime) -> Step:
    """The database refuses when the danger has another open case by now: then it is dealt with there."""
    if case.closed_at is None:
        raise Problem("case.open")
    if at - case.closed_at > REOPEN_WITHIN:
        raise Problem("case.closed_for_good", days=REOPEN_WITHIN.days)
    deadline = ladder.due(at, category_of(case).follow_up, CHINA)
    last = case.steps.order_by("-position")[0]
    try:
        with transaction.atomic():
            closed = Case.objects.filter(pk=case.pk, closed_at__isnull=False)
            if not closed.update(closed_at=None, deadline=deadline, touched_at=at):
                raise Problem("case.open")
    except IntegrityError:
        raise Problem("case.open_again") from None
    case.refresh_from_db()
    return _next_step(case, last, last.body_id, at, deadline)


# --- what the clock does ----------------------------------------------------------------------------------


def sweep(at: datetime, *, limit: int = 500) -> int:
    """Move every case up whose deadline has passed; returns how many. Safe to run from several processes.

    A case that cannot be moved, for a fault of ours, does not keep the others from moving.
    """
    overdue = Case.objects.filter(closed_at=None, deadline__lt=at).order_by("deadline", "id")
    moved = 0
    for case in overdue.select_related("workplace", "policy", "owner")[:limit]:
        try:
            moved += move_up(case, at=at)
        except Exception:
            log.exception("a case could not be moved up")
    return moved


def move_up(case: Case, *, at: datetime) -> bool:
    """The owner let the deadline pass: it is the next body's turn. False when somebody was quicker.

    On the highest rung the same body gets a new deadline and the silence is on record each time.
    """
    then = following(case, at)
    try:
        with transaction.atomic():
            step = _open_step(case)
            answered = step.acknowledged_at is not None
            previous = case.owner_id
            _change(
                case,
                owner_id=then.body_id,
                deadline=then.deadline,
                rung=then.rung,
                moves=case.moves + 1,
                touched_at=at,
            )
            _end(step, StepOutcome.UNFINISHED if answered else StepOutcome.SILENT, at)
            _next_step(case, step, then.body_id, at, then.deadline)
            Entry.objects.create(
                case=case,
                kind=EntryKind.REMINDED if then.same else EntryKind.MOVED_UP,
                body_id=previous,
                to_body_id=then.body_id,
                for_reporter=True,
                at=at,
            )
            silent = None if answered else previous
            _record("case.moved_up", case, actor=WORKER, via=Via.WORKER, at=at, owner=then.body_id, silent=silent)
    except (Problem, IntegrityError):
        return False
    return True


# --- the pieces that they share ---------------------------------------------------------------------------

WORKER = Actor("system", "casework")


def _words(text: str) -> str:
    """Without blanks around, and without signs that no database keeps; never empty."""
    tidied = words.tidy(text, limit=LONGEST_TEXT)
    if not tidied:
        raise Problem("case.text_needed", field="text")
    return tidied


def _open_step(case: Case) -> Step:
    """Whose turn it is. Locks the case, so that what several do to it stands in the order in which they did it."""
    Case.objects.select_for_update(no_key=True).filter(pk=case.pk).values_list("pk").first()
    step = Step.objects.filter(case=case, ended_at=None).select_related("body").first()
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


def _end(step: Step, outcome: str, at: datetime) -> None:
    Step.objects.filter(pk=step.pk).update(ended_at=at, outcome=outcome)


def _next_step(case: Case, after: Step, body_id: int, at: datetime, due_at: datetime) -> Step:
    return Step.objects.create(case=case, position=after.position + 1, body_id=body_id, received_at=at, due_at=due_at)


def _enter(case: Case, kind: str, actor: Actor, at: datetime, *, text: str = "", for_reporter: bool) -> None:
    Entry.objects.create(
        case=case,
        kind=kind,
        body_id=case.owner_id,
        person_id=actor.person_id,
        text=text,
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


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
