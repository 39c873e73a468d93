"""Looking by itself: after a roll call, or at its hour; twice, or by two at once, it finds the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from qianshao.config.work import HANDLERS
from qianshao.core import events
from qianshao.core.actor import Via, system
from qianshao.policy import reporting
from qianshao.surveillance import actions
from qianshao.surveillance.models import Due, Run, Signal
from tests.cast import DAY, MORNING, Cast
from tests.surveillance.scene import BANAN, report

HOUR = timezone.make_aware(datetime.combine(DAY, reporting.shipped().due))
AFTER, BEFORE = HOUR + timedelta(minutes=1), HOUR - timedelta(minutes=1)


def close_roll(territory: str = BANAN, at: datetime = MORNING) -> None:
    events.record(
        "roll.closed",
        actor=system("test"),
        via=Via.SHELL,
        at=at,
        subject=("roll", 1),
        territory=territory,
        data={"day": DAY.isoformat()},
        needs_work=True,
    )
    while events.work_one(HANDLERS):
        pass


def look_at_all(at: datetime) -> int:
    looked = 0
    while actions.look_when_due(at):
        looked += 1
    return looked


@pytest.mark.django_db
def test_a_roll_that_closes_is_followed_by_a_look_at_its_district(cast: Cast) -> None:
    report(cast.plant, 0, confirmed=6)
    close_roll()
    assert look_at_all(BEFORE) == 1
    assert Run.objects.get().territory == BANAN and Signal.objects.get().rule == "cluster"


@pytest.mark.django_db
def test_nobody_need_close_it_the_hour_is_enough_and_comes_once_a_day(cast: Cast) -> None:
    report(cast.plant, 0, confirmed=6)
    actions.ask_at_the_hour(BEFORE)
    assert look_at_all(BEFORE) == 0
    for _ in range(3):
        actions.ask_at_the_hour(AFTER)
    looked = look_at_all(AFTER)
    assert looked == Run.objects.values("territory").distinct().count() >= 1
    assert Signal.objects.count() == 1 and look_at_all(AFTER + timedelta(hours=2)) == 0
    actions.ask_at_the_hour(AFTER + timedelta(days=1))
    assert look_at_all(AFTER + timedelta(days=1)) == looked


@pytest.mark.django_db
def test_both_do_not_say_it_twice(cast: Cast) -> None:
    """The hour comes before the roll is closed: it is looked at again, and a report that came since is seen."""
    report(cast.plant, 0, confirmed=6)
    actions.ask_at_the_hour(AFTER)
    look_at_all(AFTER)
    before = set(Signal.objects.values_list("key", flat=True))
    close_roll(at=AFTER + timedelta(minutes=20))
    assert look_at_all(AFTER + timedelta(minutes=20)) == 1 and Run.objects.filter(territory=BANAN).count() == 1
    report(cast.shop, 0, confirmed=6)
    close_roll(at=AFTER + timedelta(minutes=30))
    look_at_all(AFTER + timedelta(minutes=30))
    after = set(Signal.objects.values_list("key", flat=True))
    assert before < after and len(after) == 2


@pytest.mark.django_db
def test_a_fault_leaves_the_district_waiting_and_the_worker_alive(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    report(cast.plant, 0, confirmed=6)
    close_roll()

    def breaks(*_: object, **__: object) -> None:
        raise ValueError

    with monkeypatch.context() as patch:
        patch.setattr("qianshao.surveillance.actions.looking.look_at", breaks)
        assert look_at_all(AFTER) == 1
    waiting = Due.objects.get(territory=BANAN)
    assert waiting.done_at is None and waiting.claimed_until and waiting.claimed_until > timezone.now()
    Due.objects.update(claimed_until=None)
    assert look_at_all(AFTER) == 1 and Signal.objects.count() == 1


SCENE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.cast import assemble, MORNING
from tests.surveillance.scene import BANAN, factories, report, weeks
from tests.surveillance.test_by_itself import close_roll
from qianshao.surveillance.models import Due
cast = assemble()
places = factories(cast, 60)
weeks(places, 14, ill=0.002)
for place in (cast.plant, *places[:3]):
    report(place, 0, confirmed=6, revision=2)
close_roll()
"""
LOOK = """
import sys; import django; django.setup()
from qianshao.core import clock
from qianshao.surveillance import actions
from qianshao.surveillance.actions import looking
from qianshao.core.actor import Via, system
from tests.cast import DAY, MORNING
print("ready", flush=True); sys.stdin.readline()
looking.look_at("500113", DAY, actor=system("surveillance"), via=Via.WORKER, at=MORNING)
"""
COUNT = """
import json; import django; django.setup()
from qianshao.surveillance.models import Run, Signal, SignalPlace
print(json.dumps([Run.objects.count(), sorted(Signal.objects.values_list("rule", "subject")),
                  SignalPlace.objects.count()]))
"""


def test_two_processes_at_once_leave_the_same_signals_and_none_twice(tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "QIANSHAO_DATABASE_URL"},
        "QIANSHAO_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "qianshao.config.settings",
    }

    def python(code: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", code], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def said(code: str) -> str:
        ran = python(code)
        out = ran.communicate()[0]
        assert ran.returncode == 0
        return out

    said(SCENE)
    both = [python(LOOK), python(LOOK)]
    for one in both:
        assert one.stdout and one.stdout.readline() == "ready\n"
    for one in both:
        one.communicate("\n")
    assert [one.returncode for one in both] == [0, 0]
    runs, signals, places = json.loads(said(COUNT))
    assert runs == 1 and len(signals) == len({tuple(one) for one in signals})
    assert [rule for rule, _ in signals].count("cluster") == 4
    said(LOOK.replace("sys.stdin.readline()", ""))
    assert json.loads(said(COUNT)) == [runs, signals, places]
