"""A desk in a process of its own, for tests that kill it or crowd it: python -m tests.intake.desk WHAT.

It works on the database that the environment names, with the program's own durability, and prints JSON lines.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from itertools import count
from threading import Barrier, Thread
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from qianshao.accounts.models import Person, Token  # noqa: E402
from qianshao.core import clock  # noqa: E402
from qianshao.core.actor import person, system  # noqa: E402
from qianshao.core.models import Event  # noqa: E402
from qianshao.intake import actions, queries  # noqa: E402
from qianshao.intake.models import DailyReport, DayTally, Observation  # noqa: E402
from qianshao.intake.rules.daily import Numbers  # noqa: E402
from qianshao.policy import reporting  # noqa: E402
from qianshao.registry.models import Body, Workplace  # noqa: E402
from tests.cast import DAY, MORNING, assemble  # noqa: E402

CROWD = 8


def tell(**what: Any) -> None:
    """The line leaves the process at once, as an answer on the network would."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def place() -> Workplace:
    return Workplace.objects.get(name="鱼洞机械厂")


def file(numbers: Numbers, key: str | None, day: date = DAY) -> actions.Filed:
    submission = actions.Submission(place(), day, "union", numbers, "api", key)
    return actions.file_daily_report(submission, actor=person(1), via="api", at=MORNING)


def see(text: str, key: str | None) -> str:
    return actions.report_danger(
        workplace=place(), category="other", text=text, day=DAY, channel="api", via="api", at=MORNING, key=key
    ).receipt


def prepare() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    assemble()
    actions.give_link(place(), actor=system("test"), via="demo", at=MORNING)


def work_until_killed() -> None:
    """Every second report is wrong, every fifth is a worker's."""
    for number in count():
        if number % 5 == 4:
            tell(receipt=see(f"{number}", key=None))
        else:
            filed = file(Numbers(headcount=number, fever=number % 2), key=f"k{number}")
            tell(key=f"k{number}", pk=filed.report.pk)


def same_key() -> None:
    def one(_: int) -> dict[str, Any]:
        filed = file(Numbers(headcount=1, fever=1), "same")
        return {"pk": filed.report.pk, "repeated": filed.repeated}

    crowd(one)


def no_key() -> None:
    crowd(lambda number: {"revision": file(Numbers(headcount=number, fever=number % 2), None).report.revision})


def same_danger() -> None:
    crowd(lambda _: {"receipt": see("没有口罩", "k" * 20)})


def new_link() -> None:
    crowd(lambda _: {"pk": actions.give_link(place(), actor=person(1), via="web", at=MORNING, anew=True).pk})


def crowd(what: Callable[[int], dict[str, Any]]) -> None:
    """All at the same moment, each with a connection of its own."""
    gate = Barrier(CROWD)

    def one(number: int) -> None:
        try:
            gate.wait()
            tell(**what(number))
        finally:
            connection.close()

    threads = [Thread(target=one, args=(number,)) for number in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def keys() -> None:
    """Keys for both delegates and one that is revoked; and the numbers of the workplaces."""
    for who in ("delegate of plant", "delegate of shop", "revoked", "officer of district"):
        person = Person.objects.get(username=("delegate of plant" if who == "revoked" else who).replace(" ", "-"))
        Token.objects.create(
            membership=person.memberships.get(),
            label="test",
            digest=sha256(who.encode()).hexdigest(),
            created_at=MORNING,
            revoked_at=MORNING if who == "revoked" else None,
        )
    tell(**{place.name: place.pk for place in Workplace.objects.all()})


def ordinary() -> None:
    """Lines of key and body, sent through the ordinary door."""
    for line in sys.stdin:
        key, body = line.rstrip("\n").split("\t")
        headers = {"authorization": f"Bearer {key}"}
        client = Client(SERVER_NAME="localhost")
        answer = client.post("/api/v1/reports", body, content_type="application/json", headers=headers)
        tell(status=answer.status_code, **answer.json())


def rows() -> None:
    """Everything that a report leaves behind."""
    events = Event.objects.filter(action__in=("reports.filed", "report.needs_person")).order_by("pk")
    tell(
        reports=[_plain(row) for row in DailyReport.objects.order_by("pk").values()],
        events=[
            _plain(row)
            for row in events.values("action", "actor", "via", "subject_id", "territory", "data", "needs_work")
        ],
        tallies=[_plain(row) for row in DayTally.objects.order_by("day", "township_code").values()],
    )


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, date) else value for name, value in row.items()}


def look() -> None:
    """What is on disk, for the one who compares."""
    newest = DailyReport.objects.order_by("-revision").first()
    work = Event.objects.filter(action="report.needs_person", needs_work=True)
    tell(
        reports={str(report.key): report.pk for report in DailyReport.objects.all()},
        not_clear=sorted(str(pk) for pk in DailyReport.objects.filter(all_clear=False).values_list("pk", flat=True)),
        work=sorted(work.filter(subject_type="daily_report").values_list("subject_id", flat=True)),
        observations=sorted(str(pk) for pk in Observation.objects.values_list("pk", flat=True)),
        dangers=sorted(work.filter(subject_type="observation").values_list("subject_id", flat=True)),
        tallies=list(DayTally.objects.values_list("reported", "wrong")),
        expected=[[1, int(not newest.all_clear)]] if newest else [],
    )


def has_receipts() -> None:
    """Reads receipts from standard input; a Problem ends the program."""
    for line in sys.stdin:
        queries.observation_of_receipt(line.strip())


def log_in(who: str) -> None:
    """Prints the cookie of a session, for a browser."""
    somebody = Person.objects.get(username=who.replace(" ", "-"))
    session = SessionStore()
    session[SESSION_KEY] = str(somebody.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = somebody.get_session_auth_hash()
    session.save()
    sys.stdout.write(str(session.session_key))


def link() -> None:
    sys.stdout.write(actions.give_link(place(), actor=system("test"), via="demo", at=MORNING).token)


def number() -> None:
    sys.stdout.write(str(place().pk))


def flood() -> None:
    """As many reports within the last minute as ask for a proof of work."""
    here = place()
    number = max(reporting.shipped().flood_at_workplace, 2 * here.headcount)
    common = {"workplace": here, "township_code": here.township_code, "day": clock.today(), "channel": "web"}
    Observation.objects.bulk_create(
        Observation(category="other", received_at=clock.now(), receipt_hash=f"flood {one}", **common)
        for one in range(number)
    )


def questions() -> None:
    """What the district federation asks beside the report, as rows of an XLSForm."""
    label = "label::中文 (zh)"
    survey = [
        {"type": "integer", "name": "checks", label: "今天测温几次？"},
        {"type": "select_one bus", "name": "bus", label: "班车"},
    ]
    choices = [{"list_name": "bus", "name": name, label: name} for name in ("own", "rented", "none")]
    body = Body.objects.get(number=3)
    actions.ask_more(body, survey, choices, actor=system("test"), via="shell", at=MORNING)


WHAT = (
    questions,
    flood,
    keys,
    ordinary,
    rows,
    prepare,
    work_until_killed,
    same_key,
    no_key,
    same_danger,
    new_link,
    look,
    has_receipts,
    log_in,
    link,
    number,
)

if __name__ == "__main__":
    {one.__name__: one for one in WHAT}[sys.argv[1]](*sys.argv[2:])
