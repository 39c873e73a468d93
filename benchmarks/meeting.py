"""The daily meeting in a district of 200,000 workplaces: to close the roll, to prepare it, and its page.

Prints JSON lines; run by ``python -m benchmarks``. Workplaces are those of ``benchmarks.restarts``; eleven of twelve have
reported in time, one of a hundred of them that something is wrong, and 600 cases are open, a third of them overdue.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import django

SIZE = 200_000
CASES = 600
DISTRICT, DAY = "500113", date(2022, 2, 8)
P95 = 200
"""Milliseconds: the page should be there before anybody notices that it was not."""


def main() -> None:
    size = next((int(word) for word in sys.argv[1:] if word.isdecimal()), SIZE)
    with tempfile.TemporaryDirectory(prefix="qianshao-bench-") as directory:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "qianshao.config.settings",
            "QIANSHAO_DATA": directory,
            "QIANSHAO_HOSTS": "testserver",
        }
        django.setup()
        from benchmarks.measure import analyse

        fill(size)
        analyse()
        run(size)


def run(size: int) -> None:
    from qianshao.briefing.meetings import actions as meetings
    from qianshao.briefing.rolls import actions as rolls
    from qianshao.briefing.rolls import queries
    from qianshao.core.actor import system
    from qianshao.registry.models import Body

    body = Body.objects.get(territory=DISTRICT, kind="federation")
    cut_off = queries.cut_off(body, DAY)
    at = cut_off + timedelta(minutes=5)
    said: dict[str, Any] = {"actor": system("bench"), "via": "shell", "at": at}
    say("roll_close", size, once(lambda: rolls.close(body, DAY, cut_off, **said)))
    say("meeting_prepare", size, once(lambda: meetings.prepare(body, DAY, **said)))
    say("meeting", size, page(body.pk) | {"target_p95_ms": P95})


def once(work: Callable[[], object]) -> dict[str, Any]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return {
        "ms": round(1000 * (time.perf_counter() - wall), 1),
        "cpu_ms": round(1000 * (time.process_time() - cpu), 1),
    }


def page(body: int) -> dict[str, Any]:
    """As an officer's browser asks for it, through all of the program but the server."""
    from django.test import Client

    from benchmarks.measure import percentiles
    from qianshao.accounts.models import Membership, Person
    from qianshao.briefing.models import Item, Meeting

    now = datetime.now().astimezone()
    officer = Person.objects.create(username="officer", created_at=now)
    Membership.objects.create(person=officer, body_id=body, role="officer", since=now)
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    meeting = Meeting.objects.get(body=body)

    def ask() -> int:
        answer = client.get(f"/meetings/{meeting.pk}/")
        assert answer.status_code == 200, answer.status_code
        return len(answer.content)

    figures: dict[str, Any] = percentiles(ask)
    cpu = time.process_time()
    for _ in range(10):
        ask()
    figures["cpu_ms"] = round(100 * (time.process_time() - cpu), 2)
    return {"points": Item.objects.filter(meeting=meeting).count(), "bytes": ask(), **figures}


def say(bench: str, size: int, figures: dict[str, Any]) -> None:
    from django.db import connection

    from benchmarks.measure import reference_ms

    line = {"bench": bench, "size": size, "database": connection.vendor, **figures, "reference_ms": reference_ms()}
    print(json.dumps(line), flush=True)


def fill(size: int) -> None:
    """Reports by the database itself; cases as rows, since how one is opened is not measured here."""
    from django.db import connection

    from benchmarks import restarts
    from qianshao.demo import district

    restarts.fill(size)
    district.enter_bodies(DISTRICT, DAY)
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO intake_dailyreport (workplace_id, township_code, day, source, revision, channel, received_at,
                content_hash, all_clear, dangers, headcount, remarks, extra)
            SELECT id, township_code, '2022-02-08', 'union', 1, 'web', '2022-02-08 01:00:00+00:00', '',
                id % 100 > 0, '[]', headcount, '', '{}'
            FROM registry_workplace WHERE id % 12 > 0"""
        )
    cases()


def cases() -> None:
    from qianshao.casework.models import Case, PolicyVersion
    from qianshao.policy import loading
    from qianshao.registry.models import Body, Workplace

    noon = datetime(2022, 2, 8, 4, 0).astimezone()
    policy = PolicyVersion.objects.create(version="bench", text="", first_used_at=noon)
    owners = list(Body.objects.filter(territory__parent=DISTRICT, kind="federation"))
    kinds = sorted(loading.shipped().categories)
    Case.objects.bulk_create(
        Case(
            number=f"bench-{number}",
            workplace=place,
            township_code=place.township_code,
            category=kinds[number % len(kinds)],
            severity=1 + number % 3,
            policy=policy,
            opened_at=noon - timedelta(hours=6 + number % 48),
            owner=owners[number % len(owners)],
            deadline=noon + timedelta(hours=8 - number % 12),
            touched_at=noon,
        )
        for number, place in enumerate(Workplace.objects.order_by("pk")[:CASES])
    )


if __name__ == "__main__":
    main()
