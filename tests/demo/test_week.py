"""The demo morning continues into a week: the plant is held and released, a call is verified, promises come due."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qianshao.casework.models import Case, Commitment
from qianshao.core import clock
from qianshao.registry.models import Workplace
from qianshao.registry.scope import EVERYTHING
from qianshao.resumption import queries
from qianshao.resumption.models import Initiative, Inspection, Statement
from qianshao.resumption.queries.initiatives import progress
from qianshao.surveillance.models import Signal
from tests.cast import DAY
from tests.demo.test_demo import make, run

pytestmark = pytest.mark.django_db
END = DAY + timedelta(days=6)


def plant() -> Workplace:
    return Workplace.objects.get(name__contains="钛业")


def test_the_plant_is_held_after_a_failed_visit_and_released_after_a_verified_one() -> None:
    make("--week")
    first, second = Inspection.objects.filter(workplace=plant(), state="done").order_by("done_at")
    assert (first.outcome, second.outcome, second.follows) == ("failed", "passed", first)
    held, released = Statement.objects.filter(workplace=plant(), source="inspection").order_by("pk")
    assert (held.standing, held.holds_from, held.source_name) == ("held", DAY, first.number)
    assert (released.standing, released.source_name) == ("released", second.number)
    standings = [queries.ledger(plant(), DAY + timedelta(days=days)).effective.is_held for days in range(4)]
    assert standings == [True, True, False, False]
    assert not Case.objects.filter(workplace=plant(), closed_at=None).exists()
    assert first.docx and second.docx


def test_restarts_are_filed_day_by_day() -> None:
    week = make("--week")["week"]
    assert isinstance(week, dict)
    assert week["filed"] > week["began_work"] > 0
    growth = [queries.counts(EVERYTHING, "500113", day=DAY + timedelta(days=days)).total for days in range(7)]
    assert growth == sorted(growth) and growth[-1] - growth[0] > 0
    assert (week["restarted_first"], week["restarted_last"]) == (growth[0], growth[-1])


def test_a_call_is_sent_acknowledged_carried_out_and_verified() -> None:
    week = make("--week")["week"]
    assert isinstance(week, dict)
    rates = progress(Initiative.objects.get(), EVERYTHING, END).total
    assert rates.addressed >= rates.acknowledged > rates.reported > rates.verified == 2
    assert (week["addressed"], week["verified"], week["refuted"]) == (rates.addressed, rates.verified, 1)


def test_what_was_undertaken_comes_due_and_is_settled() -> None:
    make("--week")
    promise = Commitment.objects.get(origin="case")
    assert promise.asked_at and promise.settled_at and promise.state == "kept"
    assert promise.due_at <= promise.asked_at <= promise.settled_at


def test_the_clock_stands_at_the_end_and_no_case_has_lapsed() -> None:
    week = make("--week")["week"]
    assert isinstance(week, dict)
    assert week["open_cases"] > 0 == week["open_cases_overdue"]
    assert clock.today() == END
    assert not Case.objects.filter(closed_at=None, deadline__lte=clock.now()).exists()


def test_the_morning_is_told_as_before_and_the_week_is_played_once() -> None:
    morning = make()
    assert morning.pop("week") is None
    continued = make("--week")
    week = continued.pop("week")
    assert isinstance(week, dict) and week["generated"] is True
    before, after = morning.pop("accounts"), continued.pop("accounts")
    assert isinstance(before, list) and isinstance(after, list)
    assert after[: len(before)] == before and len(after) == len(before) + 1, "and who is lent by an order"
    assert continued == morning
    assert make("--week")["week"] == make()["week"] == week
    said = run("demo", "--workplaces", "400")
    assert all(line["what"] in said and line["at"] in said for line in week["story"])


def test_generated_workplaces_stay_marked_in_the_week() -> None:
    make("--week")
    assert not Statement.objects.filter(source="authority", generated=False).exists()


def test_the_cluster_at_the_plant_is_a_signal_that_an_officer_judged_and_its_case_came_to_an_end() -> None:
    week = make("--week")["week"]
    assert isinstance(week, dict)
    signal = Signal.objects.get(rule="cluster")
    assert signal.places.get().workplace == plant() and signal.verdict == "confirmed"
    case = Case.objects.get(category="cluster")
    assert case.workplace == plant() and case.closed_at and case.opened_at == signal.judged_at
    assert Signal.objects.filter(judged_at=None, rule="silence").count() == 1
    assert [line["at"] for line in week["story"]] == sorted(line["at"] for line in week["story"])
