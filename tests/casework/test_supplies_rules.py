"""The laws of supplies: nothing is given twice, nobody gets more than is missing, and only workers say what arrived."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qianshao.casework.rules.supplies import (
    Holding,
    Said,
    Suggestion,
    Wanted,
    distance,
    has_arrived,
    in_units,
    match,
    required,
    shortage,
    surplus,
    used_daily,
)
from qianshao.policy import supplies as policy
from tests.cast import MORNING

TODAY = date(2022, 2, 8)
SHIPPED = policy.shipped()
MASKS, THERMOMETERS = SHIPPED.items["masks"], SHIPPED.items["thermometers"]

codes = st.sampled_from(["50", "5001", "500113", "500113111", "500113004", "500115007", "510104001", ""])
quantities = st.integers(0, 5000)
wants = st.lists(st.builds(Wanted, st.integers(1, 99), codes, quantities), max_size=6, unique_by=lambda one: one.key)
holdings = st.lists(
    st.builds(
        Holding, st.integers(1, 99).map(str), codes, quantities, st.integers(-1, 30).map(lambda n: TODAY - timedelta(n))
    ),
    max_size=8,
    unique_by=lambda one: one.key,
)


def matched(wanted: list[Wanted], held: list[Holding]) -> dict[int, list[Suggestion]]:
    return match(wanted, held, today=TODAY, fresh_days=3, oldest_days=14)


@given(wants, holdings)
def test_nobody_gives_more_than_there_is_or_gets_more_than_is_missing(
    wanted: list[Wanted], held: list[Holding]
) -> None:
    found = matched(wanted, held)
    given_by: Counter[str] = Counter()
    for want in wanted:
        assert sum(one.quantity for one in found[want.key]) <= want.quantity
        for one in found[want.key]:
            assert one.quantity > 0
            given_by[one.holding.key] += one.quantity
    assert all(given_by[one.key] <= one.quantity for one in held)


@given(wants, holdings)
def test_what_is_there_is_given_to_whom_it_is_missing(wanted: list[Wanted], held: list[Holding]) -> None:
    """Something stays missing only where nothing usable is left."""
    found = matched(wanted, held)
    usable = sum(one.quantity for one in held if (TODAY - one.stated_on).days <= 14)
    suggested = sum(one.quantity for listed in found.values() for one in listed)
    assert suggested == min(usable, sum(want.quantity for want in wanted))


@given(wants, holdings, st.randoms())
def test_the_order_of_the_holdings_does_not_matter(wanted: list[Wanted], held: list[Holding], dice: object) -> None:
    shuffled = list(held)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert matched(wanted, shuffled) == matched(wanted, held)


@given(wants, holdings)
def test_fresh_comes_before_old_and_near_before_far(wanted: list[Wanted], held: list[Holding]) -> None:
    for listed in matched(wanted, held).values():
        order = [(one.old, one.distance) for one in listed]
        assert order == sorted(order)


def test_a_figure_that_is_too_old_is_not_offered() -> None:
    old = Holding("a", "500113111", 100, TODAY - timedelta(days=15))
    assert matched([Wanted(1, "500113111", 100)], [old]) == {1: []}


def test_the_nearest_is_asked_first_and_the_next_for_the_rest() -> None:
    near = Holding("near", "500113111", 300, TODAY)
    far = Holding("far", "500113", 5000, TODAY)
    stale = Holding("stale", "500113111", 900, TODAY - timedelta(days=7))
    found = matched([Wanted(1, "500113111", 900)], [stale, far, near])[1]
    assert [(one.holding.key, one.quantity) for one in found] == [("near", 300), ("far", 600)]


def test_distance() -> None:
    assert [distance("500113111", one) for one in ("500113111", "500113004", "500113", "500115007", "50", "51")] == [
        0, 1, 1, 2, 3, 4,
    ]  # fmt: skip


# --- how much ---------------------------------------------------------------------------------------------


def test_masks_for_three_days() -> None:
    """The figures of the guide: 300 people, one shift of 8 hours, 3 days = 900 masks."""
    assert used_daily(MASKS, 300) == 300
    assert required(MASKS, 300) == 900
    assert shortage(MASKS, 300, in_stock=200) == 700
    assert shortage(MASKS, 300, in_stock=200, daily=100) == 100
    assert shortage(MASKS, 300, in_stock=1000) == 0
    assert required(THERMOMETERS, 201) == 2


@given(st.integers(0, 5000), st.integers(0, 20000), st.none() | st.integers(0, 5000))
def test_who_lacks_something_gives_nothing(people: int, in_stock: int, daily: int | None) -> None:
    """The reserve is as long as the days that a shortage is made up for."""
    assert SHIPPED.reserve_days >= MASKS.days
    if shortage(MASKS, people, in_stock=in_stock, daily=daily):
        assert surplus(MASKS, people, in_stock=in_stock, daily=daily, reserve_days=SHIPPED.reserve_days) == 0


def test_packs() -> None:
    assert in_units(MASKS, 3, "box") == 150
    assert in_units(MASKS, 3) == 3
    assert in_units(MASKS, 3, "drum") is None


# --- whether it arrived -----------------------------------------------------------------------------------


def said(*voices: str) -> bool:
    """Each "receipt", "poster" or "delegate", with "no " before it where nothing came; ten minutes apart."""
    told = [
        Said(one.removeprefix("no "), not one.startswith("no "), MORNING + timedelta(minutes=10 * number))
        for number, one in enumerate(voices)
    ]
    return has_arrived(told, SHIPPED.confirmed)


def test_workers_say_what_arrived() -> None:
    assert not said()
    assert not said("receipt", "receipt")
    assert said("receipt", "poster", "poster")
    assert said("delegate", "poster")
    assert not said("delegate")
    assert not said("delegate", "delegate", "delegate")


def test_a_worker_who_denies_it_outweighs_the_poster() -> None:
    assert not said("poster", "poster", "poster", "no poster")
    assert not said("delegate", "poster", "no receipt")
    assert not said("delegate", "receipt", "no receipt")
    assert said("delegate", "receipt", "no poster")
    assert said("delegate", "receipt", "receipt", "no receipt")


def test_one_person_at_the_poster_is_not_three() -> None:
    quick = [Said("poster", True, MORNING + timedelta(seconds=20 * number)) for number in range(3)]
    assert not has_arrived(quick, SHIPPED.confirmed)


@given(st.lists(st.sampled_from(["receipt", "poster", "delegate", "no receipt", "no poster"]), max_size=8))
def test_never_without_a_worker(voices: list[str]) -> None:
    if said(*voices):
        assert {"receipt", "poster"} & set(voices)
        assert not said(*[one for one in voices if one in ("delegate", "no delegate")])
