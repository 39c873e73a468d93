"""The clock of answers: who had what, for how long, and what they did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

import pytest
from django.test import Client

from qianshao.casework import actions, queries
from qianshao.core import clock
from qianshao.core.models import Installation
from tests.casework.scene import HOUR, actor, again, open_case, see, the_case
from tests.cast import MORNING, Cast, scope

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def figures(cast: Cast, who: str = "officer of city", days: int = 10) -> dict[str, dict[str, object]]:
    found = queries.answers(scope(cast, who), MORNING, MORNING + days * DAY)
    return {one.body.name: {**asdict(one.tally), "body": None} for one in found}


def numbers(**changed: object) -> dict[str, object]:
    nothing = {"received": 0, "in_time": 0, "late": 0, "lapsed": 0, "silent": 0, "waiting": 0, "median_hours": None}
    return {"body": None, **nothing, **changed}


def test_each_figure_by_its_definition(cast: Cast) -> None:
    """The group is silent; the district answers one in time and one after its deadline, before anybody looked."""
    case = open_case(cast.plant)
    actions.sweep(MORNING + 2 * HOUR + HOUR / 60)
    actions.act(again(case), "已联系", actor=actor(cast), via="web", at=MORNING + 4 * HOUR)
    late = open_case(cast.shop, "retaliation")
    actions.act(late, "已联系", actor=actor(cast), via="web", at=MORNING + 8 * HOUR)
    assert figures(cast) == {
        "某集团工会": numbers(received=1, lapsed=1, silent=1),
        "巴南区总工会": numbers(received=2, in_time=1, late=1, median_hours=5.0),
    }
    assert figures(cast, "officer of next district") == {}
    assert figures(cast, days=0) == {}


def test_to_look_is_no_answer(cast: Cast) -> None:
    case = open_case(cast.shop, "retaliation")
    actions.acknowledge(case, actor=actor(cast), via="web", at=MORNING)
    assert figures(cast) == {"巴南区总工会": numbers(received=1, waiting=1)}
    actions.sweep(MORNING + 5 * HOUR)
    assert figures(cast)["巴南区总工会"] == numbers(received=1, lapsed=1), "it looked, so it was not silent"


def test_who_could_not_be_told_received_nothing(cast: Cast) -> None:
    open_case(cast.plant)
    actions.sweep(MORNING + 8 * HOUR)
    assert figures(cast) == {
        "某集团工会": numbers(received=1, lapsed=1, silent=1),
        "重庆市总工会": numbers(received=1, waiting=1),
    }


def test_the_timeline_says_who_had_it_how_long_and_what_they_did(cast: Cast) -> None:
    case = open_case(cast.plant)
    actions.sweep(MORNING + 3 * HOUR)
    for deed in (actions.act, actions.ask):
        deed(again(case), "已联系", actor=actor(cast), via="web", at=MORNING + 4 * HOUR)
    actions.resolve(again(case), "已发", actor=actor(cast), via="web", at=MORNING + 5 * HOUR)
    found = queries.timeline_of(case, MORNING + 9 * HOUR)
    assert [(turn.step.body, turn.held, [entry.kind for entry in turn.did]) for turn in found] == [
        (cast.group_union, 2 * HOUR, []),
        (cast.district, 3 * HOUR, ["acted", "asked", "resolved"]),
    ]
    assert not any(turn.late for turn in found)


def test_whoever_has_it_has_it_still(cast: Cast) -> None:
    case = open_case(cast.plant)
    (turn,) = queries.timeline_of(case, MORNING + HOUR)
    assert turn.held == HOUR


def test_trust(cast: Cast) -> None:
    city = scope(cast, "officer of city")
    assert queries.trust(city, MORNING, MORNING + DAY) == queries.Trust(0, 0, None)
    assert queries.trust(city, MORNING, MORNING + DAY).share is None
    for hours in (0, 1):
        see(cast.plant, at=MORNING + hours * HOUR)
    see(cast.shop, "retaliation", at=MORNING)
    actions.resolve(the_case(cast.plant), "已发", actor=actor(cast), via="web", at=MORNING + 2 * DAY)
    told = queries.trust(city, MORNING, MORNING + DAY)
    assert (told.reporters, told.told, told.median_days) == (3, 2, 1.98)
    assert told.share == pytest.approx(2 / 3)
    assert queries.trust(scope(cast, "officer of next district"), MORNING, MORNING + DAY).reporters == 0


def test_who_reports_again_is_told_by_workplace(cast: Cast) -> None:
    """Two workplaces were told; from one of them a worker reports once more in time."""
    city = scope(cast, "officer of city")
    for place in (cast.plant, cast.shop):
        see(place, at=MORNING)
        actions.resolve(the_case(place), "已发", actor=actor(cast), via="web", at=MORNING + HOUR)
    found = queries.trust(city, MORNING, MORNING + DAY)
    assert (found.places, found.again, found.share_again) == (2, 0, 0)
    see(cast.shop, "concealed_illness", at=MORNING + 91 * DAY)
    assert queries.trust(city, MORNING, MORNING + DAY).again == 0, "that is too long after"
    see(cast.shop, "crowding", at=MORNING + 2 * DAY)
    found = queries.trust(city, MORNING, MORNING + DAY)
    assert (found.places, found.again, found.share_again) == (2, 1, 0.5)
    assert queries.trust(city, MORNING + DAY, MORNING + 2 * DAY).share_again is None


def test_words_before_a_report_were_not_for_it(cast: Cast) -> None:
    """A case that was resolved and opened again, which a second report joined: only the first was told."""
    case = open_case(cast.plant)
    actions.resolve(case, "已发", actor=actor(cast), via="web", at=MORNING + HOUR)
    actions.reopen(again(case), "又没有了", actor=actor(cast), via="web", at=MORNING + 2 * HOUR)
    see(cast.plant, at=MORNING + 3 * HOUR)
    found = queries.trust(scope(cast, "officer of city"), MORNING, MORNING + DAY)
    assert (found.reporters, found.told) == (2, 1)


def test_the_page(cast: Cast, as_person: Callable[[str], Client]) -> None:
    Installation.objects.create(generated=True, started_at=MORNING)
    open_case(cast.plant)
    actions.sweep(MORNING + 3 * HOUR)
    clock.restart()
    client = as_person("officer of district")
    page = client.get("/answers/", headers={"accept-language": "en"}).content.decode()
    assert "某集团工会" in page and "Let lapse" in page
    for nonsense in ({"from": "x"}, {"from": "9999-12-31"}, {"from": "2022-02-09", "to": "2022-02-01"}):
        assert client.get("/answers/", nonsense).status_code == 200
