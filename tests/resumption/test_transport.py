"""What workplaces share, who sat near, and that seats are forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.registry.scope import EVERYTHING
from qianshao.resumption import actions
from qianshao.resumption.models import Seat, SharedPlace, Sharing
from qianshao.resumption.queries import shared_links
from qianshao.resumption.queries.transport import sat_near
from qianshao.resumption.rules.riding import Ride, near
from tests.cast import DAY, MORNING, Cast, scope

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {"actor": system("test"), "via": Via.SHELL, "at": MORNING}
DAYS = timedelta(days=1)


@pytest.fixture
def bus(cast: Cast) -> SharedPlace:
    """Used by plant and shop."""
    made = actions.enter_shared(EVERYTHING, "bus", "一号班车", "500113", source="test", **SAID)
    for place in (cast.plant, cast.shop):
        actions.use(made, place, DAY - 30 * DAYS, source="test", **SAID)
    return made


def test_the_sets_for_detection_hold_what_joins_two_that_are_seen(cast: Cast, bus: SharedPlace) -> None:
    canteen = actions.enter_shared(EVERYTHING, "canteen", "园区食堂", "500113", source="test", **SAID)
    actions.use(canteen, cast.plant, DAY, source="test", **SAID)
    (link,) = shared_links(scope(cast, "officer of district"), DAY)
    assert (link.shared, link.kind, link.workplaces) == (bus.pk, "bus", frozenset({cast.plant.pk, cast.shop.pk}))
    assert shared_links(scope(cast, "officer of township"), DAY) == []
    assert shared_links(EVERYTHING, DAY - 31 * DAYS) == []


def test_who_sat_near_is_told_without_names(cast: Cast, bus: SharedPlace) -> None:
    actions.seat(bus, cast.plant, DAY, "早", {1: "甲班", 2: "乙班", 30: "丙班"}, **SAID)
    actions.seat(bus, cast.shop, DAY, "早", {9: "一组", 13: "二组"}, **SAID)
    actions.seat(bus, cast.shop, DAY, "晚", {1: "一组"}, **SAID)
    mine = scope(cast, "officer of district")
    found = {
        place.name: (one.near, one.aboard) for place, one in sat_near(mine, cast.plant.pk, "甲班", DAY, DAY) if place
    }
    assert found == {cast.plant.name: (1, 1), cast.shop.name: (1, 1)}
    ((first, own), (hidden, one)) = sat_near(scope(cast, "officer of township"), cast.plant.pk, "甲班", DAY, DAY)
    assert (first, own.near, hidden, one.near) == (cast.plant, 1, None, 1)
    with pytest.raises(Problem, match="not_found"):
        sat_near(scope(cast, "officer of next district"), cast.plant.pk, "甲班", DAY, DAY)


def test_seats_are_forgotten_after_the_days_of_the_policy(cast: Cast, bus: SharedPlace) -> None:
    actions.seat(bus, cast.plant, DAY, "早", {1: "甲班"}, **SAID)
    assert actions.forget_seats(**{**SAID, "at": MORNING + 20 * DAYS}) == 0
    assert actions.forget_seats(**{**SAID, "at": MORNING + 21 * DAYS}) == 1
    assert not Seat.objects.exists()
    with pytest.raises(Problem, match=r"bus\.day"):
        actions.seat(bus, cast.plant, DAY - 21 * DAYS, "早", {1: "甲班"}, **SAID)


@pytest.mark.parametrize(
    ("seats", "code"),
    [
        ({0: "甲班"}, r"bus\.seat"),
        ({1: " "}, r"bus\.seat"),
        ({1: "13812345678"}, r"bus\.seat"),
        ({9: "甲班"}, r"bus\.taken"),
    ],
)
def test_no_names_or_numbers_and_no_seat_twice(cast: Cast, bus: SharedPlace, seats: dict[int, str], code: str) -> None:
    actions.seat(bus, cast.shop, DAY, "早", {9: "一组"}, **SAID)
    with pytest.raises(Problem, match=code):
        actions.seat(bus, cast.plant, DAY, "早", seats, **SAID)
    assert Seat.objects.count() == 1
    assert "甲班" not in str(list(Event.objects.values_list("data", flat=True)))


def test_the_pages(cast: Cast, as_person: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    monkeypatch.setattr(clock, "today", lambda: DAY)
    sheet = "单位名称,类型,共用设施,开始日期\n"
    sheet += f"{cast.plant.name},班车,一号班车,2022-01-01\n{cast.shop.name},班车,一号班车,\n没有这家,宿舍,甲楼,\n"
    client = as_person("officer of district")
    answer = client.post("/shared/import/", {"file": SimpleUploadedFile("共用.csv", sheet.encode())})
    assert "没有这家" in answer.content.decode()
    assert Sharing.objects.count() == 2
    bus = SharedPlace.objects.get()
    assert cast.shop.name in client.get(f"/shared/{bus.pk}/").content.decode()
    assert "一号班车" in client.get("/shared/?kind=bus").content.decode()
    delegate = as_person("delegate of plant")
    typed = {"bus": bus.pk, "day": DAY.isoformat(), "ride": "早", "seats": "1 甲班\n2 乙班\n"}
    assert delegate.post(f"/shared/seats/{cast.plant.pk}/", typed).status_code == 302
    assert delegate.post(f"/shared/seats/{cast.plant.pk}/", {**typed, "seats": "x 甲班"}).status_code == 422
    assert Seat.objects.count() == 2
    client = as_person("officer of district")
    page = client.get(f"/shared/near/{cast.plant.pk}/", {"rider": "甲班"}).content.decode()
    assert cast.plant.name in page
    assert "乙班" not in page


taken = st.dictionaries(st.integers(1, 40), st.sampled_from("abcdef"), max_size=12)


@given(taken)
def test_whoever_is_near_has_the_other_near(seats: dict[int, str]) -> None:
    rides = [Ride(1, "2022-02-08", "", seat, 1, rider) for seat, rider in seats.items()]
    counts = {rider: near(rides, rider, 1, {1: 4}) for rider in set(seats.values())}
    assert sum(one.near for found in counts.values() for one in found) % 2 == 0
    for found in counts.values():
        assert sum(one.near + one.aboard for one in found) == len(counts) - 1
