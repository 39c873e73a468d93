"""From a report to a case."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from qianshao.casework.actions.writing import WORKER, open_case, record_event
from qianshao.casework.models import Case, CaseReport, Entry, EntryKind, PolicyVersion, Step
from qianshao.casework.queries.turns import turns_of
from qianshao.casework.rules import ladder
from qianshao.core.actor import Via
from qianshao.core.events import next_number
from qianshao.core.models import Event
from qianshao.intake.models import DailyReport, Observation
from qianshao.policy import loading
from qianshao.policy.calendar import CHINA
from qianshao.registry.models import Workplace


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
    case = open_case(workplace, category)
    kind = EntryKind.JOINED
    if case is None:
        case, kind = _open_unless_open(workplace, category, at)
    CaseReport.objects.create(case=case, daily_report=daily_report, observation=observation, category=category, at=at)
    Case.objects.filter(pk=case.pk).update(touched_at=max(at, case.touched_at))
    Entry.objects.create(case=case, kind=kind, observation=observation, for_reporter=True, at=at)


def _open_unless_open(workplace: Workplace, category: str, at: datetime) -> tuple[Case, EntryKind]:
    """Two workers may hold the first two reports of one danger: the database lets one open, the other joins."""
    try:
        with transaction.atomic():
            return _open(workplace, category, at), EntryKind.OPENED
    except IntegrityError:
        case = open_case(workplace, category)
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
    record_event("case.opened", case, actor=WORKER, via=Via.WORKER, at=at, owner=first.body_id, category=category)
    return case


def _policy_version(version: str, at: datetime) -> PolicyVersion:
    defaults = {"text": loading.shipped_text(), "first_used_at": at}
    return PolicyVersion.objects.get_or_create(version=version, defaults=defaults)[0]
