"""What an order opens it opens to the minute: for sessions, tokens and open streams; and each look leaves a trace."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from qianshao.accounts.actions import create_token
from qianshao.accounts.queries import memberships
from qianshao.casework import live
from qianshao.casework import queries as casework
from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.models import Event
from qianshao.registry import queries as registry
from qianshao.registry.actions import issue_order, withdraw_order
from qianshao.registry.models import EmergencyOrder
from qianshao.registry.queries.rights import still_holds
from qianshao.registry.rules.orders import beyond, only_by_order
from qianshao.registry.scope import EVERYTHING, Scope
from tests.cast import MORNING, Cast

pytestmark = pytest.mark.django_db
ENDS = MORNING + timedelta(hours=3)
JUST = timedelta(microseconds=1)
SHOP, PLANT = "500113004", "500113111"
SetClock = Callable[[datetime], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_clock(MORNING)
    return set_clock


@pytest.fixture
def order(cast: Cast) -> EmergencyOrder:
    """It charges the township with the territory beside its own, as a district may that lends people: what is issued
    through the pages stays below the body, so it is put here by hand."""
    made = issue_order(
        scope=EVERYTHING,
        body=cast.national,
        territory=SHOP,
        reason="聚集性疫情",
        document="巴南防控〔2022〕1号",
        basis="突发事件应对条例第四条",
        starts_at=MORNING,
        ends_at=ENDS,
        actor=system("test"),
        via=Via.SHELL,
        at=MORNING,
    )
    made.body = cast.township
    made.save()
    return made


def test_a_session_that_lasts_sees_nothing_from_that_minute_on(
    cast: Cast, as_person: Callable[[str], Client], order: EmergencyOrder, at: SetClock
) -> None:
    client = as_person("officer of township")
    address = f"/workplaces/{cast.shop.pk}/"
    for moment, status in [(MORNING - JUST, 404), (MORNING, 200), (ENDS - JUST, 200), (ENDS, 404)]:
        at(moment)
        assert client.get(address).status_code == status, moment


def test_a_token_neither(cast: Cast, order: EmergencyOrder, at: SetClock) -> None:
    (membership,) = memberships(cast.person("officer of township"), MORNING)
    secret = create_token(membership, "x", actor=system("test"), via=Via.SHELL, at=MORNING)
    for moment, seen in [(ENDS - JUST, True), (ENDS, False)]:
        at(moment)
        told = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).json()
        assert (SHOP in told["territories"]) is seen


def test_an_order_that_is_withdrawn_ends_at_once(
    cast: Cast, as_person: Callable[[str], Client], order: EmergencyOrder, at: SetClock
) -> None:
    client = as_person("officer of township")
    at(MORNING + timedelta(hours=1))
    assert client.get(f"/workplaces/{cast.shop.pk}/").status_code == 200
    withdraw_order(order=order, actor=system("test"), via=Via.SHELL, at=clock.now())
    assert client.get(f"/workplaces/{cast.shop.pk}/").status_code == 404


def test_an_open_stream_ends_with_it(
    cast: Cast, order: EmergencyOrder, at: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    rights = Scope(territories=(PLANT,), ordered=(SHOP,), bodies=frozenset({cast.township.pk}))
    assert still_holds(rights, ENDS - JUST)
    assert not still_holds(rights, ENDS)
    assert still_holds(Scope(), ENDS)
    holding = iter([True, True, False])
    monkeypatch.setattr(live, "PAUSE", 0)
    monkeypatch.setattr(live, "still_holds", lambda scope, moment: next(holding))
    monkeypatch.setattr(casework, "inbox_mark", lambda scope: "a")

    async def listen() -> int:
        return len([part async for part in live.changes(rights, "b")])

    assert asyncio.run(listen()) == 2, "it greets, tells what is new, and ends at the third look"


def test_each_look_leaves_a_trace_and_what_is_seen_anyway_none(
    cast: Cast, as_person: Callable[[str], Client], order: EmergencyOrder, at: SetClock
) -> None:
    client = as_person("officer of township")
    client.get(f"/workplaces/{cast.plant.pk}/")
    client.get("/account/")
    assert not Event.objects.filter(action="order.looked").exists()
    client.get(f"/workplaces/{cast.shop.pk}/")
    row = Event.objects.get(action="order.looked")
    assert (row.subject_id, row.territory) == (str(order.pk), SHOP)
    assert row.actor == f"person:{cast.person('officer of township').pk}"
    assert row.data == {"page": "registry:workplace", "workplace": cast.shop.pk}
    client.get("/cases/")
    assert Event.objects.filter(action="order.looked", data__page="casework:cases", data__workplace=None).exists()


def test_the_page_of_an_order_tells_what_was_seen_and_who_owes_a_report(
    cast: Cast, as_person: Callable[[str], Client], order: EmergencyOrder, at: SetClock
) -> None:
    as_person("officer of township").get(f"/workplaces/{cast.shop.pk}/")
    page = as_person("officer of district").get(f"/orders/{order.pk}/").content.decode()
    assert "officer-of-township" in page
    assert cast.shop.name in page
    assert "突发事件应对条例第四条" in page
    assert as_person("officer of next district").get(f"/orders/{order.pk}/").status_code == 404


codes = st.sampled_from(("50", "500113", "500113111", "500113004", "500115"))


@given(codes, st.lists(codes), st.lists(codes))
def test_what_is_seen_by_an_order_alone_is_seen_by_nothing_else(township: str, own: list[str], more: list[str]) -> None:
    found = only_by_order(township, "", territories=own, affiliations=(), ordered=more)
    if found is None:
        assert any(township.startswith(code) for code in own) or not any(township.startswith(code) for code in more)
    else:
        assert township.startswith(found)
        assert found in beyond(more, own)


def test_whom_an_order_makes_answer_stands_first_and_only_as_long_as_it_runs(cast: Cast, order: EmergencyOrder) -> None:
    def first(moment: datetime) -> tuple[str, str, str]:
        duty = registry.answer(cast.shop, moment).duties[0]
        return duty.tie, duty.body, duty.source

    assert first(MORNING) == ("order", order.body.name, order.document)
    told = registry.answer(cast.shop, ENDS - JUST).as_dict()["duties"][0]
    assert (told["tie"], told["until"]) == ("order", ENDS.date())
    assert first(ENDS)[0] != "order"
    assert first(MORNING - JUST)[0] != "order"
    assert registry.answer(cast.plant, MORNING).duties[0].tie != "order"
    withdraw_order(order=order, actor=system("test"), via=Via.SHELL, at=MORNING + timedelta(hours=1))
    assert first(MORNING + timedelta(hours=2))[0] != "order"


def test_the_page_names_the_body_of_the_order(
    cast: Cast, order: EmergencyOrder, as_person: Callable[[str], Client], at: SetClock
) -> None:
    client, address = as_person("officer of district"), f"/workplaces/{cast.shop.pk}/"
    assert order.document in client.get(address).content.decode()
    at(ENDS)
    assert order.document not in client.get(address).content.decode()
