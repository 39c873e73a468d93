"""Daily reports on their way in. What is written here is committed before anybody is told that it arrived."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction

from qianshao.core.actor import Actor
from qianshao.core.batches import batches
from qianshao.core.events import event
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.intake.actions import tallies
from qianshao.intake.models import DailyReport, RepeatedKey
from qianshao.intake.rules import daily
from qianshao.policy import reporting
from qianshao.registry.models import Workplace

ATTEMPTS = 5


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
    for group in batches(sorted(places)):
        list(Workplace.objects.select_for_update(no_key=True).filter(pk__in=group).order_by("pk").values_list("pk"))


def _file(submissions: Sequence[Submission], actor: Actor, via: str, at: datetime) -> list[Outcome]:
    known = _Known(submissions)
    outcomes: list[Outcome] = []
    fresh: list[DailyReport] = []
    repeated: dict[str, DailyReport] = {}
    counted: tallies.Counted = Counter()
    for submission in submissions:
        outcome = _decide(submission, known, at)
        outcomes.append(outcome)
        if isinstance(outcome, Problem):
            continue
        if not outcome.repeated:
            fresh.append(outcome.report)
            tallies.count(counted, outcome.report, known.previous(outcome.report))
            known.add(outcome.report)
        elif submission.key and submission.key not in known.by_key:
            repeated[submission.key] = known.by_key[submission.key] = outcome.report
    # In one order for everybody, so that two batches with the same workplaces never wait for each other.
    fresh.sort(key=_place)
    DailyReport.objects.bulk_create(fresh, batch_size=500)
    RepeatedKey.objects.bulk_create([RepeatedKey(key=key, report=report) for key, report in repeated.items()])
    tallies.write(counted)
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
        for chunk in batches(keys):
            self.by_key |= {report.key or "": report for report in DailyReport.objects.filter(key__in=chunk)}
            again = RepeatedKey.objects.filter(key__in=chunk).select_related("report")
            self.by_key |= {one.key: one.report for one in again}
        for group in batches(sorted(places)):
            rows = DailyReport.objects.filter(workplace__in=group, day__in=days).order_by("revision")
            self.latest |= {_place(report): report for report in rows}

    def add(self, report: DailyReport) -> None:
        self.latest[_place(report)] = report
        if report.key:
            self.by_key[report.key] = report

    def previous(self, report: DailyReport) -> DailyReport | None:
        return self.latest.get(_place(report))


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
    dangers = daily.dangers(numbers, reporting.in_force())
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
