"""The watch for retaliation: questions are put when they are due, and a yes becomes a case."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from qianshao.casework.actions import telling_supplies as telling
from qianshao.casework.actions.opening import open_or_join, wait_for_turn
from qianshao.casework.actions.writing import WORKER, words_of
from qianshao.casework.models import Asked, Case, Check, CheckAnswer, Entry, EntryKind
from qianshao.casework.rules.watch import questions
from qianshao.core.actor import Actor, Via
from qianshao.core.events import event, record
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.intake.models import Observation
from qianshao.intake.rules import words
from qianshao.policy import retaliation as policy
from qianshao.registry.models import Body, Workplace

BATCH = 500
LONGEST_TEXT = 4000


def put_on_watch(case: Case, observation: Observation, *, at: datetime, is_new: bool) -> None:
    """The reporter is asked after each report; officer and delegate once for the case."""
    asked = (Asked.REPORTER, Asked.OFFICER, Asked.DELEGATE) if is_new else (Asked.REPORTER,)
    Check.objects.bulk_create(
        Check(
            case=case,
            observation=observation if one.asked == Asked.REPORTER else None,
            asked=one.asked,
            after_days=one.after_days,
            due_at=one.due_at,
        )
        for one in questions(policy.in_force(), case.category, at, asked=asked)
    )


def sweep_watch(at: datetime) -> int:
    """What has fallen due is put to those who answer; what nobody answered in time is noted. Safe from several
    processes; returns how many questions were put."""
    pending = Check.objects.filter(answer=CheckAnswer.OPEN, lapsed_at=None)
    wait = timedelta(days=policy.in_force().wait_days)
    count = 0
    while taken := _mark(pending.filter(asked_at=None, due_at__lte=at), "asked_at", "watch.asked", at):
        count += taken
    while _mark(pending.filter(due_at__lte=at - wait), "lapsed_at", "watch.unanswered", at):
        pass
    return count


def _mark(rows: QuerySet[Check], field: str, action: str, at: datetime) -> int:
    if not rows.exists():
        return 0
    with transaction.atomic():
        locked = rows.select_for_update(skip_locked=True, no_key=True, of=("self",))
        taken = list(locked.select_related("case").order_by("due_at", "id")[:BATCH])
        Check.objects.filter(pk__in=[row.pk for row in taken]).update(**{field: at})
        Event.objects.bulk_create(_event(action, row, at) for row in taken)
        telling.watch(action.replace(".", "_"), taken, at)
    return len(taken)


def _event(action: str, row: Check, at: datetime) -> Event:
    return event(
        action,
        actor=WORKER,
        via=Via.WORKER,
        at=at,
        subject=("check", row.pk),
        territory=row.case.township_code,
        data={"case": row.case_id, "asked": row.asked, "after_days": row.after_days},
    )


def answer_check(
    row: Check, suffered: bool, text: str, *, by: Body | None = None, actor: Actor, via: str, at: datetime
) -> Case | None:
    """Yes or no, once. A yes opens a case of retaliation, or joins the one that is open, and is returned.

    ``by``: the body whose officer answers. A reporter may answer without words; whoever answers for others says what
    is known.
    """
    if row.due_at > at:
        raise Problem("watch.early")
    text = words_of(text) if suffered and by else words.tidy(text, limit=LONGEST_TEXT)
    with transaction.atomic():
        case = _yes(row.case.workplace, text, by, row.observation, at) if suffered else None
        open_still = Check.objects.filter(pk=row.pk, answer=CheckAnswer.OPEN)
        answer = CheckAnswer.YES if suffered else CheckAnswer.NO
        if not open_still.update(answer=answer, answered_at=at, led_to=case):
            raise Problem("watch.answered")
        row.refresh_from_db()
        _note(row, by, at)
        _record(row, actor, via, at)
    return case


def answer_standing(
    place: Workplace, suffered: bool, text: str, *, by: Body, actor: Actor, via: str, at: datetime
) -> Case | None:
    """The delegate's question, which stands on their page whether anybody reported or not: the answer is noted on what
    is due, and a yes is a case even where nothing is."""
    text = words_of(text) if suffered else words.tidy(text, limit=LONGEST_TEXT)
    with transaction.atomic():
        case = _yes(place, text, by, None, at) if suffered else None
        due = Check.objects.filter(case__workplace=place, asked=Asked.DELEGATE, answer=CheckAnswer.OPEN, due_at__lte=at)
        answer = CheckAnswer.YES if suffered else CheckAnswer.NO
        for row in due.select_for_update(no_key=True, of=("self",)).select_related("case"):
            Check.objects.filter(pk=row.pk).update(answer=answer, answered_at=at, led_to=case)
            row.refresh_from_db()
            _note(row, by, at)
        record(
            "watch.delegate_said",
            actor=actor,
            via=via,
            at=at,
            subject=("workplace", place.pk),
            territory=place.township_code,
            data={"answer": answer},
        )
    return case


def _yes(place: Workplace, text: str, by: Body | None, observation: Observation | None, at: datetime) -> Case:
    """The case of retaliation. It carries these words and no report: which report it follows stands with the question,
    and only those who see that case see it."""
    wait_for_turn(place.pk)
    case, kind = open_or_join(place, policy.in_force().category, at)
    Case.objects.filter(pk=case.pk, touched_at__lt=at).update(touched_at=at)
    Entry.objects.create(case=case, kind=kind, body=by, observation=observation, text=text, for_reporter=True, at=at)
    return case


def _note(row: Check, by: Body | None, at: datetime) -> None:
    """In the course of the first case. Only the reporter's own answer is for the reporter."""
    Case.objects.filter(pk=row.case_id, touched_at__lt=at).update(touched_at=at)
    Entry.objects.create(
        case_id=row.case_id,
        kind=EntryKind.WATCHED,
        body=by,
        observation=row.observation,
        text=row.get_answer_display(),
        for_reporter=False,
        at=at,
    )


def _record(row: Check, actor: Actor, via: str, at: datetime) -> None:
    record(
        "watch.answered",
        actor=actor,
        via=via,
        at=at,
        subject=("check", row.pk),
        territory=row.case.township_code,
        data={"case": row.case_id, "asked": row.asked, "answer": row.answer, "led_to": row.led_to_id},
    )
