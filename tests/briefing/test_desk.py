"""The phone desk, and what reporting costs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from qianshao.briefing import queries
from qianshao.briefing.commands import costs as costs_command
from qianshao.core import clock
from qianshao.core.actor import person
from qianshao.core.models import Event
from qianshao.intake import actions
from qianshao.intake import queries as intake
from qianshao.intake.models import Call, DailyReport
from qianshao.notices import actions as notices
from qianshao.notices.models import Spending
from qianshao.policy import costs
from qianshao.policy.loading import PolicyError
from qianshao.registry.models import Workplace
from tests.cast import DAY, MORNING, Cast, scope

Log = Callable[[str], Client]


class Time:
    now = MORNING


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Time]]:
    monkeypatch.setattr(clock, "now", lambda: Time.now)
    Time.now = MORNING
    yield Time


@pytest.fixture
def officer(cast: Cast, as_person: Log) -> Client:
    return as_person("officer of district")


def shown(client: Client) -> Workplace | None:
    place: Workplace | None = client.get("/desk/").context.get("place")
    return place


def say(client: Client, place: Workplace, outcome: str, **typed: str) -> int:
    return client.post(f"/desk/{place.pk}/", {"outcome": outcome, **typed}).status_code


def test_down_the_list_the_largest_first_until_nobody_is_left(cast: Cast, officer: Client) -> None:
    assert shown(officer) == cast.plant
    Time.now += timedelta(minutes=3)
    assert say(officer, cast.plant, "well", headcount="905") == 302
    report = DailyReport.objects.get()
    assert (report.workplace, report.headcount, report.all_clear, report.fever) == (cast.plant, 905, True, 0)
    assert (report.source, report.channel) == ("federation", "phone")
    call = Call.objects.get(outcome="reached")
    assert (call.report, call.person, call.ended_at) == (report, cast.person("officer of district"), Time.now)
    assert shown(officer) == cast.shop
    assert say(officer, cast.shop, "wrong", headcount="100", fever="2", remarks="夜班") == 302
    assert DailyReport.objects.get(workplace=cast.shop).dangers == ["symptomatic_at_work"]
    assert shown(officer) is None
    assert Event.objects.filter(action="call.ended").count() == 2


def test_who_did_not_answer_is_called_again_after_a_while(cast: Cast, officer: Client) -> None:
    assert shown(officer) == cast.plant
    say(officer, cast.plant, "no_answer")
    assert shown(officer) == cast.shop
    say(officer, cast.shop, "wrong_number")
    assert shown(officer) is None
    Time.now += intake.AGAIN_AFTER + timedelta(minutes=1)
    assert shown(officer) == cast.plant, "and a wrong number stays wrong"
    assert {call.outcome for call in intake.calls_of(scope(cast, "officer of district"), cast.plant)} == {"no_answer"}


def test_two_officers_never_call_the_same_one(cast: Cast, officer: Client) -> None:
    other = Client()
    other.force_login(cast.person("officer of city"), backend="django.contrib.auth.backends.ModelBackend")
    first, second = shown(officer), shown(other)
    assert first == cast.plant and second not in (None, first)
    assert say(other, cast.plant, "no_answer") == 409
    Time.now += intake.CALL_LASTS + timedelta(minutes=1)
    assert shown(officer) == cast.plant or shown(other) == cast.plant, "who left takes nobody with them"


def test_what_was_typed_stays_when_it_cannot_be_filed(cast: Cast, officer: Client) -> None:
    shown(officer)
    answer = officer.post(f"/desk/{cast.plant.pk}/", {"outcome": "wrong", "headcount": "x", "remarks": "夜班"})
    assert answer.status_code == 422 and "夜班" in answer.content.decode()
    assert not DailyReport.objects.exists() and Call.objects.get().ended_at is None


def test_leaving_frees_what_was_on_the_desk(cast: Cast, officer: Client) -> None:
    shown(officer)
    officer.post("/desk/leave/")
    assert not Call.objects.exists()


def test_whoever_reports_meanwhile_is_off_the_desk(cast: Cast, officer: Client) -> None:
    assert shown(officer) == cast.plant
    from qianshao.intake.rules.daily import Numbers

    submission = actions.Submission(cast.plant, DAY, "union", Numbers(headcount=1, fever=1), "web")
    actions.file_daily_report(submission, actor=person(1), via="web", at=MORNING)
    assert shown(officer) == cast.shop


# --- what it costs ----------------------------------------------------------------------------------------


def test_calls_cost_what_they_last_and_channels_what_the_policy_says(cast: Cast, officer: Client) -> None:
    shown(officer)
    Time.now += timedelta(minutes=4)
    say(officer, cast.plant, "well", headcount="900")
    shown(officer)
    Time.now += timedelta(hours=5)
    say(officer, cast.shop, "no_answer")
    (phone,) = intake.costs_of(scope(cast, "officer of district"), first=DAY, last=DAY)
    assert (phone.channel, phone.reports) == ("phone", 1)
    longest = actions.LONGEST_CALL.total_seconds() / 60
    assert phone.minutes == pytest.approx(4 + longest), "an open page is no conversation"
    assert phone.fen == round(phone.minutes * costs.shipped().call_fen_per_minute)
    page = officer.get("/costs/?month=2022-02").content.decode()
    assert "2022-02" in page
    told = json.loads(CliRunner().invoke(costs_command, ["--month", "2022-02", "--json"]).output)
    assert told[0]["channel"] == "phone"
    assert intake.costs_of(scope(cast, "officer of next district"), first=DAY, last=DAY) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(prices=some.lists(some.integers(0, 40), max_size=30), limit=some.integers(0, 300))
def test_a_limit_is_never_passed_and_is_warned_of_before(cast: Cast, prices: list[int], limit: int) -> None:
    Spending.objects.all().delete()
    Event.objects.all().delete()
    notices.set_limit(cast.district, limit, actor=person(1), via="web", at=MORNING)
    went = [fen for fen in prices if notices.spend(cast.district, fen, via="sms", at=MORNING)]
    assert sum(went) <= limit
    row = Spending.objects.filter(body=cast.district).first()
    if row:
        assert (row.fen, row.messages, row.stopped) == (sum(went), len(went), len(prices) - len(went))
        warned = Event.objects.filter(action="messages.near_limit").count()
        assert warned == (row.messages > 0 and row.fen * 100 >= limit * costs.shipped().warn_at)


def test_each_month_and_each_federation_has_its_own(cast: Cast) -> None:
    for body in (cast.district, cast.next_district):
        notices.set_limit(body, 5, actor=person(1), via="web", at=MORNING)
    assert notices.spend(cast.district, 5, via="sms", at=MORNING)
    assert not notices.spend(cast.district, 5, via="sms", at=MORNING)
    assert notices.spend(cast.next_district, 5, via="sms", at=MORNING)
    assert notices.spend(cast.district, 5, via="sms", at=MORNING + timedelta(days=31))
    assert notices.spend(None, 5, via="sms", at=MORNING), "strangers have a limit of their own"


def test_the_page_sets_the_limit(cast: Cast, officer: Client) -> None:
    assert officer.post("/costs/limit/", {"yuan": "12"}).status_code == 302
    assert "12.00" in officer.get("/costs/").content.decode()
    assert officer.post("/costs/limit/", {"yuan": "many"}).status_code == 422


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("cap_fen = 5", "cap_fen = -5", "cap_fen"),
        ("warn_at = 80", "warn_at = 180", "warn_at"),
        ("web = 1", "web = 'a'", "minutes"),
    ],
)
def test_the_policy_is_checked(old: str, new: str, key: str) -> None:
    text = "cap_fen = 5\nwarn_at = 80\nsms_fen = 5\ncall_fen_per_minute = 5\n[minutes]\nweb = 1\n"
    assert costs.parse(text, source="c.toml").minutes == {"web": 1}
    with pytest.raises(PolicyError) as caught:
        costs.parse(text.replace(old, new), source="c.toml")
    assert caught.value.key == key


def test_the_desk_lists_whom_the_board_lists(cast: Cast) -> None:
    mine = scope(cast, "officer of district")
    caller = cast.person("officer of district")
    assert list(queries.to_call(mine, day=DAY, at=MORNING, caller=caller)) == list(
        queries.silent(mine, "500113", day=DAY)
    )
