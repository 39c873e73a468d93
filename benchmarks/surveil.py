"""One look at the records: a district of 12,000 workplaces, and a city of 200,000 in 38 districts. JSON lines.

``python -m benchmarks.surveil [SIZE …]``. Generated: nine of ten have reported on each day of four weeks; six
of a thousand reports tell of somebody ill. What a look reads and what its rules take are told apart.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from typing import Any

import django

from benchmarks.measure import reference_ms, say

DAY, DAYS = date(2022, 2, 8), 28
SIZES = {12_000: 1, 200_000: 38}
"""Workplaces, and the districts that they are in."""

AT_ONCE = 5_000


def main() -> None:
    for size in map(int, sys.argv[1:] or SIZES):
        with tempfile.TemporaryDirectory(prefix="qianshao-bench-") as directory:
            if not os.environ.get("QIANSHAO_DATABASE_URL"):
                os.environ["QIANSHAO_DATA"] = directory
            if os.fork() == 0:  # a process of its own, so that its memory is its own
                measure(size)
                os._exit(0)
            if os.wait()[1]:
                sys.exit(1)


def measure(size: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "qianshao.config.settings"
    django.setup()
    from django.utils import timezone

    from qianshao.core.actor import Via, system
    from qianshao.registry.scope import EVERYTHING
    from qianshao.surveillance import queries
    from qianshao.surveillance.actions.looking import look_at

    populate(size, SIZES.get(size, 1))
    spent = Spent()
    codes = queries.districts(EVERYTHING, "")
    said: dict[str, Any] = {"actor": system("surveillance"), "via": Via.SHELL, "at": timezone.now()}
    look_at(codes[0], DAY - timedelta(days=3), where=spent, **said)  # compiles
    spent.cpu = spent.wall = 0.0
    cpu, wall, signals = time.process_time(), time.perf_counter(), 0
    for code in codes:
        signals += len(look_at(code, DAY, where=spent, **said).signals)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    say(
        "surveil",
        size,
        districts=len(codes),
        cpu_s=round(cpu, 2),
        wall_s=round(wall, 2),
        rules_cpu_s=round(spent.cpu, 2),
        read_and_write_cpu_s=round(cpu - spent.cpu, 2),
        peak_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
        signals=signals,
        reference_ms=reference_ms(),
    )


class Spent:
    """Where the rules run, with a watch in the hand."""

    cpu = wall = 0.0

    def __call__(self, work: Any) -> Any:
        cpu, wall = time.process_time(), time.perf_counter()
        found = work()
        self.cpu += time.process_time() - cpu
        self.wall += time.perf_counter() - wall
        return found


def populate(size: int, districts: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from qianshao.registry.commands import load_shipped_divisions
    from qianshao.registry.models import Territory, Workplace

    call_command("migrate", verbosity=0, interactive=False)
    load_shipped_divisions()
    codes = list(Territory.objects.filter(level=3).order_by("code").values_list("code", flat=True)[:districts])
    towns = [list(Territory.objects.filter(parent=code).order_by("code")) for code in codes]
    towns = [each for each in towns if each]
    for start in range(0, size, AT_ONCE):
        Workplace.objects.bulk_create(place(at, towns) for at in range(start, min(start + AT_ONCE, size)))
    with connection.cursor() as cursor:
        for day in range(DAYS):
            cursor.execute(*copied(DAY - timedelta(days=day), day))
        cursor.execute("ANALYZE")


def place(at: int, towns: list[list[Any]]) -> Any:
    from qianshao.registry.models import Workplace

    near = towns[at % len(towns)]
    town = near[at // len(towns) % len(near)]
    return Workplace(
        name=f"机械厂{at:06d}（演示）",
        territory=town,
        township_code=town.code[:9],
        district_code=town.code[:6],
        headcount=5 + at * 7919 % 97,
        latitude=29 + at * 104_729 % 9973 / 9973,
        longitude=106 + at * 15_485_863 % 9973 / 9973,
        source="benchmark",
        generated=True,
    )


def copied(day: date, number: int) -> tuple[str, list[Any]]:
    """A report of each workplace but one in ten, written by the database itself."""
    from django.db import connection

    from qianshao.intake.models import Channel, DailyReport, Source

    at = datetime.fromisoformat(f"{day}T08:00:00+08:00")
    ill = f"(id * 7919 + {number} * 104729) % 1000 < 6"
    fixed: dict[str, Any] = {
        "day": day, "source": Source.UNION.value, "channel": Channel.WEB.value, "received_at": at, "revision": 1,
        "content_hash": "0",
    }  # fmt: skip
    chosen = {"workplace_id": "id", "township_code": "township_code", "headcount": "headcount",
              "all_clear": f"CASE WHEN {ill} THEN {no()} ELSE {yes()} END",
              "fever": f"CASE WHEN {ill} THEN 1 END"}  # fmt: skip
    names, values, given = [], [], []
    for field in DailyReport._meta.concrete_fields:
        if field.primary_key:
            continue
        value = fixed.get(field.attname, field.get_default())
        if field.attname not in chosen and value is None:
            continue
        names.append(connection.ops.quote_name(str(field.column)))
        values.append(chosen.get(field.attname, "%s"))
        if field.attname not in chosen:
            given.append(field.get_db_prep_save(value, connection))
    there = f"(id * 31 + {number} * 17) %% 10 <> 0"
    sql = f"INSERT INTO intake_dailyreport ({', '.join(names)}) SELECT {', '.join(values)} FROM registry_workplace"  # noqa: S608 - columns of our own
    return sql.replace("% 1000", "%% 1000") + f" WHERE {there}", given


def yes() -> str:
    from django.db import connection

    return "TRUE" if connection.vendor == "postgresql" else "1"


def no() -> str:
    from django.db import connection

    return "FALSE" if connection.vendor == "postgresql" else "0"


if __name__ == "__main__":
    main()
