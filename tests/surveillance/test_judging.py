"""What an officer makes of a signal: a case, or a rule that says less."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from qianshao.casework.models import Case, CaseOrigin
from qianshao.config.work import HANDLERS
from qianshao.core import events
from qianshao.core.actor import Via, person
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.policy import loading, surveillance
from qianshao.registry.scope import EVERYTHING
from qianshao.surveillance import actions, queries
from qianshao.surveillance.actions import looking
from qianshao.surveillance.models import Run, Signal
from tests.cast import DAY, MORNING, Cast
from tests.surveillance.scene import look, report

AsPerson = Callable[[str], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def signal(cast: Cast) -> Signal:
    report(cast.plant, 0, confirmed=6)
    look()
    return Signal.objects.get(rule="cluster")


def judge(signal: Signal, cast: Cast, verdict: str) -> None:
    actor = person(cast.person("officer of district").pk)
    actions.judge(signal, verdict, actor=actor, via=Via.WEB, at=MORNING)


def work() -> None:
    while events.work_one(HANDLERS):
        pass


def test_a_true_one_opens_a_case_at_the_workplace_once(signal: Signal, cast: Cast) -> None:
    judge(signal, cast, "confirmed")
    work()
    case = Case.objects.get(category="cluster")
    assert case.workplace == cast.plant and case.owner is not None and case.deadline is not None
    row = Event.objects.get(action="signal.confirmed")
    HANDLERS["signal.confirmed"](row)
    assert CaseOrigin.objects.filter(kind="signal").count() == 1
    assert queries.case_of(signal) == case
    words = case.entries.get(kind="opened").text
    assert "6" in words and not case.entries.get(kind="opened").for_reporter


@pytest.mark.parametrize("verdict", ["chance", "data_error"])
def test_others_open_nothing(signal: Signal, cast: Cast, verdict: str) -> None:
    judge(signal, cast, verdict)
    work()
    assert not Case.objects.exists()


def test_a_signal_is_judged_once(signal: Signal, cast: Cast) -> None:
    judge(signal, cast, "chance")
    with pytest.raises(Problem) as told:
        judge(Signal.objects.get(pk=signal.pk), cast, "confirmed")
    assert told.value.code == "signal.judged"


def test_what_was_called_chance_is_said_again_when_it_grows(signal: Signal, cast: Cast) -> None:
    judge(signal, cast, "chance")
    report(cast.plant, -1, confirmed=7)
    look(DAY.replace(day=9))
    assert Signal.objects.filter(rule="cluster").count() == 1
    report(cast.plant, -2, confirmed=12)
    look(DAY.replace(day=10))
    assert Signal.objects.filter(rule="cluster").count() == 2


def test_judgements_move_the_level_of_the_next_run_in_that_district_only(cast: Cast) -> None:
    report(cast.plant, 0, fever=1)
    first = look().run
    base = {"run": first, "day": DAY, "last_day": DAY, "chance": 0.01, "harm": 1, "people": 1, "evidence": {}}
    said = {"seen_at": MORNING, "judged_at": MORNING, "verdict": "chance", "rule": "rise", "territory": "500113004"}
    for at in range(5):
        Signal.objects.create(key=str(at), subject=f"t{at}", **base, **said)
    second = look().run
    rule = surveillance.in_force().rules["rise"]
    assert first.levels["rise"] == rule.start and second.levels["rise"] == pytest.approx(rule.lowest)
    assert look(district="500115").run.levels["rise"] == rule.start


def test_what_does_not_fit_the_day_is_held_back_and_comes_when_there_is_room(cast: Cast) -> None:
    run = Run.objects.create(territory="500113", day=DAY, fingerprint="", policy="", levels={}, counts={}, at=MORNING)
    policy = surveillance.in_force()
    officers = queries.officers(EVERYTHING, "500113", MORNING)
    budget = officers * policy.officer_budget
    for at in range(budget + 3):
        Signal.objects.create(
            key=str(at), subject=str(at), run=run, rule="rise", territory="500113004", day=DAY, last_day=DAY,
            chance=0.01, harm=at, people=1, evidence={}, seen_at=MORNING,
        )  # fmt: skip
    looking.hold_back("500113", DAY, policy, MORNING)
    assert set(Signal.objects.filter(held=True).values_list("harm", flat=True)) == {0, 1, 2}
    judge(Signal.objects.get(harm=budget), cast, "chance")
    looking.hold_back("500113", DAY, policy, MORNING)
    assert set(Signal.objects.filter(held=True).values_list("harm", flat=True)) == {0, 1}


def test_each_rule_names_a_kind_of_danger_that_there_is() -> None:
    known = loading.shipped().categories
    assert all(rule.category in known for rule in surveillance.shipped().rules.values())


def test_an_officer_judges_on_the_page_and_is_shown_the_next(as_person: AsPerson, signal: Signal, cast: Cast) -> None:
    client: Client = as_person("officer of district")
    assert cast.plant.name in client.get("/signals/").content.decode()
    page = client.get(f"/signals/{signal.pk}/").content.decode()
    assert cast.plant.name in page and 'accesskey="1"' in page
    assert client.get(f"/signals/{signal.pk}/chart.svg").content.startswith(b"<svg")
    sent = client.post(f"/signals/{signal.pk}/judge/", {"verdict": "confirmed", "note": "已电话核实"})
    assert sent.status_code == 302
    work()
    case = Case.objects.get(category="cluster")
    assert case.number in client.get(f"/signals/{signal.pk}/").content.decode()
    assert client.get("/signals/rules/").status_code == 200


def test_week_by_week_precision_and_time_to_judgement(signal: Signal, cast: Cast) -> None:
    before = queries.weeks(EVERYTHING, MORNING, 8)
    assert [(one.signals, one.judged, one.precision, one.hours) for one in before] == [(1, 0, None, None)]
    actor = person(cast.person("officer of district").pk)
    actions.judge(signal, "confirmed", actor=actor, via=Via.WEB, at=MORNING + timedelta(hours=2))
    (week,) = queries.weeks(EVERYTHING, MORNING, 8)
    assert (week.start, week.precision, week.hours) == (DAY.replace(day=7), 100, 2.0)


def test_an_illness_that_no_signal_came_before_is_listed_as_missed(cast: Cast, signal: Signal) -> None:
    from qianshao.casework.actions.signals import take_signal
    from qianshao.core.actor import system

    take_signal(cast.shop, "cluster", 999, "x", actor=system("test"), at=MORNING)
    CaseOrigin.objects.all().delete()
    scope = EVERYTHING
    assert [case.workplace for case in queries.missed(scope, MORNING, 8)] == [cast.shop]


def test_the_api_gives_the_same(as_person: AsPerson, signal: Signal) -> None:
    client: Client = as_person("officer of district")
    found = client.get("/api/v1/signals").json()
    assert found["total"] == 1 and found["signals"][0]["id"] == signal.pk
    assert "rise" in client.get("/api/v1/signals/rules").json()["levels"]
    assert as_person("officer of next district").get("/api/v1/signals").json()["total"] == 0
