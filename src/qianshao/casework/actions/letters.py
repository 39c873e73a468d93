"""Letters: drafted, approved by a second person, sent, answered or not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.timezone import localdate, localtime

from qianshao.accounts import queries as accounts
from qianshao.casework.actions import telling
from qianshao.casework.actions.steps import acted
from qianshao.casework.actions.writing import WORKER, record_event, words_of
from qianshao.casework.models import (
    Case,
    Entry,
    EntryKind,
    Letter,
    LetterState,
    Measure,
    MeasureKind,
    Referral,
    Step,
)
from qianshao.casework.queries.letters import begun, template_of
from qianshao.casework.rules import letters as rules
from qianshao.casework.rules.clock import due
from qianshao.core.actor import Actor, Via
from qianshao.core.events import next_number
from qianshao.core.problems import Problem
from qianshao.documents import word
from qianshao.documents.actions import keep
from qianshao.documents.models import StoredFile
from qianshao.policy.calendar import CHINA
from qianshao.registry.models import Body

BATCH = 200
CONTENTS = ("recipient", "facts", "basis", "demand")


def draft(case: Case, body: Body, purpose: str, *, actor: Actor, via: str, at: datetime) -> Letter:
    """A letter with what can be known already filled in. What the ladder called for is then in hand."""
    new = begun(case, body, purpose, at)
    with transaction.atomic():
        new.measure = _take(case, MeasureKind.LETTER, purpose, at)
        new.drafted_by_id, new.drafted_at, new.changed_at = actor.person_id, at, at
        new.save(force_insert=True)
        record_event("letter.drafted", case, actor=actor, via=via, at=at, letter=new.pk, paper=new.paper)
    return new


def change_draft(letter: Letter, given: Mapping[str, Any], *, actor: Actor, via: str, at: datetime) -> None:
    """All of its texts; none may be empty. ``seen``: when it was last changed as the writer saw it."""
    texts = {name: words_of(str(given.get(name, ""))) for name in CONTENTS}
    with transaction.atomic():
        as_seen = Letter.objects.filter(pk=letter.pk, state=LetterState.DRAFT)
        if given.get("seen"):
            as_seen = as_seen.filter(changed_at=given["seen"])
        if not as_seen.update(**texts, changed_at=at):
            raise _stale(letter)
        letter.refresh_from_db()
        record_event("letter.changed", letter.case, actor=actor, via=via, at=at, letter=letter.pk)


def discard(letter: Letter, *, actor: Actor, via: str, at: datetime) -> None:
    """A draft goes without a trace but the one on the trail; what the ladder called for waits again."""
    with transaction.atomic():
        if not Letter.objects.select_for_update().filter(pk=letter.pk, state=LetterState.DRAFT).exists():
            raise _stale(letter)
        case, pk = letter.case, letter.pk
        if letter.measure_id:
            Measure.objects.filter(pk=letter.measure_id).update(taken_at=None)
        letter.delete()
        record_event("letter.discarded", case, actor=actor, via=via, at=at, letter=pk)


def approve(letter: Letter, *, actor: Actor, via: str, at: datetime) -> None:
    """It gets its number, and is not changed any more. By somebody else than who drafted it, where there is one."""
    _check_second_person(letter, actor, at)
    _filled(letter, at)  # a template that does not hold is told before a number is spent
    year = localtime(at).year
    with transaction.atomic():
        drafts = Letter.objects.select_for_update().filter(
            pk=letter.pk, state=LetterState.DRAFT, changed_at=letter.changed_at
        )
        if not drafts.exists():
            raise _stale(letter)
        serial = next_number(f"letter {letter.body_id} {letter.paper} {year}")
        letter.state, letter.approved_at, letter.approved_by_id = LetterState.APPROVED, at, actor.person_id
        letter.year, letter.serial = year, serial
        letter.number = rules.numbered(letter.number_form, year, serial)
        letter.save()
        telling.letter_approved(letter, actor, at)
        record_event(
            "letter.approved", letter.case, actor=actor, via=via, at=at, letter=letter.pk, number=letter.number
        )
    write_files(letter, at=at)


def write_files(letter: Letter, *, at: datetime) -> tuple[StoredFile, StoredFile]:
    """As Word and as PDF. Outside the transaction that numbers it, since it takes a second; whoever opens a letter
    whose files are missing, after a power cut, has them written then."""
    if letter.docx and letter.pdf:
        return letter.docx, letter.pdf
    filled = _filled(letter, letter.approved_at or at)
    paper = word.as_pdf(filled, title=f"{letter.title} {letter.number}")
    with transaction.atomic():
        docx, pdf = keep(filled, kind=word.DOCX, at=at), keep(paper, kind=word.PDF, at=at)
        letter.docx, letter.pdf = docx, pdf
        letter.save(update_fields=["docx", "pdf"])
    return docx, pdf


def preview(letter: Letter, *, at: datetime) -> bytes:
    """The draft as PDF; nothing is kept."""
    return word.as_pdf(_filled(letter, at), title=letter.title)


def send(letter: Letter, way: str, *, actor: Actor, via: str, at: datetime) -> None:
    """It went out, and how. From now on the recipient's time runs. To send a letter is to act on the case."""
    way = words_of(way)[:200]
    with transaction.atomic():
        due_at = due(at, letter.term, CHINA)
        approved = Letter.objects.filter(pk=letter.pk, state=LetterState.APPROVED)
        if not approved.update(state=LetterState.SENT, sent_at=at, sent_by_way=way, due_at=due_at):
            raise _stale(letter)
        letter.refresh_from_db()
        _acted(letter, at)
        _enter(letter, EntryKind.WROTE, f"{letter.title} {letter.number} → {letter.recipient}", at, actor, True)
        record_event("letter.sent", letter.case, actor=actor, via=via, at=at, letter=letter.pk, due=due_at.isoformat())
        _refer(letter, actor, at)


def file_answer(letter: Letter, text: str, *, actor: Actor, via: str, at: datetime) -> None:
    """What the recipient answered, also when it comes late."""
    text = words_of(text)
    with transaction.atomic():
        waiting = Letter.objects.filter(
            pk=letter.pk, state__in=[LetterState.SENT, LetterState.UNANSWERED], answered_at=None
        )
        if not waiting.update(state=LetterState.ANSWERED, answered_at=at, answer=text):
            raise _stale(letter)
        letter.refresh_from_db()
        _enter(letter, EntryKind.REPLIED, f"{letter.number}: {text}", at, actor, False)
        telling.letter_answered(letter, actor, at)
        record_event("letter.answered", letter.case, actor=actor, via=via, at=at, letter=letter.pk)


def withdraw(letter: Letter, text: str, *, actor: Actor, via: str, at: datetime) -> None:
    """After its approval; its number stays with it, and the reason stands in the case."""
    text = words_of(text)
    with transaction.atomic():
        standing = Letter.objects.filter(pk=letter.pk, state__in=[LetterState.APPROVED, LetterState.SENT])
        if not standing.update(state=LetterState.WITHDRAWN, withdrawn_at=at):
            raise _stale(letter)
        letter.refresh_from_db()
        _enter(letter, EntryKind.DECIDED, f"{letter.number}: {text}", at, actor, False)
        record_event("letter.withdrawn", letter.case, actor=actor, via=via, at=at, letter=letter.pk)


# --- what the clock does ----------------------------------------------------------------------------------


def sweep_unanswered(at: datetime) -> int:
    """Letters whose time is over without an answer; each calls for what follows. Safe from several processes."""
    count = 0
    while taken := _sweep_batch(at):
        count += taken
    return count


def _sweep_batch(at: datetime) -> int:
    overdue = Letter.objects.filter(state=LetterState.SENT, due_at__lte=at)
    if not overdue.exists():
        return 0
    with transaction.atomic():
        rows = list(overdue.select_for_update(skip_locked=True, no_key=True).order_by("due_at", "id")[:BATCH])
        for letter in rows:
            _goes_unanswered(letter, at)
    return len(rows)


def _goes_unanswered(letter: Letter, at: datetime) -> None:
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.UNANSWERED)
    _enter(letter, EntryKind.UNANSWERED, f"{letter.title} {letter.number} → {letter.recipient}", letter.due_at or at)
    data = {"letter": letter.pk, "due": letter.due_at.isoformat() if letter.due_at else ""}
    record_event("letter.unanswered", letter.case, actor=WORKER, via=Via.WORKER, at=at, **data)
    telling.letter_unanswered(letter, at)
    _call_for_what_follows(letter, at)


def _call_for_what_follows(letter: Letter, at: datetime) -> None:
    """For whoever has the case now. A letter to the authority is of the next higher paper's own rules."""
    step = Step.objects.filter(case=letter.case_id, ended_at=None).first()
    if step is None or not letter.following:
        return
    Measure.objects.get_or_create(
        step=step,
        kind=MeasureKind.LETTER,
        what=letter.following,
        defaults={"case_id": letter.case_id, "body_id": step.body_id, "called_at": at},
    )


# --- parts ------------------------------------------------------------------------------------------------


def _take(case: Case, kind: str, what: str, at: datetime) -> Measure | None:
    """The oldest call for it that nobody has taken."""
    found = Measure.objects.filter(case=case, kind=kind, what=what, taken_at=None).order_by("id").first()
    if found:
        Measure.objects.filter(pk=found.pk).update(taken_at=at)
    return found


def _check_second_person(letter: Letter, actor: Actor, at: datetime) -> None:
    """Nobody approves what they wrote themselves; what the system enters, as in the demo, has no person."""
    wrote_it = actor.person_id is not None and letter.drafted_by_id == actor.person_id
    if wrote_it and accounts.has_another_officer(letter.body_id, actor.person_id, at):
        raise Problem("letter.second_person")


def _filled(letter: Letter, at: datetime) -> bytes:
    fields = model_to_dict(letter) | {
        "number": letter.number or rules.numbered(letter.number_form, at.year, rules.BLANK)
    }
    found = rules.values(fields, issuer=letter.body.name, phone=letter.body.phone, day=localdate(at))
    return word.fill(template_of(letter.paper), found)


def _acted(letter: Letter, at: datetime) -> None:
    """Where its body has the case, this is its answer."""
    step = Step.objects.filter(case=letter.case_id, body=letter.body_id, ended_at=None).first()
    if step:
        letter.case.refresh_from_db()
        acted(letter.case, step, at)


def _refer(letter: Letter, actor: Actor, at: datetime) -> None:
    """A recommendation is put before the authority's liaison as well."""
    if letter.addressee_id is None or letter.due_at is None:
        return
    if Referral.objects.filter(case=letter.case_id, to=letter.addressee_id, state="open").exists():
        return
    row = Referral.objects.create(
        case_id=letter.case_id,
        letter=letter,
        to_id=letter.addressee_id,
        by_id=letter.body_id,
        person_id=actor.person_id,
        text=f"{letter.facts}\n\n{letter.demand}",
        referred_at=at,
        due_at=letter.due_at,
    )
    telling.referred(row, at)


def _enter(
    letter: Letter, kind: str, text: str, at: datetime, actor: Actor = WORKER, for_reporter: bool = True
) -> None:
    Entry.objects.create(
        case_id=letter.case_id,
        kind=kind,
        body_id=letter.body_id,
        to_body_id=letter.addressee_id,
        person_id=actor.person_id,
        text=text,
        for_reporter=for_reporter,
        at=at,
    )


def _stale(letter: Letter) -> Problem:
    now = Letter.objects.filter(pk=letter.pk).first()
    return Problem("letter.changed", state=now.get_state_display() if now else "—")
