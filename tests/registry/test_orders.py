"""For a time and a territory one body acts for every workplace, and sees them for so long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from qianshao.core.actor import system
from qianshao.core.models import Event
from qianshao.core.problems import Problem, Problems
from qianshao.registry import queries
from qianshao.registry.actions import issue_order, withdraw_order
from qianshao.registry.models import Body, EmergencyOrder
from qianshao.registry.scope import EVERYTHING, Scope
from tests.cast import MORNING, Cast, scope

COMMON: dict[str, Any] = {"actor": system("test"), "via": "shell", "at": MORNING}
DAYS = timedelta(days=1)
TOWNSHIP, DISTRICT = "500113111", "500113"


def issue(body: Body, territory: str = TOWNSHIP, by: Scope = EVERYTHING, **more: Any) -> EmergencyOrder:
    paper = {
        "reason": "聚集性疫情",
        "document": "巴南防控〔2022〕1号",
        "starts_at": MORNING,
        "ends_at": MORNING + 14 * DAYS,
    }
    return issue_order(**{"scope": by, "body": body, "territory": territory, **paper, **COMMON, **more})


@pytest.mark.parametrize(
    ("body", "territory"),
    [("township", TOWNSHIP), ("district", TOWNSHIP), ("district", DISTRICT), ("city", DISTRICT), ("national", "50")],
)
def test_a_body_acts_on_its_own_territory_and_below(body: str, territory: str, cast: Cast) -> None:
    order = issue(getattr(cast, body), territory)
    assert order.territory_id == territory
    event = Event.objects.get(action="order.issued")
    assert (event.subject_id, event.territory) == (str(order.pk), territory)
    assert event.data["document"] == "巴南防控〔2022〕1号"


@pytest.mark.parametrize(
    ("body", "territory"),
    [
        ("township", DISTRICT),
        ("township", "500113004"),
        ("district", "5001"),
        ("district", "50"),
        ("next_district", TOWNSHIP),
        ("group_union", TOWNSHIP),
    ],
)
def test_and_nowhere_else(body: str, territory: str, cast: Cast) -> None:
    with pytest.raises(Problem, match=r"order\.not_your_territory") as caught:
        issue(getattr(cast, body), territory)
    assert caught.value.field == "territory"
    assert not EmergencyOrder.objects.exists()
    assert not Event.objects.exists()


def test_it_is_issued_by_who_answers_for_the_territory(cast: Cast) -> None:
    assert issue(cast.township, by=scope(cast, "officer of district"))
    with pytest.raises(Problem, match=r"territory\.not_yours"):
        issue(cast.township, by=scope(cast, "officer of next district"))
    with pytest.raises(Problem, match=r"territory\.not_yours"):
        issue(cast.township, by=scope(cast, "officer of group"))


@pytest.mark.parametrize("ends_at", [MORNING, MORNING - DAYS])
def test_it_ends_after_it_begins(ends_at: object, cast: Cast) -> None:
    with pytest.raises(Problem, match=r"order\.times") as caught:
        issue(cast.district, ends_at=ends_at)
    assert caught.value.field == "ends_at"


def test_all_that_is_wrong_is_said_at_once(cast: Cast) -> None:
    with pytest.raises(Problems) as caught:
        issue(cast.plant_union, "999", reason=" ", document="x" * 300)
    assert {one.code for one in caught.value.problems} == {
        "field.missing",
        "field.too_long",
        "order.body",
        "territory.unknown",
    }


def test_it_opens_the_territory_to_its_body_for_its_time(cast: Cast) -> None:
    order = issue(cast.district, TOWNSHIP, starts_at=MORNING + DAYS)
    for at, acts in [(MORNING, False), (MORNING + DAYS, True), (MORNING + 13 * DAYS, True), (order.ends_at, False)]:
        assert (queries.order_in_force(cast.plant, at) == order) is acts
        assert (order in queries.orders(EVERYTHING, at=at)) is acts
    assert queries.order_in_force(cast.shop, MORNING + DAYS) is None


def test_a_withdrawn_order_ends_now_stays_on_record_and_is_withdrawn_once(cast: Cast) -> None:
    order = issue(cast.district)
    mine, theirs = EmergencyOrder.objects.get(), EmergencyOrder.objects.get()
    later = {**COMMON, "at": MORNING + DAYS}
    withdraw_order(order=mine, **later)
    with pytest.raises(Problem, match=r"order\.withdrawn"):
        withdraw_order(order=theirs, **{**later, "at": MORNING + 2 * DAYS})
    order.refresh_from_db()
    assert order.withdrawn_at == MORNING + DAYS
    assert order.ends_at == MORNING + 14 * DAYS
    assert queries.order_in_force(cast.plant, MORNING) == order
    assert queries.order_in_force(cast.plant, MORNING + DAYS) is None
    assert list(Event.objects.values_list("action", flat=True).order_by("id")) == ["order.issued", "order.withdrawn"]


def test_orders_are_seen_on_their_territory_and_by_the_body_they_name(cast: Cast) -> None:
    order = issue(cast.city, TOWNSHIP)
    for who in ("officer of city", "officer of district", "officer of township"):
        assert queries.order(scope(cast, who), order.pk) == order, who
    for who in ("officer of next district", "officer of group", "delegate of plant"):
        asker = scope(cast, who)
        assert not queries.orders(asker), who
        with pytest.raises(Problem, match="not_found"):
            queries.order(asker, order.pk)
    assert list(queries.orders(Scope(bodies=frozenset({cast.city.pk})))) == [order]
    assert not queries.orders(Scope())


@pytest.mark.parametrize("percent", [9, 101, 0])
def test_an_order_leaves_some_time(cast: Cast, percent: int) -> None:
    with pytest.raises(Problem, match=r"order\.percent"):
        issue(cast.district, term_percent=percent)
    assert issue(cast.district, term_percent=10).term_percent == 10
