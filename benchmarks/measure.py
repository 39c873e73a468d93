"""One size: make the district, then measure what was asked for. Prints JSON lines; run by ``python -m benchmarks``."""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import cycle
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from qianshao.accounts.models import Person

DAY = "2022-02-08"
DISTRICT = "500113"
ROUNDS = 60
NAMES_TO_FIND = ("钛业", "重庆沿江钛业", "chongqingyanjiang", "cqyj", "沿江太业", "机械厂000123")


def main() -> None:
    size, wanted = int(sys.argv[1]), sys.argv[2:]
    os.environ["DJANGO_SETTINGS_MODULE"] = "qianshao.config.settings"
    os.environ["QIANSHAO_HOSTS"] = "testserver"
    django.setup()
    seconds = populate(size)
    if "import" in wanted:
        say("import", size, seconds=round(seconds, 2), rows_per_second=round(size / seconds))
    for name, work in works(wanted, size).items():
        if name in wanted:
            say(name, size, **percentiles(work), reference_ms=reference_ms())


def say(bench: str, size: int, **figures: Any) -> None:
    from django.db import connection

    print(json.dumps({"bench": bench, "size": size, "database": connection.vendor, **figures}), flush=True)


def populate(size: int) -> float:
    """Divisions, bodies, workplaces through the ordinary import, and a morning's reports. Seconds of the import."""
    from django.core.management import call_command

    from qianshao.config.work import HANDLERS
    from qianshao.demo import district
    from qianshao.demo.actions import replay
    from qianshao.registry.commands import load_shipped_divisions

    call_command("migrate", verbosity=0, interactive=False)
    load_shipped_divisions()
    day = date.fromisoformat(DAY)
    district.enter_bodies(DISTRICT, day)
    sheet = district.sheet(DISTRICT, day, size)
    start = time.perf_counter()
    district.import_sheet(sheet, DISTRICT, day)
    seconds = time.perf_counter() - start
    replay(district.workplaces(DISTRICT), day, HANDLERS, quiet=True)
    analyse()
    return seconds


def analyse() -> None:
    """As PostgreSQL does by itself after a while, and `qianshao work` on SQLite."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def works(wanted: Sequence[str], size: int) -> dict[str, Callable[[], object]]:
    """The whole page as an officer of the district gets it, the query behind it, the search for a workplace, and the
    public page of a release, which is drafted and published for it."""
    from django.test import Client

    from benchmarks.releases import publish
    from qianshao.briefing import queries as briefing
    from qianshao.core import clock
    from qianshao.registry import queries as registry
    from qianshao.registry.scope import EVERYTHING

    day, names = date.fromisoformat(DAY), cycle(NAMES_TO_FIND)
    client = Client()
    person = officer()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    number = ""
    if "release" in wanted:
        number, figures = publish(DISTRICT, day, person)
        say("release_draft", size, **figures, reference_ms=reference_ms())

    def release() -> None:
        assert Client().get(f"/public/zh/{number}/").status_code == 200

    def board_page() -> None:
        assert client.get(f"/board/{DISTRICT}/", {"day": DAY}).status_code == 200

    def board_query() -> None:
        briefing.board(EVERYTHING, DISTRICT, day=day, at=clock.now())
        list(briefing.silent(EVERYTHING, DISTRICT, day=day)[: briefing.PAGE])

    def who() -> None:
        registry.find(EVERYTHING, next(names))

    return {"board": board_page, "board_query": board_query, "who": who, "release": release}


def officer() -> Person:
    """Somebody of the district, as the board is made for."""
    from django.utils import timezone

    from qianshao.accounts.models import Membership, Person
    from qianshao.registry.models import Body

    person = Person.objects.create(username="benchmark", created_at=timezone.now())
    body = Body.objects.get(territory=DISTRICT, kind="federation")
    Membership.objects.create(person=person, body=body, role="officer", since=timezone.now() - timedelta(days=9999))
    return person


def percentiles(work: Callable[[], object], rounds: int = ROUNDS) -> dict[str, float]:
    """In milliseconds, after five rounds that do not count."""
    for _ in range(5):
        work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    cuts = statistics.quantiles(times, n=20)
    return {"p50_ms": round(statistics.median(times), 2), "p95_ms": round(cuts[18], 2)}


def reference_ms() -> float:
    """Counting and grouping 200,000 rows in an SQLite table in memory: a piece of work that never changes."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE reference (town INTEGER, people INTEGER)")
    database.executemany("INSERT INTO reference VALUES (?, ?)", ((n % 23, n) for n in range(200_000)))
    times = []
    for _ in range(5):
        start = time.perf_counter()
        database.execute("SELECT town, count(*), sum(people) FROM reference GROUP BY town").fetchall()
        times.append(1000 * (time.perf_counter() - start))
    return round(min(times), 2)


if __name__ == "__main__":
    main()
