"""Who sees a case: by territory, by line, by having had a turn; and never the enterprise's own union."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qianshao.accounts.models import Membership, Role
from qianshao.accounts.queries import scope_of
from qianshao.casework import actions, queries
from qianshao.core.problems import Problem
from qianshao.registry.models import Tie, Workplace
from qianshao.registry.scope import EVERYTHING, Scope
from tests.casework.scene import HOUR, actor, again, open_case, sweep_until
from tests.cast import MORNING, Cast, scope

pytestmark = pytest.mark.django_db

SEES_PLANT = {
    "officer of township": True,
    "officer of district": True,
    "auditor of district": True,
    "officer of city": True,
    "officer of group": True,
    "officer of next district": False,
    "administrator of district": False,
    "delegate of plant": False,
    "delegate of shop": False,
}


def sees(who: Scope, number: str) -> bool:
    """By the list and by the page alike."""
    listed = queries.cases(who).filter(number=number).exists()
    found = queries.find(who, queries.Wanted(text=number), MORNING).count() == 1
    try:
        shown = queries.case(who, number).number == number
    except Problem:
        shown = False
    assert listed == found == shown
    return listed


@pytest.mark.parametrize(("who", "expected"), SEES_PLANT.items())
def test_who_sees_a_case_at_the_plant(cast: Cast, who: str, expected: bool) -> None:
    assert sees(scope(cast, who), open_case(cast.plant).number) is expected


def test_a_group_union_sees_its_own_line_only(cast: Cast) -> None:
    assert not sees(scope(cast, "officer of group"), open_case(cast.shop).number)


def test_a_township_sees_its_own_place_only(cast: Cast) -> None:
    assert not sees(scope(cast, "officer of township"), open_case(cast.shop).number)


def test_who_names_nothing_sees_nothing(cast: Cast) -> None:
    number = open_case(cast.plant).number
    assert not sees(Scope(), number)
    assert not queries.inbox(Scope()).exists()
    assert sees(EVERYTHING, number)


def test_whoever_had_a_turn_keeps_seeing(cast: Cast) -> None:
    """The group was silent, and then the plant changed its line."""
    case = open_case(cast.plant)
    sweep_until(case, MORNING + 3 * HOUR)
    Tie.objects.filter(workplace=cast.plant).update(until=MORNING.date() - timedelta(days=1))
    Workplace.objects.filter(pk=cast.plant.pk).update(affiliation_path="")
    assert sees(scope(cast, "officer of group"), case.number)
    second = open_case(cast.plant, "crowding")
    assert not sees(scope(cast, "officer of group"), second.number)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
def test_the_enterprises_own_union_sees_none_in_whatever_role(cast: Cast, role: Role) -> None:
    person = cast.person("stranger")
    membership = Membership.objects.create(person=person, body=cast.plant_union, role=role, since=MORNING)
    assert not sees(scope_of(membership, MORNING), open_case(cast.plant).number)


def test_a_federation_that_serves_as_union_of_a_workplace_sees_it(cast: Cast) -> None:
    Workplace.objects.filter(pk=cast.shop.pk).update(union=cast.district)
    assert sees(scope(cast, "officer of district"), open_case(cast.shop).number)


def test_a_workplace_without_a_union_hides_nothing(cast: Cast) -> None:
    assert sees(scope(cast, "officer of next district"), open_case(cast.elsewhere).number)


def test_the_inbox_is_what_ones_body_owns(cast: Cast) -> None:
    late, early = open_case(cast.shop, "other"), open_case(cast.shop, "symptomatic_at_work")
    for case in (late, early):
        actions.hand_over(case, cast.district, "由区里处理", actor=actor(cast), via="web", at=MORNING)
    district, city = scope(cast, "officer of district"), scope(cast, "officer of city")
    rows = list(queries.inbox(district))
    assert [row.number for row in rows] == [early.number, late.number], "the nearest deadline first"
    assert not queries.inbox(city).exists()
    with pytest.raises(Problem, match=r"case\.not_owner"):
        queries.own_case(city, early.number)
    with pytest.raises(Problem, match=r"access\.none"):
        queries.own_case(scope(cast, "auditor of district"), early.number)


def test_the_mark_changes_with_the_inbox_and_only_then(cast: Cast) -> None:
    district = scope(cast, "officer of district")
    marks = [queries.inbox_mark(district)]
    case = open_case(cast.shop, "retaliation")
    marks.append(queries.inbox_mark(district))
    for deed in (actions.acknowledge, None, None):
        if deed:
            deed(again(case), actor=actor(cast), via="web", at=MORNING)
        else:
            actions.ask(again(case), "现在呢", actor=actor(cast), via="web", at=MORNING)
        marks.append(queries.inbox_mark(district))
    open_case(cast.plant)  # with the group
    assert queries.inbox_mark(district) == marks[-1]
    actions.resolve(again(case), "已解决", actor=actor(cast), via="web", at=MORNING)
    assert len(set(marks)) == len(marks)
    assert queries.inbox_mark(district) == marks[0], "empty again"


def test_counts_and_places_are_those_that_one_sees(cast: Cast) -> None:
    open_case(cast.plant)
    open_case(cast.elsewhere)
    resolved = open_case(cast.shop)
    actions.resolve(resolved, "已解决", actor=actor(cast), via="web", at=MORNING)
    district = scope(cast, "officer of district")
    assert queries.counts(district, queries.Wanted(), MORNING + 3 * HOUR) == {
        "open": 1,
        "overdue": 1,
        "closed": 1,
        "all": 2,
    }
    assert [place.code for place in queries.places(district)] == ["500113004", "500113111"]
    only = queries.Wanted(territory="500113111", category="crowding")
    assert queries.counts(district, only, MORNING)["all"] == 0
