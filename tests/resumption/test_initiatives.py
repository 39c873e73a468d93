"""Calls: sending is not doing. Three rates by township, led by what an inspection found."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.notices.models import Notice
from qianshao.registry.scope import EVERYTHING
from qianshao.resumption import actions
from qianshao.resumption.models import Initiative, InitiativeAnswer
from qianshao.resumption.queries import initiatives as queries
from qianshao.resumption.rules.checklists import Standing
from qianshao.resumption.rules.initiatives import Filter, Rates, is_complete, verdict
from tests.cast import DAY, MORNING, Cast, scope
from tests.resumption.visits import HOUR, actor, done, good, resumption

DUE = MORNING + timedelta(days=3)
ITEMS = ["entry_temperature", "bus"]


def common(cast: Cast, who: str = "officer of district", at: Any = MORNING) -> dict[str, Any]:
    return {"actor": actor(cast, who), "via": "web", "at": at}


def sent(cast: Cast, items: list[str] | None = None, **whom: Any) -> Initiative:
    wanted = Filter(**{"territory": "500113", **whom})
    return actions.send(
        cast.district,
        resumption(),
        items or ITEMS,
        wanted,
        title="倡议",
        text="请落实",
        due_at=DUE,
        **common(cast),
    )


def total(row: Initiative) -> Rates:
    return queries.progress(row, EVERYTHING, DAY).total


@pytest.mark.django_db
def test_it_addresses_what_works_on_the_territory(cast: Cast) -> None:
    assert total(sent(cast)) == Rates(addressed=2)
    assert total(sent(cast, territory="500113111")) == Rates(addressed=1)
    assert total(sent(cast, size_least=500)) == Rates(addressed=1)
    assert total(sent(cast, industry="C", size_most=100)) == Rates()
    assert total(sent(cast, territory="", affiliation=cast.group_union.path)) == Rates(addressed=1)


@pytest.mark.django_db
def test_a_call_for_nothing_is_not_sent(cast: Cast) -> None:
    for items in ([], ["no such item"]):
        with pytest.raises(Problem, match=r"initiative\.items"):
            actions.send(cast.district, resumption(), items, Filter(), title="a", text="b", due_at=DUE, **common(cast))


@pytest.mark.django_db
def test_from_sent_to_verified(cast: Cast) -> None:
    row, delegate = sent(cast), common(cast, "delegate of plant")
    actions.acknowledge(row, cast.plant, **delegate)
    assert total(row) == Rates(addressed=2, acknowledged=1)
    actions.report(row, cast.plant, {"entry_temperature": "done"}, **delegate)
    assert total(row).reported == 0  # in part
    actions.report(row, cast.plant, {"entry_temperature": "done", "bus": "absent"}, **delegate)
    assert total(row) == Rates(addressed=2, acknowledged=1, reported=1)
    done(cast, good({"entry_temperature": {"share": 60}}))
    assert total(row) == Rates(addressed=2, acknowledged=1, reported=1, refuted=1)
    (liar,) = queries.refuted(row, EVERYTHING, DAY)
    assert (liar.workplace, liar.complete) == (cast.plant, True)
    done(cast, good(absent=frozenset({"bus"})), done_at=MORNING + 2 * HOUR, at=MORNING + 2 * HOUR)
    assert total(row) == Rates(addressed=2, acknowledged=1, reported=1, verified=1)
    assert list(queries.silent(row, EVERYTHING, DAY)) == [cast.shop]


@pytest.mark.django_db
def test_an_inspection_verifies_what_nobody_reported(cast: Cast) -> None:
    row = sent(cast)
    done(cast, good(), place=cast.shop)
    assert total(row) == Rates(addressed=2, verified=1)
    assert InitiativeAnswer.objects.get().acknowledged_at is None


@pytest.mark.django_db
def test_an_inspection_that_did_not_look_says_nothing(cast: Cast) -> None:
    row = sent(cast)
    some = {code: found for code, found in good().values.items() if code != "bus"}
    done(cast, type(good())(some))
    assert total(row) == Rates(addressed=2)


@pytest.mark.django_db
def test_only_what_may_be_lacking_is_lacking(cast: Cast) -> None:
    with pytest.raises(Problem, match=r"field\.invalid\.choice"):
        actions.report(sent(cast), cast.plant, {"entry_temperature": "absent"}, **common(cast))


@pytest.mark.django_db
def test_who_is_not_asked_cannot_answer(cast: Cast) -> None:
    with pytest.raises(Problem, match=r"initiative\.not_addressed"):
        actions.acknowledge(sent(cast), cast.elsewhere, **common(cast))


@pytest.mark.django_db
def test_a_call_that_was_withdrawn_is_over(cast: Cast) -> None:
    row = sent(cast)
    actions.withdraw(row, **common(cast))
    with pytest.raises(Problem, match=r"initiative\.withdrawn"):
        actions.acknowledge(row, cast.plant, **common(cast))
    assert queries.calls(scope(cast, "delegate of plant"), MORNING) == []


@pytest.mark.django_db
def test_it_reminds_by_itself_once_before_the_end(cast: Cast) -> None:
    row = sent(cast)
    assert actions.sweep_initiatives(DUE - 25 * HOUR) == 0
    assert actions.sweep_initiatives(DUE - 23 * HOUR) == 1
    assert actions.sweep_initiatives(DUE - 22 * HOUR) == 0
    with pytest.raises(Problem, match=r"initiative\.reminded"):
        actions.remind(row, **common(cast, at=DUE - 22 * HOUR))
    assert actions.remind(row, **common(cast, at=DUE - 12 * HOUR)) == 2


@pytest.mark.django_db
def test_the_unions_that_are_silent_are_reminded_and_then_the_sender_hears(cast: Cast) -> None:
    row = sent(cast)
    actions.acknowledge(row, cast.shop, **common(cast))
    assert actions.sweep_initiatives(DUE - 23 * HOUR) == 1
    assert told("initiative_reminded") == [cast.plant.union_id]
    assert [actions.sweep_initiatives(DUE), actions.sweep_initiatives(DUE + HOUR)] == [1, 0]
    assert told("initiative_overdue") == [row.body_id]
    assert told("initiative_reminded") == []
    assert Event.objects.get(action="initiative.overdue").data["silent"] == 1


@pytest.mark.django_db
def test_where_all_have_acknowledged_nobody_hears_of_a_deadline(cast: Cast) -> None:
    row = sent(cast)
    for place in (cast.plant, cast.shop):
        actions.acknowledge(row, place, **common(cast))
    assert actions.sweep_initiatives(DUE) == 0
    assert told("initiative_overdue") == []


def told(kind: str) -> list[int | None]:
    """The bodies that have to hear of it still."""
    return list(Notice.objects.filter(kind=kind, over_at=None).values_list("body", flat=True))


@pytest.mark.django_db
def test_each_delegate_has_the_calls_to_its_own(cast: Cast) -> None:
    row = sent(cast, territory="500113111")
    assert [call.initiative for call in queries.calls(scope(cast, "delegate of plant"), MORNING)] == [row]
    assert queries.calls(scope(cast, "delegate of shop"), MORNING) == []
    assert row in queries.initiatives(scope(cast, "officer of township"))
    assert row not in queries.initiatives(scope(cast, "officer of next district"))


# --- laws -------------------------------------------------------------------------------------------------

SOME = ("stock", "bus", "isolation", "mask_hours")
STANDINGS = st.dictionaries(st.sampled_from(SOME), st.sampled_from(list(Standing)))


@given(STANDINGS, st.lists(st.sampled_from(SOME), min_size=1, max_size=5))
def test_more_failures_never_verify_a_call(found: dict[str, Standing], items: list[str]) -> None:
    worse = {**found, items[0]: Standing.FAILED}
    assert verdict(items, worse) is False
    if verdict(items, found) is True:
        assert all(found[item] in (Standing.MET, Standing.ABSENT) for item in items)


@given(st.lists(st.sampled_from(SOME), max_size=5), st.sampled_from(["done", "absent", "not_yet"]))
def test_complete_is_every_item(items: list[str], word: str) -> None:
    assert is_complete(items, dict.fromkeys(items, word)) == (word != "not_yet" or not items)


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_a_hundred_per_cent_is_all_of_them(count: int, more: int) -> None:
    rates = Rates(addressed=count + more, verified=count)
    assert (rates.verified_share == 100) == (more == 0 and count > 0)
