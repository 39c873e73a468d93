"""A day at a glance: each sees their own, and the points tell no name."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from qianshao.briefing.day import queries
from qianshao.briefing.day.commands import outlines as command
from qianshao.briefing.day.rules.packing import STATES, unpacked
from qianshao.casework.models import Case
from qianshao.config.work import HANDLERS
from qianshao.core import events
from qianshao.core.actor import system
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.intake.actions import Submission, file_daily_report
from qianshao.intake.models import DailyReport, Source
from qianshao.intake.rules.daily import Numbers
from qianshao.registry.models import Workplace
from tests.briefing.day.test_rules import geojson
from tests.cast import DAY, MORNING, Cast, scope

YESTERDAY = DAY - timedelta(days=1)


def report(place: Workplace, *, day: date = DAY, source: str = Source.UNION, **figures: int) -> None:
    given: dict[str, Any] = {"headcount": 100, **figures}
    numbers = Numbers(**given)
    file_daily_report(Submission(place, day, source, numbers, "demo"), actor=system("test"), via="demo", at=MORNING)


def states(cast: Cast, who: str, code: str = "500113", day: date = DAY) -> dict[int, str]:
    _, points = unpacked(queries.places(scope(cast, who), code, day).as_bytes())
    return {key: STATES[state] for key, _, _, state in points}


def client_of(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.person(who), backend="django.contrib.auth.backends.ModelBackend")
    return client


# --- the map ----------------------------------------------------------------------------------------------


def test_each_workplace_has_its_state(cast: Cast) -> None:
    assert states(cast, "officer of district") == {cast.plant.pk: "silent", cast.shop.pk: "silent"}
    report(cast.plant, fever=2)
    report(cast.shop, source=Source.FEDERATION)
    assert states(cast, "officer of district") == {cast.plant.pk: "wrong", cast.shop.pk: "heard"}
    report(cast.shop)
    report(cast.plant, fever=0)
    assert states(cast, "officer of district") == {cast.plant.pk: "well", cast.shop.pk: "well"}


def test_the_map_counts_what_the_board_counts(cast: Cast) -> None:
    from qianshao.briefing import queries as board

    report(cast.plant, fever=1)
    total = board.board(scope(cast, "officer of district"), "500113", day=DAY, at=MORNING).total
    found = list(states(cast, "officer of district").values())
    assert (len(found), found.count("wrong"), found.count("silent")) == (total.workplaces, total.wrong, total.silent)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("officer of district", {"plant", "shop"}),
        ("officer of township", {"plant"}),
        ("officer of next district", set()),
        ("officer of group", {"plant"}),
    ],
)
def test_everybody_sees_their_own_points_and_no_others(cast: Cast, who: str, seen: set[str]) -> None:
    assert set(states(cast, who)) == {getattr(cast, name).pk for name in seen}


def test_the_points_tell_no_name(cast: Cast) -> None:
    client = client_of(cast, "officer of district")
    answer = client.get("/day/points/", {"territory": "500113", "day": DAY.isoformat()})
    assert answer.status_code == 200
    assert cast.plant.name.encode() not in answer.content
    head, points = unpacked(answer.content)
    assert {town["name"] for town in head["towns"]} == {"鱼洞街道", "麻柳嘴镇"}
    assert next(key for key, *_ in points) == cast.plant.pk, "the largest first"


@pytest.mark.parametrize("territory", ["999999", "500113zzz", "x", "5001131110000"])
def test_no_points_of_a_place_that_does_not_exist(cast: Cast, territory: str) -> None:
    answer = client_of(cast, "officer of district").get("/day/points/", {"territory": territory})
    assert answer.status_code == 404


def test_names_come_of_what_one_may_see(cast: Cast) -> None:
    asked: dict[str, Any] = {"id": [cast.elsewhere.pk, cast.plant.pk], "day": DAY.isoformat()}
    shown = client_of(cast, "officer of district").get("/day/places/", asked).content.decode()
    assert cast.plant.name in shown and cast.elsewhere.name not in shown
    report(cast.plant, fever=1)
    rows = queries.listed(scope(cast, "officer of district"), [cast.elsewhere.pk, cast.shop.pk, cast.plant.pk], DAY)
    assert [(row.workplace, row.state) for row in rows] == [(cast.shop, "silent"), (cast.plant, "wrong")]


@pytest.mark.parametrize("key", ["x", "-1", "9" * 30])
def test_a_key_that_is_none_is_said(cast: Cast, key: str) -> None:
    answer = client_of(cast, "officer of district").get("/day/places/", {"id": key})
    assert answer.status_code == 422


def test_no_more_names_than_a_list_holds(cast: Cast, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(5):
        assert len(queries.listed(scope(cast, "officer of district"), range(10_000), DAY)) <= queries.MOST_LISTED


# --- outlines ---------------------------------------------------------------------------------------------


@pytest.fixture
def data(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def test_an_operator_loads_outlines_and_takes_them_away(cast: Cast, data: Path) -> None:
    file = data / "towns.json"
    file.write_text(geojson({"code": cast.plant.township_code}), encoding="utf-8")
    done = CliRunner().invoke(command, [str(file), "--source", "民政局 2020"], catch_exceptions=False)
    assert done.exit_code == 0
    head, _ = unpacked(queries.places(scope(cast, "officer of district"), "500113", DAY).as_bytes())
    assert {town["name"]: town["known"] for town in head["towns"]} == {"鱼洞街道": False, "麻柳嘴镇": True}
    assert Event.objects.get(action="outlines.loaded").data["source"] == "民政局 2020"
    CliRunner().invoke(command, ["--remove"], catch_exceptions=False)
    assert queries.outlines("500113") == {}


def test_a_broken_file_leaves_the_old_outlines(cast: Cast, data: Path) -> None:
    good, broken = data / "good.json", data / "broken.json"
    good.write_text(geojson({"code": "500113111"}), encoding="utf-8")
    broken.write_text(geojson({"code": ""}), encoding="utf-8")
    CliRunner().invoke(command, [str(good)], catch_exceptions=False)
    with pytest.raises(Problem) as told:
        CliRunner().invoke(command, [str(broken)], catch_exceptions=False)
    assert told.value.code == "outlines.code"
    assert list(queries.outlines("500113")) == ["500113111"]


# --- figures ----------------------------------------------------------------------------------------------


def figures(cast: Cast, who: str, code: str = "500113", days: int = 3) -> queries.Figures:
    return queries.figures(scope(cast, who), code, DAY, days)


def test_day_by_day(cast: Cast) -> None:
    report(cast.plant, day=YESTERDAY, fever=2)
    report(cast.shop, day=YESTERDAY)
    report(cast.plant, fever=3)
    one, two, three = figures(cast, "officer of district").days
    assert (one.reported, one.share) == (None, None), "nobody had reported yet: that is not known, and not zero"
    assert (two.symptoms, two.reported, two.share) == (2, 2, 100)
    assert (three.symptoms, three.reported, three.share) == (1, 1, 50)


def test_a_corrected_figure_counts_as_corrected(cast: Cast) -> None:
    report(cast.plant, fever=9)
    report(cast.plant, fever=1)
    assert figures(cast, "officer of district").days[-1].symptoms == 1


def test_whoever_has_closed_was_awaited_before(cast: Cast) -> None:
    Workplace.objects.filter(pk=cast.shop.pk).update(closed_on=DAY)
    Workplace.objects.filter(pk=cast.plant.pk).update(opened_on=YESTERDAY)
    report(cast.shop, day=YESTERDAY - timedelta(days=1))
    assert [one.workplaces for one in figures(cast, "officer of district").days] == [1, 2, 1]


def test_a_group_sees_the_figures_of_its_line(cast: Cast) -> None:
    report(cast.plant, fever=1)
    report(cast.shop, fever=5)
    today = figures(cast, "officer of group").days[-1]
    assert (today.symptoms, today.reported, today.workplaces) == (1, 1, 1)
    assert DailyReport.objects.count() == 2


def test_answers_are_those_of_cases_that_are_seen(cast: Cast) -> None:
    report(cast.plant, fever=2)
    while events.work_one(HANDLERS):
        pass
    assert Case.objects.exists()
    assert figures(cast, "officer of district").answered.waiting >= 1
    assert figures(cast, "officer of next district").answered.total == 0


def test_each_workplace_is_in_one_industry(cast: Cast) -> None:
    found = figures(cast, "officer of district").industries
    assert {(one.section, one.workplaces, one.working, one.rest) for one in found} == {("C", 1, 0, 1), ("", 1, 0, 1)}


# --- the page ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_has_a_table_behind_each_chart(cast: Cast, language: str) -> None:
    report(cast.plant, fever=2)
    client = client_of(cast, "officer of district")
    page = client.get("/day/500113/", {"day": DAY.isoformat()}, headers={"Accept-Language": language}).content.decode()
    assert page.count('<svg class="chart"') == 2 and page.count("<table") >= 3
    assert "style=" not in page
    assert cast.elsewhere.name not in page


def test_a_period_that_is_none_is_said(cast: Cast) -> None:
    assert client_of(cast, "officer of district").get("/day/500113/", {"days": "7"}).status_code == 422
    assert client_of(cast, "officer of district").get("/day/").status_code == 302
    assert client_of(cast, "officer of group").get("/day/").status_code == 200
