"""What holds of every plan: no conflict, hours, pins, the same again, never below its bound, and few moves."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from qianshao.resumption.rules.assignment import Helper, Place, Size, Terms, assign, conflicts, explain, may_go

TERMS = Terms(sizes=(Size(0, 1, 80), Size(100, 2, 110), Size(300, 4, 140)), nearest=3)
TOWNS = ("500113001", "500113002", "500114001")
number = st.integers(0, 300)
places = st.builds(
    lambda x, y, town, people, employer: (x, y, town, people, frozenset({employer})),
    number,
    number,
    st.sampled_from(TOWNS),
    st.sampled_from((5, 150, 400)),
    st.sampled_from("abcdef"),
)
helpers = st.builds(
    lambda x, y, reach, minutes, employer: (x, y, reach, minutes, frozenset({employer})),
    number,
    number,
    st.sampled_from(("500113", "500113001", "5001")),
    st.sampled_from((0, 240, 700, 1400)),
    st.sampled_from("abcdefgh"),
)


def made(some_places: list[Any], some_helpers: list[Any]) -> tuple[list[Place], list[Helper]]:
    return (
        [Place(key, x, y, town, people, employers=its) for key, (x, y, town, people, its) in enumerate(some_places)],
        [Helper(key, x, y, reach, most, employers=its) for key, (x, y, reach, most, its) in enumerate(some_helpers)],
    )


def load(place: Place) -> int:
    size = TERMS.size(place.people)
    return size.visits * size.minutes


@settings(max_examples=60, deadline=None)
@given(st.lists(places, max_size=14), st.lists(helpers, max_size=6), st.data())
def test_what_holds_of_every_plan(some_places: list[Any], some_helpers: list[Any], data: st.DataObject) -> None:
    here, who = made(some_places, some_helpers)
    pairs = [(place.key, helper.key) for place, helper in product(here, who) if may_go(helper, place)]
    pins = dict(data.draw(st.lists(st.sampled_from(pairs), max_size=2))) if pairs else {}
    plan = assign(here, who, TERMS, pins=pins)
    by_key = {helper.key: helper for helper in who}
    taken: Counter[int] = Counter()
    pinned: Counter[int] = Counter()
    for place in here:
        if place.key in plan.holder:
            helper = by_key[plan.holder[place.key]]
            assert not conflicts(helper, place)
            assert place.territory.startswith(helper.reach)
            taken[helper.key] += load(place)
            pinned[helper.key] += load(place) if place.key in pins else 0
    for helper in who:
        assert taken[helper.key] <= max(helper.minutes, pinned[helper.key])
    assert pins.items() <= plan.holder.items()
    assert plan.bound <= plan.cost
    assert assign(list(reversed(here)), list(reversed(who)), TERMS, pins=pins) == plan


@settings(max_examples=40, deadline=None)
@given(st.lists(places, min_size=1, max_size=10), st.lists(helpers, min_size=1, max_size=4))
def test_a_plan_made_again_is_the_same_or_worth_its_changes(some_places: list[Any], some_helpers: list[Any]) -> None:
    """Its cost counts each change; to leave everything as it is costs what the plan before cost."""
    here, who = made(some_places, some_helpers)
    plan = assign(here, who, TERMS)
    again = assign(here, who, TERMS, before=plan.holder)
    assert again.holder == plan.holder or again.cost < plan.cost


@settings(max_examples=40, deadline=None)
@given(st.lists(places, min_size=1, max_size=4), st.lists(helpers, min_size=1, max_size=3))
def test_the_bound_holds_for_the_best_of_all_plans(some_places: list[Any], some_helpers: list[Any]) -> None:
    """Against every plan there is, tried one by one."""
    here, who = made(some_places, some_helpers)
    plan = assign(here, who, TERMS)
    costs = []
    for chosen in product([None, *who], repeat=len(here)):
        taken: Counter[int] = Counter()
        cost, fits = 0, True
        for place, helper in zip(here, chosen, strict=True):
            visits = TERMS.size(place.people).visits
            if helper is None:
                cost += TERMS.nobody * visits
                continue
            fits &= may_go(helper, place)
            taken[helper.key] += load(place)
            way = 2 * ((helper.x - place.x) ** 2 + (helper.y - place.y) ** 2) ** 0.5
            stranger = 0 if helper.knows(place.industry) else TERMS.stranger
            cost += visits * (round(way) + stranger)
        if fits and all(taken[helper.key] <= helper.minutes for helper in who):
            costs.append(cost)
    assert plan.bound <= min(costs) <= plan.cost


def test_one_who_leaves_takes_only_their_own_along() -> None:
    here = [Place(key, key % 10 * 10, key // 10 * 10, TOWNS[0], 5) for key in range(60)]
    who = [Helper(key, key * 20, 30, "500113", 1400) for key in range(5)]
    plan = assign(here, who, TERMS)
    after = assign(here, who[:2] + who[3:], TERMS, before=plan.holder)
    moved = {key for key, helper in plan.holder.items() if after.holder.get(key) != helper}
    assert len(after.holder) == 60
    assert moved == {key for key, helper in plan.holder.items() if helper == 2}


def test_why_somebody_comes_is_told() -> None:
    here = [Place(1, 0, 0, TOWNS[0], 5, "C26", employers=frozenset({"c:1"}))]
    near = Helper(1, 10, 0, "500113", 700, employers=frozenset({"c:1"}))
    far = Helper(2, 50, 0, "500113", 700, ("C26",))
    plan = assign(here, [near, far], TERMS)
    reason = explain(here, [near, far], plan)[1]
    assert plan.holder == {1: 2}
    assert (reason.kilometres, reason.knows, reason.nearer, reason.barred) == (5.0, True, 0, 1)
