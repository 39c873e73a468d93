"""People, gaps, the plan in force, what is decided by hand, and who sees whom."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from django.test import Client

from qianshao.core.actor import Via
from qianshao.core.problems import Problem
from qianshao.policy import coverage as policy
from qianshao.policy.faults import PolicyError
from qianshao.registry.models import Body, Workplace
from qianshao.registry.scope import EVERYTHING
from qianshao.resumption import actions
from qianshao.resumption.actions import Particulars
from qianshao.resumption.commands.people import assign as assign_command
from qianshao.resumption.commands.people import coverage as coverage_command
from qianshao.resumption.models import Assignment, Helper
from qianshao.resumption.queries import coverage as queries
from qianshao.resumption.queries.people import people
from qianshao.resumption.rules.coverage import answering, curve, point
from tests.cast import DAY, MORNING, Cast, scope
from tests.resumption.visits import actor

pytestmark = pytest.mark.django_db


def enter(cast: Cast, alias: str, body: Body | None = None, grade: str = "appointed", **more: object) -> Helper:
    given = {"reach": "500113", "hours_per_week": 10, "home": "500113111", **more}
    return actions.enter_helper(
        body or cast.district,
        Particulars(alias=alias, grade=grade, **given),  # type: ignore[arg-type]
        actor=actor(cast),
        via=Via.WEB,
        at=MORNING,
    )


def plan(cast: Cast, who: str = "officer of district") -> actions.Assigned:
    return actions.assign(scope(cast, who), "500113", actor=actor(cast), via=Via.WEB, at=MORNING)


def holder(place: Workplace) -> Helper | None:
    row = Assignment.objects.filter(workplace=place, until=None).first()
    return row.helper if row else None


def test_every_workplace_is_covered_or_a_gap(cast: Cast) -> None:
    mine = scope(cast, "officer of district")
    assert {one.name for one in queries.gaps(mine, "500113", DAY)} == {cast.plant.name, cast.shop.name}
    enter(cast, "厂内老周", cast.plant_union, "committee", employer=cast.plant, hours_per_week=0)
    enter(cast, "老李")
    total = queries.total(queries.coverage(mine, "500113", DAY))
    assert (total.workplaces, total.outside, total.inside, total.gap) == (2, 0, 1, 1)
    done = plan(cast)
    assert (done.covered, done.new, done.moved) == (2, 2, 0)
    total = queries.total(queries.coverage(mine, "500113", DAY))
    assert (total.outside, total.inside, total.gap, total.people_in_gap) == (2, 0, 0, 0)


def test_nobody_comes_where_they_are_employed_nor_to_its_group(cast: Cast) -> None:
    Workplace.objects.filter(pk__in=[cast.plant.pk, cast.shop.pk]).update(group=cast.group_union)
    cast.plant.refresh_from_db()
    cast.shop.refresh_from_db()
    own = enter(cast, "厂里的人", employer=cast.plant)
    assert plan(cast).covered == 0
    for place in (cast.plant, cast.shop):
        with pytest.raises(Problem, match=r"helper\.conflict"):
            actions.pin(place, own, actor=actor(cast), via=Via.WEB, at=MORNING)


def test_what_is_pinned_stays_and_who_leaves_leaves_a_gap(cast: Cast) -> None:
    near, far = enter(cast, "近"), enter(cast, "远", home="500113004")
    plan(cast)
    assert holder(cast.plant) == near
    actions.pin(cast.plant, far, actor=actor(cast), via=Via.WEB, at=MORNING)
    assert plan(cast).moved == 0
    assert holder(cast.plant) == far
    assert actions.leave(far, actor=actor(cast), via=Via.WEB, at=MORNING) >= 1
    far.refresh_from_db()
    assert far.alias == ""
    assert holder(cast.plant) is None
    plan(cast)
    assert holder(cast.plant) == near


def test_a_plan_made_anew_changes_nothing(cast: Cast) -> None:
    enter(cast, "甲")
    enter(cast, "乙", home="500113004")
    plan(cast)
    before = list(Assignment.objects.values_list("pk", "helper", "until"))
    done = plan(cast)
    assert (done.new, done.moved, done.kept) == (0, 0, 2)
    assert list(Assignment.objects.values_list("pk", "helper", "until")) == before


def test_hours_hold_for_plans_and_by_hand(cast: Cast) -> None:
    busy = enter(cast, "忙", hours_per_week=3)
    done = plan(cast)
    assert done.covered == 1, "four visits of 140 minutes to the plant leave 160 of 720; the shop needs 220"
    other = cast.shop if holder(cast.plant) else cast.plant
    with pytest.raises(Problem, match=r"helper\.no_time"):
        actions.pin(other, busy, actor=actor(cast), via=Via.WEB, at=MORNING)


def test_a_plan_is_made_by_who_answers_for_the_territory(cast: Cast) -> None:
    for who in ("officer of group", "officer of township", "officer of next district"):
        with pytest.raises(Problem, match=r"territory\.not_yours"):
            plan(cast, who)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"alias": "李 13812345678"}, r"helper\.alias"),
        ({"alias": " "}, r"helper\.alias"),
        ({"alias": "甲", "grade": "committee"}, r"helper\.employer"),
        ({"alias": "甲", "hours_per_week": 61}, r"helper\.hours"),
        ({"alias": "甲", "expertise": ["化工"]}, r"helper\.expertise"),
        ({"alias": "甲", "home": "999"}, r"territory\.unknown"),
    ],
)
def test_no_more_is_held_than_is_needed(cast: Cast, wrong: dict[str, object], code: str) -> None:
    with pytest.raises(Problem, match=code):
        enter(cast, **wrong)  # type: ignore[arg-type]


def test_an_alias_is_shown_to_its_line_only(cast: Cast) -> None:
    enter(cast, "区里的人")
    enter(cast, "集团的人", cast.group_union)
    assert [one.alias for one in people(scope(cast, "officer of district"), DAY)] == ["区里的人"]
    assert [one.alias for one in people(scope(cast, "officer of group"), DAY)] == ["集团的人"]
    assert not people(scope(cast, "officer of township"), DAY)


def test_an_officer_sees_the_gaps_makes_the_plan_and_decides(
    cast: Cast, as_person: Callable[[str], Client], clock_at_morning: None
) -> None:
    client = as_person("officer of district")
    given = {"alias": "老李", "body": cast.district.pk, "grade": "appointed", "home": "500113111", "hours_per_week": 10}
    assert client.post("/coverage/people/new/", given).status_code == 302
    page = client.get("/coverage/").content.decode()
    assert cast.plant.name in page
    rows = list(csv.reader(io.StringIO(client.get("/coverage/gaps.csv").content.decode("utf-8-sig"))))
    assert {row[0] for row in rows[1:]} == {cast.plant.name, cast.shop.name}
    assert client.post("/coverage/assign/", {"territory": "500113"}).status_code == 302
    page = client.get("/coverage/").content.decode()
    assert "老李" in page
    helper = Helper.objects.get()
    address = f"/coverage/workplaces/{cast.plant.pk}/"
    assert "老李" in client.get(address).content.decode()
    assert client.post(f"{address}pin/", {"helper": helper.pk}).status_code == 302
    assert Assignment.objects.get(workplace=cast.plant, until=None).pinned
    assert client.post(f"{address}unpin/").status_code == 302
    assert client.post(f"{address}unpin/").status_code == 409
    assert client.get("/coverage/what-if/", {"members": "300000", "one_in": "0"}).status_code == 200
    assert "老李" in client.get("/coverage/people/").content.decode()


def test_the_group_sees_the_body_that_covers_its_plant_and_no_alias(
    cast: Cast, as_person: Callable[[str], Client], clock_at_morning: None
) -> None:
    enter(cast, "区里的人")
    plan(cast)
    page = as_person("officer of group").get("/coverage/").content.decode()
    assert cast.district.name in page
    assert "区里的人" not in page


def test_the_commands(cast: Cast, clock_at_morning: None) -> None:
    enter(cast, "老李")
    made = json.loads(CliRunner().invoke(assign_command, ["--territory", "500113", "--json"]).output)
    assert made["covered"] == 2
    told = json.loads(CliRunner().invoke(coverage_command, ["--territory", "500113", "--json"]).output)
    assert told["total"]["gap"] == 0
    assert len(told["townships"]) == 2
    assert not queries.gaps(EVERYTHING, "500113", DAY)


@pytest.fixture
def clock_at_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    from qianshao.core import clock

    monkeypatch.setattr(clock, "now", lambda: MORNING)
    monkeypatch.setattr(clock, "today", lambda: DAY)


# --- what more people would yield -------------------------------------------------------------------------


def test_one_in_500_of_300_000() -> None:
    assert answering(300_000, 500) == 600
    need = [(11_000, 80), (700, 220), (300, 560)]
    points = curve(600, 10, need)
    shares = [one.share for one in points]
    assert points[0].share == 0
    assert points[0].interval is None
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert points[-1].interval == 28
    half = point(200, 10, need)
    assert 0 < half.share < 1
    assert half.interval is not None
    assert half.interval > 28


def test_a_fault_in_the_policy_names_its_line() -> None:
    weights = "change = 1\nstranger = 1\ntongue = 1\nnobody = 1\n"
    text = weights + "seats = 0\nsizes = [{ people = 5, visits = 1, minutes = 9 }]\n"
    with pytest.raises(PolicyError) as caught:
        policy.parse(text, source="coverage.toml")
    assert caught.value.line == 5


def test_no_length_of_a_way_is_told_where_nobody_knows_where_things_lie(
    cast: Cast, as_person: Callable[[str], Client]
) -> None:
    enter(cast, "老李")
    plan(cast)
    pages = [f"/coverage/workplaces/{cast.shop.pk}/", "/coverage/"]
    client = as_person("officer of district")
    texts = [client.get(address).content.decode() for address in pages]
    assert all("公里" not in text for text in texts) and "住在其他镇街" in texts[0]
    Workplace.objects.filter(pk=cast.plant.pk).update(longitude=106.9, latitude=29.6)
    Workplace.objects.filter(pk=cast.shop.pk).update(longitude=106.5, latitude=29.4)
    Assignment.objects.all().delete()
    plan(cast)
    assert "公里" in client.get(pages[0]).content.decode()
