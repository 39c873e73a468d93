"""Sources that disagree about a place: both are kept, somebody settles it with a reason, and it can be read later."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from qianshao.core.actor import system
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.registry import queries
from qianshao.registry.actions import claim_place, settle_dispute
from qianshao.registry.models import Area, Claim, Dispute, Territory, Workplace
from qianshao.registry.scope import EVERYTHING, Scope
from tests.cast import DAY, MORNING, Cast, scope

COMMON: dict[str, Any] = {"actor": system("test"), "via": "shell", "at": MORNING}
DIRECTORY, YEAR = "phone directory", date(2019, 6, 1)
ELSEWHERE = "500115007"


@pytest.fixture
def park(cast: Cast) -> Area:
    """An industrial park that overlaps two townships of one district."""
    area = Area.objects.create(name="麻柳沿江开发区", source="district list", since=date(2010, 1, 1))
    area.territories.set(Territory.objects.filter(pk__in=["500113111", "500113004"]))
    return area


def claim(subject: Workplace | Area, territory: str, source: str = DIRECTORY) -> Dispute | None:
    return claim_place(subject=subject, territory=territory, source=source, stated_on=YEAR, **COMMON)


def contested(subject: Workplace | Area, territory: str = ELSEWHERE, source: str = DIRECTORY) -> Dispute:
    dispute = claim(subject, territory, source)
    assert dispute
    return dispute


def settle(dispute: Dispute, source: str, reason: str = "实地看过") -> Dispute:
    holds = dispute.claims.filter(source=source).order_by("id")[0]
    return settle_dispute(dispute=dispute, claim=holds, reason=reason, **COMMON)


def codes(area: Area) -> list[str]:
    return sorted(area.territories.values_list("code", flat=True))


# --- the case of the interview ----------------------------------------------------------------------------------


def test_a_directory_puts_the_park_in_the_wrong_district_and_both_claims_stand(park: Area) -> None:
    dispute = contested(park)
    said = sorted((one.source, one.territory_id, one.stated_on) for one in dispute.claims.all())
    assert said == [
        ("district list", "500113004", date(2010, 1, 1)),
        ("district list", "500113111", date(2010, 1, 1)),
        (DIRECTORY, ELSEWHERE, YEAR),
    ]
    assert codes(park) == ["500113004", "500113111"]


def test_settling_records_which_holds(park: Area) -> None:
    dispute = settle(contested(park), "district list")
    assert dispute.reason == "实地看过"
    assert dispute.settled_at == MORNING
    assert dispute.settled_for and dispute.settled_for.source == "district list"
    assert codes(park) == ["500113004", "500113111"]
    assert dispute.claims.count() == 3
    event = Event.objects.get(action="dispute.settled", subject_type="area")
    assert event.data["changes"]["place"] == [["500113004", "500113111"]] * 2


def test_the_directory_may_be_right(park: Area) -> None:
    settle(contested(park), DIRECTORY)
    park.refresh_from_db()
    assert (codes(park), park.source) == ([ELSEWHERE], DIRECTORY)
    event = Event.objects.get(action="dispute.settled")
    assert event.data["changes"]["place"] == [["500113004", "500113111"], [ELSEWHERE]]


@pytest.mark.parametrize("stated", ["500113", "50", "500113004"])
def test_a_source_that_is_less_exact_does_not_disagree(stated: str, park: Area) -> None:
    assert claim(park, stated) is None
    assert not Dispute.objects.exists()


# --- of a workplace ---------------------------------------------------------------------------------------------


def test_nothing_moves_until_it_is_settled(cast: Cast) -> None:
    dispute = contested(cast.plant)
    cast.plant.refresh_from_db()
    assert cast.plant.territory_id == "500113111"
    assert {one.source: one.territory_id for one in dispute.claims.all()} == {"test": "500113111", DIRECTORY: ELSEWHERE}


def test_settling_moves_the_place_and_all_that_follows_from_it(cast: Cast) -> None:
    settle(contested(cast.plant), DIRECTORY)
    cast.plant.refresh_from_db()
    place = cast.plant
    assert (place.territory_id, place.township_code, place.district_code) == (ELSEWHERE, ELSEWHERE, "500115")
    assert (place.source, place.source_date) == (DIRECTORY, YEAR)
    assert queries.duties_of(place, DAY)[0].body_id == cast.next_district.pk
    event = Event.objects.get(action="dispute.settled")
    assert event.data["changes"] == {"place": ["500113111", ELSEWHERE]}


def test_a_third_source_joins_the_open_dispute(cast: Cast) -> None:
    dispute = contested(cast.plant)
    assert claim(cast.plant, "500113004", "third list") == dispute
    assert claim(cast.plant, "500113004", "third list") == dispute
    assert dispute.claims.count() == 3
    assert Event.objects.filter(action="dispute.opened").count() == 1
    assert Event.objects.filter(action="dispute.claimed").count() == 2


def test_a_judged_claim_sent_again_opens_nothing_and_a_new_one_does(cast: Cast) -> None:
    first = settle(contested(cast.plant), "test")
    assert claim(cast.plant, ELSEWHERE) is None
    second = contested(cast.plant, "500113004")
    assert second != first
    assert first.claims.count() == 2


def test_an_unknown_division_is_refused(cast: Cast) -> None:
    with pytest.raises(Problem, match=r"territory\.unknown"):
        claim(cast.plant, "999999")


# --- settling ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_reason_is_needed(reason: str, cast: Cast) -> None:
    dispute = contested(cast.plant)
    with pytest.raises(Problem, match=r"dispute\.reason"):
        settle(dispute, DIRECTORY, reason)
    dispute.refresh_from_db()
    assert dispute.settled_at is None


def test_it_is_settled_once_even_by_two_who_both_saw_it_open(cast: Cast) -> None:
    mine = contested(cast.plant)
    theirs = Dispute.objects.get(pk=mine.pk)
    settle(mine, DIRECTORY)
    with pytest.raises(Problem, match=r"dispute\.settled"):
        settle(theirs, "test", "别的理由")
    cast.plant.refresh_from_db()
    assert cast.plant.territory_id == ELSEWHERE
    assert Dispute.objects.get().reason == "实地看过"
    assert Event.objects.filter(action="dispute.settled").count() == 1


def test_a_claim_of_another_dispute_settles_nothing(cast: Cast) -> None:
    dispute, other = contested(cast.plant), contested(cast.shop)
    with pytest.raises(Problem, match=r"dispute\.claim"):
        settle_dispute(dispute=dispute, claim=other.claims.all()[0], reason="错了", **COMMON)


def test_no_claim_is_ever_lost(cast: Cast, park: Area) -> None:
    seen: set[tuple[object, ...]] = set()
    for source, territory in [("a", ELSEWHERE), ("b", "500113004"), ("c", "500113111"), ("a", "500113004")]:
        for subject in (Workplace.objects.get(pk=cast.plant.pk), Area.objects.get(pk=park.pk)):
            dispute = claim(subject, territory, source)
            if dispute:
                settle(dispute, source, f"听了{source}")
        now = set[tuple[object, ...]](Claim.objects.values_list("pk", "dispute", "territory", "source", "stated_on"))
        assert seen <= now
        seen = now
    assert not Dispute.objects.filter(settled_for=None).exists()


# --- who sees them ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("officer of city", True),
        ("officer of district", True),
        ("officer of township", True),
        ("officer of group", True),
        ("officer of next district", False),
        ("delegate of shop", False),
    ],
)
def test_a_workplaces_dispute_is_seen_by_who_sees_the_workplace(who: str, sees: bool, cast: Cast) -> None:
    dispute = contested(cast.plant, "500113004")
    asker = scope(cast, who)
    assert (dispute in queries.disputes(asker)) is sees
    if sees:
        assert queries.dispute(asker, dispute.pk) == dispute
    else:
        with pytest.raises(Problem, match="not_found"):
            queries.dispute(asker, dispute.pk)


def test_an_areas_dispute_is_seen_where_it_lies_or_is_said_to_lie(cast: Cast, park: Area) -> None:
    dispute = contested(park)
    for who in ("officer of district", "officer of township", "officer of next district"):
        assert list(queries.disputes(scope(cast, who))) == [dispute], who
    for who in ("officer of group", "delegate of plant"):
        assert not queries.disputes(scope(cast, who)), who
    assert not queries.disputes(Scope())


def test_settled_ones_are_shown_when_asked_for(cast: Cast) -> None:
    dispute = settle(contested(cast.plant), "test")
    assert not queries.disputes(EVERYTHING)
    assert list(queries.disputes(EVERYTHING, open=None)) == [dispute]
    assert queries.dispute(EVERYTHING, dispute.pk).settled_for == dispute.settled_for
