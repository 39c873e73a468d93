"""The roll: what stood at the hour, as it can be seen again; closed once, by whomever, and after an outage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from qianshao.briefing.models import Reminder, Roll
from qianshao.briefing.rolls import actions, queries, rules
from qianshao.briefing.rolls.commands import roll as roll_command
from qianshao.core.actor import system
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.intake import actions as intake
from qianshao.intake.rules.daily import Numbers
from qianshao.notices.models import Notice
from qianshao.registry.models import Workplace
from qianshao.registry.scope import EVERYTHING
from tests.cast import DAY, MORNING, Cast, scope

DUE = datetime(2022, 2, 8, 2, 0, tzinfo=UTC)
"""Ten o'clock in China."""
AFTER = DUE + timedelta(minutes=5)
SAID: dict[str, Any] = {"actor": system("test"), "via": "shell"}


def file(place: Workplace, at: datetime, *, source: str = "union", fever: int = 0, day: date = DAY) -> None:
    numbers = Numbers(headcount=place.headcount, fever=fever, confirmed=0)
    intake.file_daily_report(intake.Submission(place, day, source, numbers, "web"), at=at, **SAID)


def total(moment: datetime, day: date = DAY) -> queries.Told:
    return queries.as_of(EVERYTHING, "500113", day=day, moment=moment).total


def test_what_came_by_the_hour_counts_and_what_came_later_is_late_for_good(cast: Cast) -> None:
    file(cast.shop, DUE - timedelta(minutes=1), fever=2)
    assert actions.sweep(DUE) == 0, "not before what arrived in time is on disk"
    actions.sweep(AFTER)
    file(cast.plant, AFTER + timedelta(hours=1))
    roll = Roll.objects.get(territory="500113")
    told = queries.called(scope(cast, "officer of district"), roll, "500113")
    assert (told.total.workplaces, told.total.answered, told.total.silent, told.total.wrong) == (2, 1, 1, 1)
    assert told.total.late == 1
    assert {line.code: (line.silent, line.late) for line in told.lines} == {"500113004": (0, 0), "500113111": (1, 1)}
    event = Event.objects.get(action="roll.closed", territory="500113")
    assert event.needs_work and event.data["day"] == "2022-02-08" and event.data["territory"] == "500113"


def test_a_roll_is_closed_once_and_after_an_outage_each_day_that_was_missed(cast: Cast) -> None:
    file(cast.shop, AFTER - timedelta(hours=1))
    for _ in range(3):
        actions.sweep(AFTER)
    assert Roll.objects.filter(territory="500113").count() == 1
    file(cast.plant, AFTER + timedelta(days=2, hours=3), day=DAY + timedelta(days=2))
    actions.sweep(AFTER + timedelta(days=3))
    rolls = Roll.objects.filter(territory="500113").order_by("day")
    assert [roll.day for roll in rolls] == [DAY + timedelta(days=number) for number in range(4)]
    assert rolls[2].cut_off == DUE + timedelta(days=2), "at its own hour, not at that of the catching up"
    assert queries.called(EVERYTHING, rolls[2], "500113").total.answered == 0
    assert queries.called(EVERYTHING, rolls[2], "500113").total.late == 1


def test_a_federation_sets_its_own_hour(cast: Cast) -> None:
    actions.set_hours(cast.district, due=time(9, 0), meeting=time(9, 30), at=MORNING, **SAID)
    actions.sweep(datetime(2022, 2, 8, 1, 3, tzinfo=UTC))
    assert [roll.territory for roll in Roll.objects.all()] == ["500113"]
    with pytest.raises(Problem, match="meeting_first"):
        actions.set_hours(cast.district, due=time(9, 0), meeting=time(9, 0), at=MORNING, **SAID)
    with pytest.raises(Problem, match="not_called"):
        actions.set_hours(cast.township, due=time(9, 0), meeting=time(9, 30), at=MORNING, **SAID)


def test_delegates_of_the_silent_are_reminded_once_at_each_hour(cast: Cast) -> None:
    file(cast.shop, MORNING)
    for at in (DUE - timedelta(minutes=59), DUE - timedelta(minutes=50), DUE - timedelta(minutes=5), AFTER):
        actions.sweep(at)
    rows = Reminder.objects.filter(body=cast.district).order_by("-minutes")
    assert [(row.minutes, row.silent, row.told) for row in rows] == [(60, 1, 1), (20, 1, 1)]
    told = Notice.objects.filter(kind="report_due")
    assert {row.person for row in told} == {cast.person("delegate of plant")} and told.count() == 2


def test_reminders_that_an_outage_swallowed_are_not_sent_on_top() -> None:
    assert rules.to_remind(DUE - timedelta(minutes=90), DUE, (60, 20)) is None
    assert rules.to_remind(DUE - timedelta(minutes=60), DUE, (60, 20)) == 60
    assert rules.to_remind(DUE - timedelta(minutes=10), DUE, (60, 20)) == 20
    assert rules.to_remind(DUE, DUE, (60, 20)) is None


filings = some.lists(
    some.tuples(
        some.sampled_from(["plant", "shop"]),
        some.sampled_from(["union", "federation"]),
        some.integers(0, 300),
        some.booleans(),
    ),
    max_size=8,
)


@given(filings, some.integers(0, 300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_past_moment_is_what_an_independent_replay_says(
    cast: Cast, django_db_blocker: Any, plan: list[tuple[str, str, int, bool]], moment: int
) -> None:
    from django.db import transaction

    with transaction.atomic():
        said: dict[tuple[str, str], bool] = {}
        for place, source, minute, wrong in sorted(plan, key=lambda one: one[2]):
            file(getattr(cast, place), MORNING + timedelta(minutes=minute), source=source, fever=int(wrong))
            if minute <= moment:
                said[place, source] = wrong
        answered = {place for place, source in said if source == "union"}
        heard = {place for place, source in said if source == "federation"} - answered
        found = total(MORNING + timedelta(minutes=moment))
        assert (found.workplaces, found.answered, found.heard) == (2, len(answered), len(heard))
        assert found.silent == 2 - len(answered) - len(heard)
        assert found.wrong == sum(wrong for (_, source), wrong in said.items() if source == "union")
        silent = queries.silent(EVERYTHING, "500113", day=DAY, moment=MORNING + timedelta(minutes=moment))
        assert {place.pk for place in silent} == {
            getattr(cast, name).pk for name in {"plant", "shop"} - answered - heard
        }
        transaction.set_rollback(True)


def test_who_sees_which_roll(cast: Cast) -> None:
    actions.sweep(AFTER)
    seen = {
        who: {roll.territory for roll in queries.rolls(scope(cast, who))}
        for who in ("officer of district", "officer of next district", "officer of city", "officer of group")
    }
    assert seen == {
        "officer of district": {"500113"},
        "officer of next district": {"500115"},
        "officer of city": {"500113", "500115"},
        "officer of group": set(),
    }
    with pytest.raises(Problem, match="not_found"):
        queries.roll(scope(cast, "officer of next district"), "500113", DAY)
    own = queries.roll(scope(cast, "officer of township"), "500113111", DAY)
    assert own
    line = queries.called(scope(cast, "officer of township"), own, "500113111")
    assert [one.code for one in line.lines] == ["500113111"]


def test_the_page_shows_the_roll_and_any_other_moment(cast: Cast, as_person: Callable[[str], Client]) -> None:
    file(cast.shop, MORNING)
    actions.sweep(AFTER)
    file(cast.plant, AFTER + timedelta(hours=1))
    client = as_person("officer of district")
    assert client.get("/roll/").headers["Location"] == "/roll/500113/"
    page = client.get("/roll/500113/?day=2022-02-08")
    assert page.context["closed"] and page.context["state"].total.silent == 1
    assert cast.plant.name in page.content.decode()
    early = client.get("/roll/500113/?day=2022-02-08&at=08:00")
    assert early.context["state"].total.answered == 0 and early.context["closed"] is None
    assert client.get("/roll/500115/").status_code == 404
    assert client.post("/roll/hours/", {"due": "09:15", "meeting": "09:45"}).status_code == 302
    assert queries.hours_of(cast.district) == (time(9, 15), time(9, 45))


def test_the_command_tells_it_to_programs(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    file(cast.shop, MORNING)
    actions.sweep(AFTER)
    answer = CliRunner().invoke(roll_command, ["--day", "2022-02-08", "--territory", "500113", "--json"])
    assert answer.exit_code == 0, answer.output
    assert '"closed": true' in answer.output and '"silent": 1' in answer.output
