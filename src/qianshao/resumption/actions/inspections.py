"""Inspections: planned, put off, called off, and done, once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, localtime

from qianshao.core.actor import Actor, Via
from qianshao.core.events import next_number, record
from qianshao.core.problems import Problem
from qianshao.documents.actions import keep_picture
from qianshao.documents.models import StoredFile
from qianshao.intake.rules import words
from qianshao.policy.calendar import CHINA
from qianshao.policy.checklists import Checklist
from qianshao.registry.models import Body, Workplace
from qianshao.resumption.actions import telling
from qianshao.resumption.actions.checklists import LONGEST_REMARKS, kept
from qianshao.resumption.actions.initiatives import CLOCK, note_inspection
from qianshao.resumption.actions.letters import write_letter
from qianshao.resumption.actions.restraint import restrain
from qianshao.resumption.models import (
    Inspection,
    InspectionPhoto,
    InspectionState,
    Outcome,
    Side,
    Signature,
    VisitBasis,
)
from qianshao.resumption.queries.checklists import checklist_of
from qianshao.resumption.queries.inspections import articles_for, rule_for
from qianshao.resumption.rules import checklists as rules
from qianshao.resumption.rules import letters
from qianshao.resumption.rules.answers import Answers
from qianshao.resumption.rules.clock import visit_day

MOST_PHOTOS = 12
MOST_INSPECTORS = 20
LONGEST_NAME = 50
LONGEST_REFUSAL = 300
REFUSED = "inspection_refused"
"""The kind of danger that it is when nobody is let in."""


TOLD = {"inspection.put_off": telling.visit_changed, "inspection.called_off": telling.visit_called_off}


@dataclass(frozen=True, slots=True)
class Result:
    """What comes from a visit. ``signatures`` by side: the picture that was drawn, or why there is none. ``photos``:
    code of the item, or "", and the picture. ``version``: of the checklist that was filled in."""

    answers: Answers
    version: str
    inspectors: Sequence[str]
    done_at: datetime
    key: str | None = None
    refused: bool = False
    remarks: str = ""
    photos: Sequence[tuple[str, bytes]] = ()
    signatures: dict[str, bytes | str] = field(default_factory=dict)


class SentBefore(Exception):
    """Somebody was quicker. Whatever was spent, such as a number, goes back with the transaction."""


@dataclass(frozen=True, slots=True)
class Done:
    inspection: Inspection
    repeated: bool


def plan(
    workplace: Workplace,
    body: Body,
    checklist: Checklist,
    day: date,
    *,
    basis: str,
    actor: Actor,
    via: str,
    at: datetime,
    basis_text: str = "",
    lead_id: int | None = None,
    follows: Inspection | None = None,
) -> Inspection:
    """A visit on a day. On what it rests is said beforehand, since it may be asked at the gate."""
    if basis not in VisitBasis.values:
        raise Problem("inspection.basis", field="basis")
    if day < localdate(at):
        raise Problem("inspection.past", field="day")
    with transaction.atomic():
        row = Inspection.objects.create(
            workplace=workplace,
            township_code=workplace.township_code,
            body=body,
            lead_id=lead_id,
            version=kept(checklist, at=at),
            basis=basis,
            basis_text=words.tidy(basis_text, limit=LONGEST_REMARKS) or articles_for(workplace, body, basis, day),
            planned_for=day,
            planned_at=at,
            follows=follows,
        )
        telling.visit_planned(row, actor, at)
        _record("inspection.planned", row, actor=actor, via=via, at=at, day=day.isoformat(), basis=basis)
    return row


def put_off(inspection: Inspection, day: date, *, actor: Actor, via: str, at: datetime) -> None:
    if day < localdate(at):
        raise Problem("inspection.past", field="day")
    _change(inspection, "inspection.put_off", actor, via, at, planned_for=day)


def call_off(inspection: Inspection, *, actor: Actor, via: str, at: datetime) -> None:
    _change(inspection, "inspection.called_off", actor, via, at, state=InspectionState.CANCELLED)


def _change(inspection: Inspection, action: str, actor: Actor, via: str, at: datetime, **values: Any) -> None:
    with transaction.atomic():
        if not Inspection.objects.filter(pk=inspection.pk, state=InspectionState.PLANNED).update(**values):
            inspection.refresh_from_db()
            raise Problem("inspection.changed", state=inspection.get_state_display())
        inspection.refresh_from_db()
        TOLD[action](inspection, actor, at)
        _record(action, inspection, actor=actor, via=via, at=at)


def sweep_visits(at: datetime) -> int:
    """Whoever goes tomorrow is reminded, once for each day on which the visit is planned; from several processes, too.
    One that was planned late, for today, needs no reminder."""
    day, count = localdate(at) + timedelta(days=1), 0
    due = Inspection.objects.filter(state=InspectionState.PLANNED, planned_for=day).exclude(told_for=day)
    for row in due.order_by("pk"):
        with transaction.atomic():
            mine = Inspection.objects.filter(pk=row.pk, state=InspectionState.PLANNED, planned_for=day)
            if mine.exclude(told_for=day).update(told_for=day):
                _record("inspection.tomorrow", row, actor=CLOCK, via=Via.WORKER, at=at, day=day.isoformat())
                telling.visit_tomorrow(row, at)
                count += 1
    return count


# --- the result -------------------------------------------------------------------------------------------


def submit(inspection: Inspection, result: Result, *, actor: Actor, via: str, at: datetime) -> Done:
    """Take the result of a visit, once. Whoever sends the same again, from a bad network or twice at the same moment,
    gets what was kept; another result for the same visit is refused.

    In one transaction: the number of the letter, signatures and photographs, the follow-up, the event that opens
    cases, and what calls are verified by it.
    """
    checklist = checklist_of(inspection.version)
    _check(inspection, result, checklist, at)
    fingerprint = digest(result)
    photos = [(item, keep_picture(content, at=at)) for item, content in result.photos]
    signed = {side: _signed(given, at) for side, given in result.signatures.items()}
    try:
        with transaction.atomic():
            _take(inspection, result, fingerprint, checklist, at)
            inspection.refresh_from_db()
            _attach(inspection, photos, signed)
            telling.visit_over(inspection, at)
            _follow(inspection, result, checklist, actor, via, at)
    except (SentBefore, IntegrityError):  # the second: its key is that of another visit
        return _before(inspection, result, fingerprint)
    write_letter(inspection, at=at)
    return Done(inspection, repeated=False)


def digest(result: Result) -> str:
    """Of what a visit found: the same content is the same sending."""
    content = [
        result.answers.as_kept(),
        result.version,
        list(result.inspectors),
        result.refused,
        result.remarks,
        [[item, sha256(photo).hexdigest()] for item, photo in result.photos],
        {
            side: given if isinstance(given, str) else sha256(given).hexdigest()
            for side, given in result.signatures.items()
        },
    ]
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _printed(given: bytes | str) -> str:
    return given if isinstance(given, str) else sha256(given).hexdigest()


def _check(inspection: Inspection, result: Result, checklist: Checklist, at: datetime) -> None:
    if result.version != checklist.version:
        raise Problem("inspection.version")
    if not result.refused and not result.answers.values:
        raise Problem("inspection.nothing")
    rule = rule_for(inspection.workplace, localdate(at))
    if len(set(result.inspectors)) < rule.inspectors:
        raise Problem("inspection.inspectors", field="inspectors", rule=rule.says(None), least=rule.inspectors)
    for side in () if result.refused else Side:
        if not result.signatures.get(side):
            raise Problem("inspection.signature", field=f"signature_{side}", side=side.label)
    if len(result.photos) > MOST_PHOTOS:
        raise Problem("inspection.photos", field="photos", limit=MOST_PHOTOS)


def _signed(given: bytes | str, at: datetime) -> dict[str, Any]:
    if isinstance(given, bytes):
        return {"file": keep_picture(given, at=at)}
    return {"refused": words.tidy(given, limit=LONGEST_REFUSAL)}


def _take(inspection: Inspection, result: Result, fingerprint: str, checklist: Checklist, at: datetime) -> None:
    """Compare and set: the visit is still planned."""
    planned = Inspection.objects.select_for_update().filter(pk=inspection.pk, state=InspectionState.PLANNED)
    if not planned.exists():
        raise SentBefore
    score = rules.score(checklist, result.answers)
    rule, year = rule_for(inspection.workplace, localdate(at)), localtime(at).year
    serial = next_number(f"inspection {inspection.body_id} {year}")
    taken = planned.update(
        state=InspectionState.DONE,
        key=result.key,
        digest=fingerprint,
        done_at=min(result.done_at, at),
        received_at=at,
        inspectors=list(dict.fromkeys(result.inspectors)),
        answers=result.answers.as_kept(),
        remarks=words.tidy(result.remarks, limit=LONGEST_REMARKS),
        outcome=rules.Outcome.REFUSED if result.refused else rules.outcome(score),
        failed_items=[] if result.refused else score.failed_items,
        title=rule.title[letters.LANGUAGE],
        year=year,
        serial=serial,
        number=letters.numbered(rule, year, serial),
    )
    if taken != 1:
        raise SentBefore


def _before(inspection: Inspection, result: Result, fingerprint: str) -> Done:
    """What was kept when this, or something else, was sent before."""
    inspection.refresh_from_db()
    if inspection.state == InspectionState.PLANNED:
        raise Problem("report.key_reused")
    if inspection.state != InspectionState.DONE:
        raise Problem("inspection.changed", state=inspection.get_state_display())
    if inspection.digest != fingerprint or inspection.key != result.key:
        raise Problem("inspection.done")
    return Done(inspection, repeated=True)


def _attach(
    inspection: Inspection, photos: Sequence[tuple[str, StoredFile]], signed: dict[str, dict[str, Any]]
) -> None:
    unique = {file.pk: (item, file) for item, file in photos}
    InspectionPhoto.objects.bulk_create(
        InspectionPhoto(inspection=inspection, item=item, file=file) for item, file in unique.values()
    )
    Signature.objects.bulk_create(
        Signature(inspection=inspection, side=side, **given) for side, given in signed.items()
    )


def _follow(inspection: Inspection, result: Result, checklist: Checklist, actor: Actor, via: str, at: datetime) -> None:
    """What follows from a result: the event, the next visit, and what is verified by it."""
    score = rules.score(checklist, result.answers)
    outcome = rules.Outcome(inspection.outcome)
    dangers = [REFUSED] if outcome is rules.Outcome.REFUSED else score.categories
    data = {"outcome": outcome.value, "number": inspection.serial, "dangers": dangers}
    if dangers:
        record("inspection.failed", **_about(inspection, actor, via, at, data), needs_work=True)
    else:
        record("inspection.done", **_about(inspection, actor, via, at, data))
    if term := rules.follow_up(checklist, outcome):
        _plan_again(
            inspection, max(visit_day(localdate(inspection.done_at), term, CHINA), localdate(at)), actor, via, at
        )
    restrain(inspection, outcome, actor=actor, via=via, at=at)
    if not result.refused:
        note_inspection(inspection, checklist, result.answers)


def _plan_again(inspection: Inspection, day: date, actor: Actor, via: str, at: datetime) -> None:
    again = Inspection.objects.create(
        workplace=inspection.workplace,
        township_code=inspection.township_code,
        body=inspection.body,
        lead=inspection.lead,
        version=inspection.version,
        basis=inspection.basis,
        basis_text=inspection.basis_text,
        planned_for=day,
        planned_at=at,
        follows=inspection,
    )
    _record("inspection.planned", again, actor=actor, via=via, at=at, day=day.isoformat(), follows=inspection.pk)
    telling.visit_again(again, at)


def inspectors_of(given: str) -> list[str]:
    """Names or card numbers, one in a line or set apart by commas, each once."""
    parts = given.replace("、", "\n").replace("，", "\n").replace(",", "\n").splitlines()
    names = [words.tidy(part, limit=LONGEST_NAME) for part in parts]
    return list(dict.fromkeys(name for name in names if name))[:MOST_INSPECTORS]


def _about(inspection: Inspection, actor: Actor, via: str, at: datetime, data: dict[str, Any]) -> dict[str, Any]:
    subject, territory = ("inspection", inspection.pk), inspection.township_code
    return {"actor": actor, "via": via, "at": at, "subject": subject, "territory": territory, "data": data}


def _record(action: str, inspection: Inspection, *, actor: Actor, via: str, at: datetime, **data: Any) -> None:
    record(action, **_about(inspection, actor, via, at, {"workplace": inspection.workplace_id, **data}))


__all__ = ["Done", "Outcome", "Result", "call_off", "inspectors_of", "plan", "put_off", "submit", "sweep_visits"]
