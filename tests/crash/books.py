"""What is on disk, compared with what was promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from django.db import connection
from django.db.models import Count

from qianshao.casework.models import CaseReport
from qianshao.core.models import Event
from qianshao.intake.models import DailyReport, DayTally
from qianshao.intake.rules import receipts


def compare(acknowledged: Mapping[str, str]) -> dict[str, int]:
    """Each figure should be 0, beside ``acknowledged``. Called when nobody writes and the queue is empty."""
    rows = list(
        DailyReport.objects.values("pk", "key", "day", "workplace_id", "township_code", "all_clear", "revision")
    )
    by_key = {
        row["key"].split(":", 1)[1]: receipts.of_daily_report(row["day"], row["pk"]) for row in rows if row["key"]
    }
    once = Counter((row["workplace_id"], row["day"]) for row in rows)
    work = Counter(
        Event.objects.filter(action="report.needs_person", needs_work=True).values_list("subject_id", flat=True)
    )
    wrong = {str(row["pk"]) for row in rows if not row["all_clear"]}
    cases = dict(CaseReport.objects.order_by().values_list("daily_report").annotate(count=Count("pk")))
    found = {
        "acknowledged": len(acknowledged),
        "lost": sum(by_key.get(key) != receipt for key, receipt in acknowledged.items()),
        "doubled": sum(count - 1 for count in once.values()) + len(rows) - len(by_key),
        "half_written": _half_written(Counter((row["day"], row["township_code"]) for row in rows)),
        "items_lost": len(wrong - set(work)) + sum(int(number) not in cases for number in wrong),
        "items_doubled": sum(count - 1 for count in work.values()) + sum(count - 1 for count in cases.values()),
        "items_left": Event.objects.filter(needs_work=True, done_at=None).count(),
    }
    connection.close()
    return found


def _half_written(there: Counter[tuple[date, str]]) -> int:
    """Reports that the board or the trail does not know, and the other way round."""
    rows = DayTally.objects.values_list("day", "township_code", "reported")
    tallies = {(day, code): count for day, code, count in rows}
    off = sum(abs(there[place] - tallies.get(place, 0)) for place in {*there, *tallies})
    batches = Event.objects.filter(action="reports.filed").values_list("data", flat=True)
    return off + abs(sum(int(data["reports"]) for data in batches) - there.total())
