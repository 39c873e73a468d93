"""From a report to a case."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from qianshao.casework.actions import telling
from qianshao.casework.actions.writing import WORKER, measures, names_of, open_case, record_event
from qianshao.casework.models import Case, CaseReport, Entry, EntryKind, Measure, PolicyVersion, Step
from qianshao.casework.queries.turns import beginning
from qianshao.casework.rules.clock import ZONE
from qianshao.core.actor import Via
from qianshao.core.events import next_number
from qianshao.core.models import Event
from qianshao.intake.models import DailyReport, Observation
from qianshao.policy import loading
from qianshao.policy.ladder import Policy
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
    policy = loading.in_force()
    kind = policy.of(category)
    first = beginning(workplace, kind, at)
    year = at.astimezone(ZONE).year
    serial = next_number(f"case {workplace.district_code} {year}")
    case = Case.objects.create(
        number=f"{workplace.district_code}-{year}-{serial:05d}",
        workplace=workplace,
        township_code=workplace.township_code,
        category=category,
        severity=kind.severity,
        policy=_policy_version(policy, at),
        opened_at=at,
        owner_id=first.turn.body_id,
        deadline=first.due.at,
        touched_at=at,
    )
    step = Step.objects.create(
        case=case,
        position=0,
        body_id=first.turn.body_id,
        received_at=at,
        due_at=first.due.at,
        first_due_at=first.due.at,
        full_due_at=first.due.full,
        shortened_by_id=first.order.pk if first.order else None,
        place=first.turn.place,
    )
    Measure.objects.bulk_create(measures(step, first.calls))
    telling.arrived(case, step, at)
    called = names_of(first.calls)
    _record_opening(case, at, owner=first.turn.body_id, category=category, **({"calls": called} if called else {}))
    return case


def _record_opening(case: Case, at: datetime, **data: object) -> None:
    record_event("case.opened", case, actor=WORKER, via=Via.WORKER, at=at, **data)


def _policy_version(policy: Policy, at: datetime) -> PolicyVersion:
    """Its texts are kept with the first case, so that the case keeps them when the files change."""
    defaults = {"text": policy.text, "own_text": policy.own_text, "first_used_at": at}
    return PolicyVersion.objects.get_or_create(version=policy.version, defaults=defaults)[0]
