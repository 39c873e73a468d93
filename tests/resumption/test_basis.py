"""On what a visit, a demand or a hold rests."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.policy import basis as policy
from qianshao.policy.basis import Deed, Ground
from qianshao.policy.faults import PolicyError
from qianshao.resumption.rules.basis import basis_for, grounds_of

BANAN, CHENGDU = "500113111", "510104021"
IN_2020, IN_2022 = date(2020, 2, 10), date(2022, 2, 8)
SHIPPED = policy.shipped().values()


def codes(ties: list[str], place: str, day: date, deed: Deed = Deed.VISIT) -> list[str]:
    found = basis_for(ties, place, day, SHIPPED, deed)
    return found.codes if found else []


def test_a_territorial_federation_may_visit_in_chongqing_by_its_own_regulations() -> None:
    assert codes(["territorial"], BANAN, IN_2022)[:2] == ["territorial", "chongqing_22"]
    assert not any(code.startswith("chongqing") for code in codes(["territorial"], CHENGDU, IN_2022))


def test_the_article_of_the_day_is_named() -> None:
    assert "union_law_22" in codes(["territorial"], BANAN, IN_2020, Deed.DEMAND)
    assert "union_law_23" in codes(["territorial"], BANAN, IN_2022, Deed.DEMAND)
    for day in (IN_2020, IN_2022):
        named = codes(["affiliated"], CHENGDU, day, Deed.DEMAND)
        assert ("union_law_22" in named) != ("union_law_23" in named)


def test_affiliation_comes_before_the_authority_and_that_before_the_territory() -> None:
    assert grounds_of(["territorial", "command", "affiliated"]) == [
        Ground.AFFILIATED,
        Ground.JOINT,
        Ground.TERRITORIAL,
    ]
    assert codes(["territorial", "affiliated"], BANAN, IN_2022)[0] == "affiliated"


def test_an_invitation_is_for_looking_only() -> None:
    assert codes(["invited"], BANAN, IN_2022) == ["invited", "invitation"]
    assert codes(["invited"], BANAN, IN_2022, Deed.DEMAND) == []


def test_who_has_no_tie_has_no_basis() -> None:
    assert codes([], BANAN, IN_2022) == []


@given(
    st.lists(st.sampled_from(["affiliated", "territorial", "authority", "command", "joint", "invited"])),
    st.sampled_from([BANAN, CHENGDU, "50"]),
    st.integers(0, 4000).map(lambda days: date(2015, 1, 1) + timedelta(days=days)),
    st.sampled_from(list(Deed)),
)
def test_every_article_that_is_named_holds_there_then_for_that(
    ties: list[str], place: str, day: date, deed: Deed
) -> None:
    found = basis_for(ties, place, day, SHIPPED, deed)
    for article in found.articles if found else ():
        assert (
            place.startswith(article.territory) and deed in article.allows and found and found.ground in article.grounds
        )
        assert (article.since or day) <= day <= (article.until or day)


def test_faults_are_said_with_line_and_key() -> None:
    text = (
        '[mine]\ngrounds = ["friendly"]\nterritory = "x"\nallows = ["visit"]\nsource = "s"\nsays = "no"\nname = "n"\n'
    )
    with pytest.raises(PolicyError) as fault:
        policy.parse(text, source="mine.toml")
    told = {(one.line, one.key) for one in (fault.value, *fault.value.others)}
    assert told == {(2, "mine.grounds"), (3, "mine.territory"), (6, "mine.says"), (7, "mine.name")}
