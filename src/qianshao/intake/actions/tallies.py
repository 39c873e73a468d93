"""The tallies that the board reads, kept in the transaction of each report."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db import connection

from qianshao.intake.models import DailyReport, DayTally, Source

Counted = Counter[tuple[date, str, str]]
"""By day, township and column."""


def count(counted: Counted, report: DailyReport, previous: DailyReport | None) -> None:
    """The board counts the union's reports: a first one, and the change from well to wrong or back.

    A revision is counted against the one before it, in the township where that one was counted.
    """
    if report.source != Source.UNION:
        return
    if previous:
        counted[previous.day, previous.township_code, "reported"] -= 1
        counted[previous.day, previous.township_code, "wrong"] -= not previous.all_clear
    counted[report.day, report.township_code, "reported"] += 1
    counted[report.day, report.township_code, "wrong"] += not report.all_clear


def write(counted: Counted) -> None:
    """Add to the rows of the board, in one order for everybody as well."""
    changes: dict[tuple[date, str], list[int]] = {}
    for (day, township, column), change in counted.items():
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
