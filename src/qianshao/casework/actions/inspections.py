"""From an inspection in which something critical failed to a case."""

from __future__ import annotations

from qianshao.casework.actions.opening import open_or_join, wait_for_turn
from qianshao.casework.models import Case, CaseOrigin, Entry
from qianshao.core.models import Event
from qianshao.resumption.models import Inspection

INSPECTION = "inspection"


def take_inspection(row: Event) -> None:
    """One case for each kind of danger that the checklist names for what failed; called by the worker. A row that is
    replayed changes nothing."""
    inspection = Inspection.objects.select_related("workplace").get(pk=row.subject_id)
    wait_for_turn(inspection.workplace_id)
    taken = set(CaseOrigin.objects.filter(kind=INSPECTION, number=inspection.pk).values_list("category", flat=True))
    for category in row.data["dangers"]:
        if category not in taken:
            _take(inspection, category, row)


def _take(inspection: Inspection, category: str, row: Event) -> None:
    case, kind = open_or_join(inspection.workplace, category, row.at)
    CaseOrigin.objects.create(case=case, kind=INSPECTION, number=inspection.pk, category=category, at=row.at)
    Case.objects.filter(pk=case.pk).update(touched_at=max(row.at, case.touched_at))
    words = f"{inspection.title} {inspection.number}"
    Entry.objects.create(case=case, kind=kind, body=inspection.body, text=words, for_reporter=False, at=row.at)
