"""Workers in processes of their own, for tests that kill them or crowd them: python -m tests.casework.desk WHAT.

They work on the database that the environment names, with the program's own durability, and print JSON lines.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from threading import Barrier, Thread
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Count, F, Q  # noqa: E402
from django.utils import timezone  # noqa: E402

from qianshao.accounts.models import Membership, Person  # noqa: E402
from qianshao.casework import actions  # noqa: E402
from qianshao.casework.models import Case, Entry, PolicyVersion, Step  # noqa: E402
from qianshao.config.commands import work_round  # noqa: E402
from qianshao.config.work import HANDLERS  # noqa: E402
from qianshao.core import events  # noqa: E402
from qianshao.core.actor import person  # noqa: E402
from qianshao.core.models import Counter, Event  # noqa: E402
from qianshao.core.problems import Problem  # noqa: E402
from qianshao.intake import actions as intake  # noqa: E402
from qianshao.intake.models import DailyReport, Observation  # noqa: E402
from qianshao.intake.rules.daily import Numbers  # noqa: E402
from qianshao.policy import loading  # noqa: E402
from qianshao.registry.models import Body, BodyKind, Tie, TieKind, Workplace  # noqa: E402
from tests.cast import DAY, MORNING, assemble  # noqa: E402

CROWD = 4
KINDS = sorted(loading.in_force().categories)
LATE = MORNING + timedelta(days=3)


def tell(**what: Any) -> None:
    """The line leaves the process at once."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def prepare() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    assemble()


def fill(count: int = 60) -> None:
    """Reports that wait for the worker: daily ones with two dangers each, and the words of workers."""
    places = [Workplace.objects.get(name=name) for name in ("鱼洞机械厂", "重庆沿江钛业有限公司")]
    for number in range(count):
        place = places[number % 2]
        if number % 3:
            intake.report_danger(
                workplace=place,
                category=KINDS[number % 5],
                text=f"{number}",
                day=DAY,
                channel="web",
                via="web",
                at=MORNING,
            )
        else:
            numbers = Numbers(headcount=50, fever=1 + number, disinfected=False)
            submission = intake.Submission(place, DAY, "union", numbers, "web")
            intake.file_daily_report(submission, actor=person(1), via="web", at=MORNING)


def work() -> None:
    """Until nothing waits; says so row by row, so that it can be killed in the middle."""
    while waiting():
        if not events.work_one(HANDLERS):
            time.sleep(0.05)
        tell(worked=True)


def work_round_once() -> None:
    work_round()


def waiting() -> int:
    return Event.objects.filter(needs_work=True, done_at=None).count()


def forget_claims() -> None:
    """As if the two minutes had passed after which the claim of a dead worker runs out."""
    Event.objects.filter(done_at=None).update(claimed_until=None)


def first_reports() -> None:
    """The first reports of one danger, in the hands of several workers at once."""
    fill(12)
    crowd(lambda _: _work_to_the_end())


def _work_to_the_end() -> None:
    while events.work_one(HANDLERS):
        pass


def sweep() -> None:
    fill()
    _work_to_the_end()
    crowd(lambda _: tell(moved=actions.sweep(LATE)))


def many_overdue(count: int = 1500) -> None:
    """Cases at as many workplaces, written as the worker would have left them, due within a few hours."""
    shop = Workplace.objects.get(name="鱼洞机械厂")
    places = Workplace.objects.bulk_create(
        Workplace(
            name=f"鱼洞机械厂 {number}",
            territory=shop.territory,
            township_code=shop.township_code,
            district_code=shop.district_code,
            affiliation_path=shop.affiliation_path,
            source="test",
        )
        for number in range(count)
    )
    owner = Body.objects.get(name="鱼洞街道工会")
    policy = loading.in_force()
    version = PolicyVersion.objects.create(version=policy.version, text=policy.text, first_used_at=MORNING)
    cases = Case.objects.bulk_create(
        Case(
            number=f"test-{number}",
            workplace=place,
            township_code=place.township_code,
            category=KINDS[number % len(KINDS)],
            severity=2,
            policy=version,
            opened_at=MORNING,
            owner=owner,
            deadline=MORNING + timedelta(minutes=number % 300),
            touched_at=MORNING,
        )
        for number, place in enumerate(places)
    )
    Step.objects.bulk_create(
        Step(
            case=case,
            position=0,
            body=owner,
            received_at=MORNING,
            due_at=case.deadline or MORNING,
            first_due_at=case.deadline or MORNING,
        )
        for case in cases
    )


def sweep_alone() -> None:
    """Begins when told to, as do the others that were started with it."""
    tell(ready=True)
    sys.stdin.readline()
    tell(moved=actions.sweep(LATE))


def resolve_at_once() -> None:
    """The owner resolves while the clock moves the case up and new reports of the danger are taken."""
    for round_ in range(8):
        fill(6)
        _work_to_the_end()
        case = Case.objects.filter(closed_at=None).select_related("owner", "policy", "workplace").order_by("?")[0]
        intake.report_danger(
            workplace=case.workplace,
            category=case.category,
            text=f"r{round_}",
            day=DAY,
            channel="web",
            via="web",
            at=MORNING,
        )
        deeds: list[Callable[[], object]] = [
            lambda case=case: _try(lambda: actions.resolve(case, "已解决", actor=person(1), via="web", at=LATE)),  # type: ignore[misc]
            lambda: actions.sweep(LATE),
            _work_to_the_end,
            lambda case=case: _try(lambda: actions.act(again(case), "已联系", actor=person(1), via="web", at=LATE)),  # type: ignore[misc]
        ]
        crowd(lambda number, deeds=deeds: deeds[number]())  # type: ignore[misc]
        forget_claims()
        _work_to_the_end()


def again(case: Case) -> Case:
    return Case.objects.select_related("owner", "policy", "workplace").get(pk=case.pk)


def _try(deed: Callable[[], None]) -> None:
    try:
        deed()
    except Problem as problem:
        tell(refused=problem.code)


def same_rows() -> None:
    """Workers on the same rows, with an effect that can be counted."""
    ids = [
        events.record("test.work", actor=person(1), via="web", at=MORNING, subject=("t", number), needs_work=True).pk
        for number in range(40)
    ]

    def count(row: Event) -> None:
        events.next_number(f"done {row.pk}")

    def take(_: int) -> None:
        while events.work_one({"test.work": count}):
            pass

    crowd(take)
    done = dict(Counter.objects.filter(name__startswith="done ").values_list("name", "value"))
    tell(done=[done.get(f"done {pk}", 0) for pk in ids])


def numbers() -> None:
    def draw() -> int:
        with transaction.atomic():
            return events.next_number("case")

    def ten(_: int) -> None:
        for _again in range(10):
            tell(number=draw())

    crowd(ten)


def seal() -> None:
    fill(30)

    def one(_: int) -> None:
        while events.seal(3):
            pass

    crowd(one)
    count, broken = events.verify()
    tell(sealed=count, rows=Event.objects.count(), broken=bool(broken))


def crowd(what: Callable[[int], object]) -> None:
    """All at the same moment, each with a connection of its own; what goes wrong is told."""
    gate = Barrier(CROWD)

    def one(number: int) -> None:
        try:
            gate.wait()
            what(number)
        except Exception as failure:  # noqa: BLE001 - told to the test
            tell(failure=repr(failure))
        finally:
            connection.close()

    threads = [Thread(target=one, args=(number,)) for number in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# --- for the browser ----------------------------------------------------------------------------------------


def log_in(who: str) -> None:
    """The key of a session, for the cookie."""
    account = Person.objects.get(username=who.replace(" ", "-"))
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    sys.stdout.write(str(session.session_key))


def staff() -> None:
    """A second officer beside each of two, and an authority for the shop."""
    for who in ("officer-of-district", "officer-of-next-district"):
        one = Membership.objects.get(person__username=who)
        second = Person.objects.create(username=f"second-{who}", created_at=MORNING)
        Membership.objects.create(person=second, body=one.body, role=one.role, since=MORNING)
    authority, shop = Body.objects.get(kind=BodyKind.AUTHORITY), Workplace.objects.get(name="鱼洞机械厂")
    Tie.objects.create(workplace=shop, body=authority, kind=TieKind.AUTHORITY, source="test", since=DAY)


def arrive(place: str, category: str) -> None:
    """Somebody reports a danger just now; prints the receipt. The worker that belongs to the site does the rest."""
    now = timezone.now()
    reported = intake.report_danger(
        workplace=Workplace.objects.get(name=place),
        category=category,
        text="有人因为反映问题被调岗。",
        day=timezone.localdate(now),
        channel="web",
        via="web",
        at=now,
    )
    sys.stdout.write(reported.receipt)


def look() -> None:
    """What is on disk, for the one who compares."""
    tell(
        waiting=waiting(),
        failures=list(Event.objects.exclude(last_failure="").values_list("last_failure", flat=True)),
        observations_not_on_one_case=Observation.objects.annotate(n=Count("case_links")).exclude(n=1).count(),
        dangers_not_on_one_case=sum(
            sorted(report.case_links.values_list("category", flat=True)) != sorted(report.dangers)
            for report in DailyReport.objects.all()
        ),
        reports_that_came_after_the_end=Entry.objects.filter(
            kind="joined", case__entries__kind="resolved", case__entries__id__lt=F("id")
        ).count(),
        cases=Case.objects.count(),
        open_cases=Case.objects.filter(closed_at=None).count(),
        open_steps=Step.objects.filter(ended_at=None, case__closed_at=None).count(),
        steps_of_closed=Step.objects.filter(ended_at=None, case__closed_at__isnull=False).count(),
        ownerless=Case.objects.filter(Q(owner=None) | Q(deadline=None), closed_at=None).count(),
        moves=list(Case.objects.values_list("moves", flat=True)),
        moved_up=Entry.objects.filter(kind="moved_up").count(),
        passed=Entry.objects.filter(kind="passed").count(),
        steps=Step.objects.count(),
        steps_out_of_order=sum(
            later.received_at != earlier.ended_at
            for case in Case.objects.prefetch_related("steps")
            for earlier, later in pairwise(sorted(case.steps.all(), key=lambda step: step.position))
        ),
    )


WHAT: dict[str, Callable[..., None]] = {
    one.__name__: one
    for one in (
        prepare,
        fill,
        work,
        work_round_once,
        forget_claims,
        first_reports,
        sweep,
        many_overdue,
        sweep_alone,
        resolve_at_once,
        same_rows,
        numbers,
        seal,
        look,
        log_in,
        staff,
        arrive,
    )
}

if __name__ == "__main__":
    WHAT[sys.argv[1]](*sys.argv[2:])
