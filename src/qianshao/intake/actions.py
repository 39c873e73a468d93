"""Writing reports. What is written here is committed before anybody is told that it arrived."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from qianshao.accounts.models import Membership, Person
from qianshao.core.actor import ANONYMOUS, Actor, person, system
from qianshao.core.events import event, record
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.documents import actions as documents
from qianshao.intake import queries
from qianshao.intake.models import (
    Call,
    Correspondent,
    DailyReport,
    DayTally,
    Observation,
    Quarantine,
    Questions,
    RepeatedKey,
    ReportLink,
    ReportPhoto,
    SenderCode,
    Source,
)
from qianshao.intake.rules import daily, receipts
from qianshao.policy import reporting
from qianshao.registry.models import Body, Workplace

ATTEMPTS = 5
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Submission:
    """One daily report on its way in: read and checked, not yet written.

    ``key`` makes a repeated sending harmless; it is unique for the whole installation, so doors put the sender
    before it.
    """

    workplace: Workplace
    day: date
    source: str
    numbers: daily.Numbers
    channel: str
    key: str | None = None
    person_id: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def content_hash(self) -> str:
        """Of all that it states; an answer to a federation's own question counts like any other."""
        if not self.extra:
            return self.numbers.content_hash()
        extra = json.dumps(self.extra, sort_keys=True, ensure_ascii=False)
        return sha256(f"{self.numbers.content_hash()}\n{extra}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Filed:
    """The answer to a submission that is on disk. ``repeated`` when it was there before."""

    report: DailyReport
    repeated: bool


Outcome = Filed | Problem

LARGEST_BATCH = 500
"""Submissions that a door hands over at once: more would keep other writers waiting for too long."""


def file_daily_report(submission: Submission, *, actor: Actor, via: str, at: datetime) -> Filed:
    """Write one report; a :class:`Problem` when it cannot be taken."""
    (outcome,) = file_daily_reports([submission], actor=actor, via=via, at=at)
    if isinstance(outcome, Problem):
        raise outcome
    return outcome


def file_daily_reports(submissions: Sequence[Submission], *, actor: Actor, via: str, at: datetime) -> list[Outcome]:
    """Write many in one transaction; one that is refused does not touch the others.

    Two senders may take the same revision at once: the database lets one of them in, and the batch of the
    other is worked out anew from what is there then. Whoever has lost once queues for the workplaces, since in
    a crowd one would lose again and again.
    """
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                if attempt:
                    _queue_for({one.workplace.pk for one in submissions})
                return _file(submissions, actor, via, at)
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _queue_for(places: set[int]) -> None:
    """Until the end of the transaction. Does nothing on SQLite, which lets one writer in at a time anyway."""
    for group in _chunks(sorted(places)):
        list(Workplace.objects.select_for_update(no_key=True).filter(pk__in=group).order_by("pk").values_list("pk"))


def _file(submissions: Sequence[Submission], actor: Actor, via: str, at: datetime) -> list[Outcome]:
    known = _Known(submissions)
    outcomes: list[Outcome] = []
    fresh: list[DailyReport] = []
    repeated: dict[str, DailyReport] = {}
    tallies: Counter[tuple[date, str, str]] = Counter()
    for submission in submissions:
        outcome = _decide(submission, known, at)
        outcomes.append(outcome)
        if isinstance(outcome, Problem):
            continue
        if not outcome.repeated:
            fresh.append(outcome.report)
            _count(tallies, outcome.report, known.previous(outcome.report))
            known.add(outcome.report)
        elif submission.key and submission.key not in known.by_key:
            repeated[submission.key] = known.by_key[submission.key] = outcome.report
    # In one order for everybody, so that two batches with the same workplaces never wait for each other.
    fresh.sort(key=_place)
    DailyReport.objects.bulk_create(fresh, batch_size=500)
    RepeatedKey.objects.bulk_create([RepeatedKey(key=key, report=report) for key, report in repeated.items()])
    _write_tallies(tallies)
    Event.objects.bulk_create(_events(fresh, actor, via, at), batch_size=500)
    return outcomes


class _Known:
    """What is on disk about the workplaces, days and keys of a batch, read in a few queries."""

    def __init__(self, submissions: Sequence[Submission]) -> None:
        self.by_key: dict[str, DailyReport] = {}
        self.latest: dict[tuple[int, date, str], DailyReport] = {}
        keys = [one.key for one in submissions if one.key]
        places = {one.workplace.pk for one in submissions}
        days = {one.day for one in submissions}
        for chunk in _chunks(keys):
            self.by_key |= {report.key or "": report for report in DailyReport.objects.filter(key__in=chunk)}
            again = RepeatedKey.objects.filter(key__in=chunk).select_related("report")
            self.by_key |= {one.key: one.report for one in again}
        for group in _chunks(sorted(places)):
            rows = DailyReport.objects.filter(workplace__in=group, day__in=days).order_by("revision")
            self.latest |= {_place(report): report for report in rows}

    def add(self, report: DailyReport) -> None:
        self.latest[_place(report)] = report
        if report.key:
            self.by_key[report.key] = report

    def previous(self, report: DailyReport) -> DailyReport | None:
        return self.latest.get(_place(report))


def _chunks(items: Sequence[T]) -> list[Sequence[T]]:
    return [items[start : start + 500] for start in range(0, len(items), 500)]


def _place(report: DailyReport) -> tuple[int, date, str]:
    return report.workplace_id, report.day, report.source


def _decide(submission: Submission, known: _Known, at: datetime) -> Outcome:
    """Refused, there already, or a new revision."""
    place, digest = submission.workplace, submission.content_hash()
    if place.closed_on and submission.day >= place.closed_on:
        return Problem("workplace.closed", field="workplace", name=place.name, day=place.closed_on.isoformat())
    report = _report(submission, digest, at)
    if submission.key and (before := known.by_key.get(submission.key)):
        same = (_place(before), before.content_hash) == (_place(report), digest)
        return Filed(before, repeated=True) if same else Problem("report.key_reused", field="key")
    previous = known.previous(report)
    if previous and previous.content_hash == digest:
        return Filed(previous, repeated=True)
    report.revision = previous.revision + 1 if previous else 1
    return Filed(report, repeated=False)


def _report(submission: Submission, digest: str, at: datetime) -> DailyReport:
    numbers = submission.numbers
    dangers = daily.dangers(numbers, reporting.shipped())
    stated = {name: getattr(numbers, name) for name in daily.STATED}
    return DailyReport(
        workplace=submission.workplace,
        township_code=submission.workplace.township_code,
        day=submission.day,
        source=submission.source,
        channel=submission.channel,
        person_id=submission.person_id,
        received_at=at,
        key=submission.key,
        content_hash=digest,
        all_clear=not dangers,
        dangers=list(dangers),
        extra=dict(submission.extra),
        **stated,
    )


def _count(tallies: Counter[tuple[date, str, str]], report: DailyReport, previous: DailyReport | None) -> None:
    """The board counts the union's reports: a first one, and the change from well to wrong or back.

    A revision is counted against the one before it, in the township where that one was counted.
    """
    if report.source != Source.UNION:
        return
    if previous:
        tallies[previous.day, previous.township_code, "reported"] -= 1
        tallies[previous.day, previous.township_code, "wrong"] -= not previous.all_clear
    tallies[report.day, report.township_code, "reported"] += 1
    tallies[report.day, report.township_code, "wrong"] += not report.all_clear


def _write_tallies(tallies: Counter[tuple[date, str, str]]) -> None:
    """Add to the rows of the board, in one order for everybody as well."""
    changes: dict[tuple[date, str], list[int]] = {}
    for (day, township, column), change in tallies.items():
        changes.setdefault((day, township), [0, 0])[column == "wrong"] += change
    rows = [(place, counts) for place, counts in sorted(changes.items()) if any(counts)]
    if not rows:
        return
    parameters: list[date | str | int] = []
    for place, counts in rows:
        parameters += [*place, *counts]
    table = connection.ops.quote_name(DayTally._meta.db_table)
    values = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
    statement = (
        f"INSERT INTO {table} (day, township_code, reported, wrong) VALUES {values} "  # noqa: S608 - no input in it
        f"ON CONFLICT (day, township_code) DO UPDATE SET "
        f"reported = {table}.reported + excluded.reported, wrong = {table}.wrong + excluded.wrong"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _events(reports: Sequence[DailyReport], actor: Actor, via: str, at: datetime) -> list[Event]:
    """One row seals the batch; beside it one for each report that a person has to deal with."""
    if not reports:
        return []
    digest = sha256("".join(report.content_hash for report in reports).encode()).hexdigest()
    ids = [report.pk for report in reports]
    batch = event(
        "reports.filed",
        actor=actor,
        via=via,
        at=at,
        subject=("daily_report", ids[0]),
        data={"reports": len(ids), "first": min(ids), "last": max(ids), "digest": digest},
    )
    return [batch, *(_work(report, actor, via, at) for report in reports if not report.all_clear)]


def _work(report: DailyReport, actor: Actor, via: str, at: datetime) -> Event:
    return event(
        "report.needs_person",
        actor=actor,
        via=via,
        at=at,
        subject=("daily_report", report.pk),
        territory=report.township_code,
        data={"dangers": report.dangers},
        needs_work=True,
    )


def add_photo(report: DailyReport, content: bytes, *, actor: Actor, via: str, at: datetime) -> ReportPhoto:
    """A Problem when it is no picture. The same picture again is there already."""
    kept = documents.keep_picture(content, at=at)
    with transaction.atomic():
        photo, new = ReportPhoto.objects.get_or_create(report=report, file=kept)
        if new:
            territory, subject = report.township_code, ("daily_report", report.pk)
            record("report.photo_added", actor=actor, via=via, at=at, subject=subject, territory=territory)
    return photo


def ask_more(
    body: Body, survey: Sequence[Any], choices: Sequence[Any], *, actor: Actor, via: str, at: datetime
) -> Questions:
    """A federation's own questions, checked before by its door; they replace those that it asked until now."""
    with transaction.atomic():
        end_questions(body, actor=actor, via=via, at=at)
        new = Questions.objects.create(body=body, survey=list(survey), choices=list(choices), since=at)
        record("questions.asked", actor=actor, via=via, at=at, subject=("body", body.pk), data={"count": len(survey)})
    return new


def end_questions(body: Body, *, actor: Actor, via: str, at: datetime) -> bool:
    with transaction.atomic():
        ended = Questions.objects.filter(body=body, ended_at=None).update(ended_at=at)
        if ended:
            record("questions.ended", actor=actor, via=via, at=at, subject=("body", body.pk))
    return bool(ended)


# --- dangers reported by workers --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reported:
    """The answer to a worker. ``receipt`` is shown once and never kept."""

    observation: Observation
    receipt: str


def report_danger(
    *,
    workplace: Workplace,
    category: str,
    text: str,
    day: date,
    channel: str,
    via: str,
    at: datetime,
    key: str | None = None,
    aside: bool = False,
    pass_over: bool = False,
) -> Reported:
    """Write what somebody saw. There is no actor: nothing about the sender is taken.

    With a ``key`` the receipt is derived from it, so that a repeated sending gets the same answer although the
    receipt is not kept; without one it is drawn at random. ``aside``: it comes in a flood, and a person looks at it
    before it goes on. ``pass_over``: the union closest to the workplace is not to have it.
    """
    if workplace.closed_on and day >= workplace.closed_on:
        raise Problem("workplace.closed", field="workplace", name=workplace.name, day=workplace.closed_on.isoformat())
    receipt = receipts.from_key(key, settings.SECRET_KEY) if key else receipts.draw()
    over = "\nover" if pass_over else ""
    content = sha256(f"{workplace.pk}\n{category}\n{day}\n{text}{over}".encode()).hexdigest()
    row = Observation(
        workplace=workplace,
        township_code=workplace.township_code,
        day=day,
        category=category,
        text=text,
        pass_over=pass_over,
        channel=channel,
        received_at=at,
        receipt_hash=receipts.hashed(receipt, settings.SECRET_KEY),
        content_hash=content,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            if aside:
                Quarantine.objects.create(observation=row, since=at)
                record("report.put_aside", **_of(row), actor=ANONYMOUS, via=via, at=at)
            else:
                _danger_event(row, actor=ANONYMOUS, via=via, at=at).save(force_insert=True)
    except IntegrityError:
        return _reported_before(row, receipt)
    return Reported(row, receipt)


def _danger_event(row: Observation, *, actor: Actor, via: str, at: datetime) -> Event:
    return event("report.needs_person", **_of(row), actor=actor, via=via, at=at, needs_work=True)


def _of(row: Observation) -> dict[str, Any]:
    return {
        "subject": ("observation", row.pk),
        "territory": row.township_code,
        "data": {"dangers": [row.category]},
    }


def _reported_before(row: Observation, receipt: str) -> Reported:
    before = Observation.objects.filter(receipt_hash=row.receipt_hash).first()
    if before is None or before.content_hash != row.content_hash:
        raise Problem("report.key_reused", field="key")
    return Reported(before, receipt)


# --- what came in a flood ---------------------------------------------------------------------------------


def let_through(held: Sequence[Quarantine], *, actor: Actor, via: str, at: datetime) -> int:
    """They go on as if nothing had been; also those that were set aside before. Returns how many."""
    return _decide_on(held, True, actor, via, at)


def set_aside(held: Sequence[Quarantine], *, actor: Actor, via: str, at: datetime) -> int:
    """Somebody has looked at them, and they are no reports of a danger. They are kept; this can be taken back."""
    return _decide_on(held, False, actor, via, at)


def _decide_on(held: Sequence[Quarantine], through: bool, actor: Actor, via: str, at: datetime) -> int:
    """Two officers, or an officer and the clock, may decide at once: each report goes on once."""
    undecided = Q(let_through=None) | Q(let_through=False) if through else Q(let_through=None)
    rows: list[Event] = []
    with transaction.atomic():
        for chunk in _chunks(sorted(one.pk for one in held)):
            mine = Quarantine.objects.select_for_update().filter(undecided, pk__in=chunk)
            taken = list(mine.select_related("observation").order_by("pk"))
            Quarantine.objects.filter(pk__in=[one.pk for one in taken]).update(decided_at=at, let_through=through)
            for one in taken:
                of = one.observation
                aside = event("report.set_aside", **_of(of), actor=actor, via=via, at=at)
                rows.append(_danger_event(of, actor=actor, via=via, at=at) if through else aside)
        Event.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def let_through_by_itself(*, at: datetime, via: str) -> int:
    """Nobody has looked at them in time. A worker's report does not wait for that."""
    limit = at - timedelta(hours=reporting.shipped().quarantine_hours)
    waiting = list(Quarantine.objects.filter(decided_at=None, since__lte=limit).order_by("since")[:LARGEST_BATCH])
    return let_through(waiting, actor=system("clock"), via=via, at=at) if waiting else 0


# --- posters ----------------------------------------------------------------------------------------------


def give_link(workplace: Workplace, *, actor: Actor, via: str, at: datetime, anew: bool = False) -> ReportLink:
    """The address for the poster; ``anew`` makes the old one worthless, for instance after it was misused.

    Two people may ask at once: the database lets one link live, and the second gets the first one's.
    """
    try:
        return _give_link(workplace, actor, via, at, anew)
    except IntegrityError:
        return ReportLink.objects.get(workplace=workplace, revoked_at=None)


def _give_link(workplace: Workplace, actor: Actor, via: str, at: datetime, anew: bool) -> ReportLink:
    with transaction.atomic():
        live = ReportLink.objects.select_for_update().filter(workplace=workplace, revoked_at=None).first()
        if live and not anew:
            return live
        if live:
            live.revoked_at = at
            live.save(update_fields=["revoked_at"])
        link = ReportLink.objects.create(workplace=workplace, token=receipts.draw_token(), created_at=at)
        record(
            "link.given",
            actor=actor,
            via=via,
            at=at,
            subject=("workplace", workplace.pk),
            territory=workplace.township_code,
            data={"anew": anew},
        )
    return link


# --- senders of short messages ----------------------------------------------------------------------------

CODE_LASTS = timedelta(minutes=15)


def draw_sender_code(membership: Membership, *, actor: Actor, via: str, at: datetime) -> str:
    """A new one; the one before is worthless then. Shown once."""
    code = receipts.draw_code()
    with transaction.atomic():
        digest = receipts.code_digest(code, settings.SECRET_KEY)
        new = {"digest": digest, "valid_until": at + CODE_LASTS, "used_by": ""}
        SenderCode.objects.update_or_create(membership=membership, defaults=new)
        record("sender.code_drawn", actor=actor, via=via, at=at, subject=("membership", membership.pk))
    return code


def bind_sender(code: str, *, channel: str, sender: str, via: str, at: datetime) -> Correspondent:
    """Whoever sends the code reports for its account from now on; bound elsewhere before, no longer there.

    The same message delivered again finds what it has done.
    """
    digest = receipts.sender_digest(channel, sender, settings.SECRET_KEY)
    with transaction.atomic():
        codes = SenderCode.objects.select_for_update().filter(digest=receipts.code_digest(code, settings.SECRET_KEY))
        found = codes.filter(valid_until__gt=at).first()
        if found is None or found.used_by not in ("", digest):
            raise Problem("message.code_unknown", field="code")
        live = Correspondent.objects.select_for_update().filter(channel=channel, digest=digest, ended_at=None).first()
        if live and found.used_by == digest:
            return live
        if live:
            live.ended_at = at
            live.save(update_fields=["ended_at"])
        new = Correspondent.objects.create(membership=found.membership, channel=channel, digest=digest, since=at)
        found.used_by = digest
        found.save(update_fields=["used_by"])
        whose = person(found.membership.person_id)
        record(
            "sender.bound", actor=whose, via=via, at=at, subject=("correspondent", new.pk), data={"channel": channel}
        )
    return new


def unbind_sender(known: Correspondent, *, actor: Actor, via: str, at: datetime) -> None:
    with transaction.atomic():
        if Correspondent.objects.filter(pk=known.pk, ended_at=None).update(ended_at=at):
            subject = ("correspondent", known.pk)
            record("sender.unbound", actor=actor, via=via, at=at, subject=subject, data={"channel": known.channel})


# --- calls ------------------------------------------------------------------------------------------------

LONGEST_CALL = timedelta(minutes=30)
"""What is counted at most: an open page is no conversation."""


def start_call(workplace: Workplace, *, day: date, caller: Person, at: datetime) -> Call | None:
    """Takes a workplace for oneself; None when somebody else is calling it."""
    with transaction.atomic():
        open_calls = Call.objects.select_for_update().filter(workplace=workplace, day=day, ended_at=None)
        for call in open_calls:
            if call.person_id == caller.pk:
                return call
            if call.started_at > at - queries.CALL_LASTS:
                return None
            call.delete()
        try:
            with transaction.atomic():
                return Call.objects.create(
                    workplace=workplace,
                    township_code=workplace.township_code,
                    day=day,
                    person=caller,
                    started_at=at,
                )
        except IntegrityError:
            return None


def let_go(caller: Person, *, day: date) -> None:
    """What one had taken and not called."""
    Call.objects.filter(person=caller, day=day, ended_at=None).delete()


def end_call(
    call: Call, outcome: str, *, report: DailyReport | None = None, actor: Actor, via: str, at: datetime
) -> None:
    """How it went; said once."""
    with transaction.atomic():
        ended = min(at, call.started_at + LONGEST_CALL)
        open_calls = Call.objects.filter(pk=call.pk, ended_at=None)
        if open_calls.update(ended_at=ended, outcome=outcome, report=report):
            record(
                "call.ended",
                actor=actor,
                via=via,
                at=at,
                subject=("workplace", call.workplace_id),
                territory=call.township_code,
                data={"outcome": outcome, "seconds": int((ended - call.started_at).total_seconds())},
            )
