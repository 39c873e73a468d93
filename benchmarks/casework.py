"""Cases by the hundred thousand: the sweep, and the inbox. Prints JSON lines; run by ``python -m benchmarks``.

``sweep``: a million open cases, of which every twentieth has fallen due in the last hour: as many as fall due in an
hour when terms are a day on average. ``sweep_idle``: the same, with nothing due. ``inbox``: one officer whose own body
has a hundred thousand open cases.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import django

NOW = datetime(2022, 2, 8, 4, 0, tzinfo=UTC)
DISTRICT = "500113"
SWEPT, IN_THE_INBOX, ONE_IN = 1_000_000, 100_000, 20
TARGETS = {"sweep": {"target_s": 60}, "sweep_idle": {"target_p95_ms": 50}, "inbox": {"target_p95_ms": 100}}
"""What each is to stay under; printed beside what was measured, with the processor time of this process for one."""


def main() -> None:
    wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="qianshao-bench-") as directory:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "qianshao.config.settings",
            "QIANSHAO_DATA": directory,
            "QIANSHAO_HOSTS": "testserver",
        }
        django.setup()
        from benchmarks.measure import analyse

        prepare()
        if "inbox" in wanted:
            fill(IN_THE_INBOX, of_district=True)
            analyse()
            inbox()
            empty()
        if "sweep" in wanted:
            fill(SWEPT, of_district=False)
            analyse()
            sweep()


def say(bench: str, size: int, **figures: Any) -> None:
    from django.db import connection

    print(
        json.dumps({"bench": bench, "size": size, "database": connection.vendor, **figures, **TARGETS.get(bench, {})}),
        flush=True,
    )


# --- what is there ----------------------------------------------------------------------------------------


def prepare() -> None:
    """Divisions and bodies as in the demo, and a workplace for each case of one category."""
    from django.core.management import call_command

    from qianshao.demo import district
    from qianshao.policy import loading
    from qianshao.registry.commands import load_shipped_divisions
    from qianshao.registry.models import Territory, Workplace

    call_command("migrate", verbosity=0, interactive=False)
    load_shipped_divisions()
    district.enter_bodies(DISTRICT, NOW.date())
    townships = list(Territory.objects.filter(parent=DISTRICT).values_list("code", flat=True))
    count = -(-SWEPT // len(loading.shipped().categories))
    Workplace.objects.bulk_create(
        (
            Workplace(
                name=f"generated {number}",
                territory_id=townships[number % len(townships)],
                township_code=townships[number % len(townships)],
                district_code=DISTRICT,
                source="generated",
                generated=True,
            )
            for number in range(count)
        ),
        batch_size=2000,
    )


def fill(count: int, *, of_district: bool) -> None:
    """Written by the database itself: as the worker would have left them, all due tomorrow, then some an hour ago."""
    from django.db import connection
    from django.db.models import F

    from qianshao.casework.models import Case, PolicyVersion
    from qianshao.policy import loading

    policy = loading.shipped()
    PolicyVersion.objects.get_or_create(
        version=policy.version, defaults={"text": policy.text, "first_used_at": NOW - timedelta(days=1)}
    )
    owner = "SELECT id FROM registry_body WHERE kind = 'federation' AND territory_id = "
    whose = f"({owner}'{DISTRICT}')" if of_district else f"({owner}w.township_code)"
    numbered = enumerate(policy.categories.items())
    kinds = ", ".join(f"('{code}', {one.severity}, {number})" for number, (code, one) in numbered)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO casework_case (number, workplace_id, township_code, category, severity, policy_id,
                    opened_at, owner_id, deadline, rung, moves, touched_at, closed_at)
                SELECT k.column3 || '-' || w.id, w.id, w.township_code, k.column1, k.column2, '{policy.version}',
                    '2022-02-07 04:00:00+00:00', {whose}, '2022-02-09 04:00:00+00:00', 0, 0,
                    '2022-02-07 04:00:00+00:00', NULL
                FROM registry_workplace w CROSS JOIN (VALUES {kinds}) AS k LIMIT {count}"""  # noqa: S608
        )
        for minutes in range(0, 60, 5):
            late = Case.objects.annotate(place=F("id") % (ONE_IN * 12)).filter(place=ONE_IN * (minutes // 5))
            late.update(deadline=NOW - timedelta(minutes=minutes, seconds=1))
        cursor.execute(
            """INSERT INTO casework_step (case_id, position, body_id, received_at, due_at, first_due_at, outcome)
               SELECT id, 0, owner_id, opened_at, deadline, deadline, '' FROM casework_case"""
        )
        cursor.execute(
            """INSERT INTO casework_entry (case_id, kind, text, for_reporter, at)
               SELECT id, 'opened', '', TRUE, opened_at FROM casework_case"""
        )


def empty() -> None:
    from qianshao.casework.models import Case, Entry, Step

    for model in (Entry, Step, Case):
        model.objects.all()._raw_delete("default")


# --- what is measured -------------------------------------------------------------------------------------


def sweep() -> None:
    from benchmarks.measure import percentiles, reference_ms
    from qianshao.casework import actions
    from qianshao.casework.models import Case, Entry

    due = Case.objects.filter(closed_at=None, deadline__lt=NOW).count()
    start, spent = time.perf_counter(), time.process_time()
    moved = actions.sweep(NOW)
    seconds, spent = time.perf_counter() - start, time.process_time() - spent
    assert moved == due > 0 and not Case.objects.filter(deadline__lt=NOW).exists()
    assert Entry.objects.exclude(kind="opened").count() >= moved
    figures = {"due": due, "seconds": round(seconds, 2), "cpu_s": round(spent, 2), "per_second": round(moved / seconds)}
    say("sweep", SWEPT, **figures, reference_ms=reference_ms())
    say("sweep_idle", SWEPT, **percentiles(lambda: actions.sweep(NOW)), reference_ms=reference_ms())


def inbox() -> None:
    from django.test import Client

    from benchmarks.measure import ROUNDS, officer, percentiles, reference_ms

    client = Client()
    client.force_login(officer(), backend="django.contrib.auth.backends.ModelBackend")

    def page() -> None:
        assert client.get("/inbox/").status_code == 200

    spent = time.process_time()
    figures = percentiles(page)
    spent = time.process_time() - spent
    say("inbox", IN_THE_INBOX, **figures, cpu_ms=round(1000 * spent / (ROUNDS + 5), 1), reference_ms=reference_ms())
    from qianshao.accounts.models import Person
    from qianshao.accounts.queries import memberships, scope_of
    from qianshao.casework import queries

    person = Person.objects.get(username="benchmark")
    scope = scope_of(memberships(person, datetime.now(UTC))[0], datetime.now(UTC))
    mark = percentiles(lambda: queries.inbox_mark(scope))
    say("inbox_mark", IN_THE_INBOX, **mark, reference_ms=reference_ms())


if __name__ == "__main__":
    main()
