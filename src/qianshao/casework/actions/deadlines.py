"""What the clock does: cases whose deadline has passed move up, a batch in one transaction.

Safe from any number of processes at once: a batch takes only rows that nobody else holds, and on SQLite one writer at a
time has the database. The deadline of a case that was moved lies ahead: whoever looks again leaves it alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, QuerySet

from qianshao.casework.actions import telling
from qianshao.casework.actions.writing import WORKER, measures, names_of
from qianshao.casework.models import Case, Entry, EntryKind, PolicyVersion, Step, StepOutcome
from qianshao.casework.queries.turns import Survey, category_under, standing_of
from qianshao.casework.rules import ladder
from qianshao.casework.rules.ladder import Call
from qianshao.casework.rules.moves import Move, due_for_the_last, goes_on, moved, next_move
from qianshao.core.actor import Via
from qianshao.core.events import event
from qianshao.core.models import Event
from qianshao.core.rows import insert_many, insert_with_keys, update_many
from qianshao.policy.calendar import CHINA
from qianshao.registry.models import Workplace

log = logging.getLogger(__name__)

BATCH = 500
"""Cases in one transaction: so many are written together, and nobody waits long for the one who writes."""

CHANGED = ("owner", "deadline", "rung", "moves", "touched_at")


def sweep(at: datetime) -> int:
    """Move every case whose deadline has passed, the oldest deadline first; returns how many cases.

    A case that cannot be moved, for a fault of ours, does not keep the others from moving.
    """
    count, stuck = 0, set[int]()
    while (moved_now := _guarded(lambda: _move_batch(_overdue(at).exclude(pk__in=stuck), at))) != 0:
        count += _one_by_one(at, stuck) if moved_now is None else moved_now
    return count


def move_up(case: Case, *, at: datetime) -> bool:
    """One case, if its deadline has passed and it is still as it was read. False when somebody was quicker."""
    return _move_batch(_overdue(at).filter(pk=case.pk, owner=case.owner_id, deadline=case.deadline), at) == 1


def _overdue(at: datetime) -> QuerySet[Case]:
    return Case.objects.filter(closed_at=None, deadline__lt=at).order_by("deadline", "id")


def _guarded(move: Callable[[], int]) -> int | None:
    """None when a fault of ours undid the whole batch. A database that does not answer is no such fault."""
    try:
        return move()
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("a case could not be moved up")
        return None


def _one_by_one(at: datetime, stuck: set[int]) -> int:
    """The next batch again, so that only the case that breaks stays behind."""
    count = 0
    for pk in list(_overdue(at).exclude(pk__in=stuck).values_list("pk", flat=True)[:BATCH]):
        done = _guarded(lambda pk=pk: _move_batch(_overdue(at).filter(pk=pk), at))  # type: ignore[misc]
        count += done or 0
        if done is None:
            stuck.add(pk)
    return count


def _move_batch(overdue: QuerySet[Case], at: datetime) -> int:
    """Looked at first without a lock: most of the time nothing is due. In the order of the deadlines, so that the
    database takes the index of open cases by deadline, whatever it believes about how many are due."""
    if overdue.values_list("pk").first() is None:
        return 0
    with transaction.atomic():
        cases = list(overdue.select_for_update(skip_locked=True, no_key=True)[:BATCH])
        _write(_courses(cases, at), at)
    return len(cases)


# --- where each goes --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Course:
    """One case, the step that its deadline ends, and where it goes from there, with what each turn calls for."""

    case: Case
    step: Step
    moves: list[tuple[Move, list[Call]]]


def _courses(cases: Sequence[Case], at: datetime) -> list[Course]:
    places = Workplace.objects.only("territory_id").in_bulk({case.workplace_id for case in cases})
    policies = PolicyVersion.objects.in_bulk({case.policy_id for case in cases})
    steps = _steps({case.pk for case in cases})
    survey = Survey(places.values(), min((case.deadline or at for case in cases), default=at), at)
    return [_course(case, places[case.workplace_id], policies[case.policy_id], steps, survey, at) for case in cases]


def _steps(cases: Collection[int]) -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = {}
    for step in Step.objects.filter(case__in=cases).order_by("position"):
        found.setdefault(step.case_id, []).append(step)
    return found


def _course(
    case: Case, place: Workplace, version: PolicyVersion, steps: dict[int, list[Step]], survey: Survey, at: datetime
) -> Course:
    category, past = category_under(version, case.category), steps[case.pk]
    standing = standing_of(case, frozenset(step.body_id for step in past), seen=past[-1].acknowledged_at is not None)
    moves: list[tuple[Move, list[Call]]] = []
    while True:
        fell_due = standing.due_at
        turns = survey.turns(place, category, fell_due)
        move = next_move(standing, turns, category, survey.order(place, fell_due), CHINA)
        called = [] if move.same else ladder.calls(move.turn, survey.duties(place, fell_due))
        moves.append((move, called))
        if not goes_on(move, len(turns), at):
            return Course(case, past[-1], moves)
        standing = moved(standing, move)


# --- writing it down --------------------------------------------------------------------------------------


def _write(courses: Sequence[Course], at: datetime) -> None:
    """A handful of statements, however many cases."""
    if not courses:
        return
    _end_steps(courses)
    steps = [step for course in courses for step in _new_steps(course, at)]
    insert_with_keys(steps)
    moves = [(course.case, move, called) for course in courses for move, called in course.moves]
    insert_many([row for step, (_, _, called) in zip(steps, moves, strict=True) for row in measures(step, called)])
    insert_many([_entry(case, move) for case, move, _ in moves])
    insert_many([_event(case, move, called, at) for case, move, called in moves])
    update_many([_updated(course, at) for course in courses], CHANGED)
    telling.moved(_told(courses, steps), at)


def _told(courses: Sequence[Course], steps: Sequence[Step]) -> list[tuple[Case, Step, int, bool]]:
    """Of each case its last new step; those between are over already."""
    current = {step.case_id: step for step in steps}
    return [
        (course.case, current[course.case.pk], course.step.body_id, course.step.body_id == course.moves[-1][0].to)
        for course in courses
    ]


def _end_steps(courses: Sequence[Course]) -> None:
    """Each ended when it was due, whenever somebody looked."""
    for outcome in (StepOutcome.SILENT, StepOutcome.UNFINISHED):
        ended = [course.step.pk for course in courses if course.moves[0][0].outcome == outcome]
        if ended:
            Step.objects.filter(pk__in=ended).update(ended_at=F("due_at"), outcome=outcome)


def _new_steps(course: Course, at: datetime) -> list[Step]:
    steps = []
    for number, (move, _) in enumerate(course.moves, start=1):
        is_last = number == len(course.moves)
        due_at = due_for_the_last(move, at) if is_last else move.due_at
        steps.append(
            Step(
                case_id=course.case.pk,
                position=course.step.position + number,
                body_id=move.to,
                received_at=move.received_at,
                due_at=due_at,
                first_due_at=due_at,
                full_due_at=move.full_due_at,
                shortened_by_id=move.order.pk if move.order else None,
                place=move.turn.place,
                ended_at=None if is_last else move.due_at,
                outcome=StepOutcome.OPEN if is_last else StepOutcome.UNREACHED,
            )
        )
    return steps


def _entry(case: Case, move: Move) -> Entry:
    moved_up = EntryKind.PASSED if move.outcome == StepOutcome.UNREACHED else EntryKind.MOVED_UP
    return Entry(
        case_id=case.pk,
        kind=EntryKind.REMINDED if move.same else moved_up,
        body_id=move.body,
        to_body_id=move.to,
        for_reporter=True,
        at=move.received_at,
    )


def _event(case: Case, move: Move, calls: Sequence[Call], at: datetime) -> Event:
    """``fell_due``: the moment from which the move dates; the event itself is of the moment it was written."""
    silent = move.body if move.outcome == StepOutcome.SILENT else None
    data = {"owner": move.to, "silent": silent, "fell_due": move.received_at.isoformat()}
    return event(
        "case.moved_up",
        actor=WORKER,
        via=Via.WORKER,
        at=at,
        subject=("case", case.pk),
        territory=case.township_code,
        data=data | ({"calls": names_of(calls)} if calls else {}),
    )


def _updated(course: Course, at: datetime) -> Case:
    last, case = course.moves[-1][0], course.case
    case.owner_id, case.rung = last.to, last.rung
    case.deadline = due_for_the_last(last, at)
    case.moves += len(course.moves)
    case.touched_at = at
    return case
