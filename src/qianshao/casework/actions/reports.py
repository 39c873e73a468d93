"""From a report to a case."""

from __future__ import annotations

from datetime import datetime

from qianshao.casework.actions.opening import open_or_join, wait_for_turn
from qianshao.casework.actions.supplies import raise_need_of
from qianshao.casework.actions.watch import put_on_watch
from qianshao.casework.models import Case, CaseReport, Entry, EntryKind
from qianshao.core.models import Event
from qianshao.intake.models import DailyReport, Observation
from qianshao.registry.models import Workplace


def take_report(row: Event) -> None:
    """Turn a report that needs a person into cases, one for each danger. Called by the worker, in its transaction.

    A row that is replayed changes nothing: what is on a case stays there.
    """
    if row.subject_type == "observation":
        observation = Observation.objects.select_related("workplace").get(pk=row.subject_id)
        wait_for_turn(observation.workplace_id)
        if not CaseReport.objects.filter(observation=observation).exists():
            _open_or_join(observation.workplace, observation.category, at=row.at, observation=observation)
        return
    report = DailyReport.objects.select_related("workplace").get(pk=row.subject_id)
    wait_for_turn(report.workplace_id)
    taken = set(CaseReport.objects.filter(daily_report=report).values_list("category", flat=True))
    for category in row.data["dangers"]:
        if category not in taken:
            _open_or_join(report.workplace, category, at=row.at, daily_report=report)


def _open_or_join(
    workplace: Workplace,
    category: str,
    *,
    at: datetime,
    daily_report: DailyReport | None = None,
    observation: Observation | None = None,
) -> None:
    over = observation is not None and observation.pass_over
    case, kind = open_or_join(workplace, category, at, pass_over=over)
    CaseReport.objects.create(case=case, daily_report=daily_report, observation=observation, category=category, at=at)
    Case.objects.filter(pk=case.pk).update(touched_at=max(at, case.touched_at))
    Entry.objects.create(case=case, kind=kind, observation=observation, for_reporter=True, at=at)
    if observation:
        put_on_watch(case, observation, at=at, is_new=kind == EntryKind.OPENED)
    if kind == EntryKind.OPENED:
        raise_need_of(case, daily_report, at=at)
