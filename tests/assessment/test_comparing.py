"""A body among comparable ones: exact limits, small numbers marked, nobody's figures to be told from the sum."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from qianshao.assessment import actions
from qianshao.assessment.queries import comparing, period_of
from qianshao.assessment.queries.appraisals import counts_of
from qianshao.assessment.rules.appraisal.comparing import FAR, LEAST, USUAL, Among, Where, standing, together
from qianshao.assessment.rules.appraisal.figures import Figure
from qianshao.assessment.rules.appraisal.funnel import HEIGHT, LEFT, RIGHT, TOP, WIDTH, Dot, picture
from qianshao.assessment.rules.intervals import funnel
from qianshao.core.actor import Via, person
from qianshao.intake.rules.daily import Numbers
from qianshao.registry.models import Body, BodyKind, Level, Territory, Workplace
from tests.casework.scene import file
from tests.cast import DAY, MORNING, Cast, scope

LATER = MORNING + timedelta(days=2)
WEEK = period_of(DAY - timedelta(days=6), DAY, LATER)


def share(part: int, whole: int, small: bool = False) -> Figure:
    return Figure("heard_from", "share", part, whole, part / whole if whole else None, small=small)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.01, 0.99), st.integers(1, 2000), st.sampled_from([USUAL, FAR]))
def test_who_does_as_all_do_is_seldom_outside(middle: float, whole: int, level: float) -> None:
    """Exactly: by the distribution function, and not by a simulation."""
    low, high = (round(limit * whole) for limit in funnel(middle, whole, level))
    inside = binom.cdf(high, whole, middle) - binom.cdf(low - 1, whole, middle)
    assert inside >= level - 1e-9
    if high - low > 1:
        assert binom.cdf(high - 1, whole, middle) - binom.cdf(low, whole, middle) < level


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 60), st.integers(5, 40), st.integers(1, 300))
def test_more_is_never_lower(whole: int, bodies: int, part: int) -> None:
    among = Among(bodies, min(part, 300), 300)
    order = [Where.FAR_BELOW, Where.BELOW, Where.WITHIN, Where.ABOVE, Where.FAR_ABOVE]
    places = [found.where for n in range(whole + 1) if (found := standing(share(n, whole), among))]
    assert [order.index(one) for one in places] == sorted(order.index(one) for one in places)


def test_fewer_than_five_are_not_compared() -> None:
    assert together([share(1, 2)] * (LEAST - 1)) is None
    assert together([*[share(1, 2)] * (LEAST - 1), share(0, 0)]) is None
    assert together([share(1, 2)] * LEAST) == Among(LEAST, LEAST, 2 * LEAST)


def test_points_lie_inside_the_picture_and_small_ones_are_marked() -> None:
    dots = [Dot("a", 0.0, 3, True, False), Dot("b", 1.0, 400, False, True)]
    found = picture(dots, Among(5, 30, 100))
    assert [one.dot.small for one in found.dots] == [True, False]
    assert all(LEFT <= one.x <= WIDTH - RIGHT and TOP <= one.y <= HEIGHT for one in found.dots)


# --- from records -----------------------------------------------------------------------------------------


@pytest.fixture
def townships(cast: Cast) -> list[Body]:
    return more_townships(cast)


def more_townships(cast: Cast) -> list[Body]:
    """Six of one district: the two of the cast and four more, each with two workplaces."""
    made = []
    for n in range(4):
        place = Territory.objects.create(
            code=f"5001132{n:02}",
            name=f"{n}号镇",
            level=Level.TOWNSHIP,
            parent=cast.township.territory.parent,
            source="test",
        )
        made.append(
            Body.objects.create(
                number=100 + n,
                kind=BodyKind.FEDERATION,
                level=Level.TOWNSHIP,
                name=f"{n}号镇工会",
                parent=cast.district,
                path=f"{cast.district.path}{100 + n:08d}",
                territory=place,
                source="test",
            )
        )
        for k in range(2):
            Workplace.objects.create(
                name=f"{n}号镇{k}厂",
                territory=place,
                township_code=place.code,
                district_code="500113",
                source="test",
                headcount=10,
            )
    return [cast.township, cast.other_township, *made]


def test_comparable_are_those_of_the_same_level_under_the_same_division(cast: Cast, townships: list[Body]) -> None:
    assert set(comparing.comparable(cast.township)) == set(townships)
    assert cast.next_district in comparing.comparable(cast.district)
    assert cast.group_union not in comparing.comparable(cast.district)


def test_a_district_sees_all_and_a_township_itself_among_all(cast: Cast, townships: list[Body]) -> None:
    file(cast.plant, Numbers(headcount=900))
    above = comparing.funnel(scope(cast, "officer of district"), cast.township, WEEK, "heard_from")
    assert {row.body for row in above.rows} == set(townships)
    own = comparing.funnel(scope(cast, "officer of township"), cast.township, WEEK, "heard_from")
    assert [row.body for row in own.rows] == [cast.township]
    assert own.among == above.among == Among(6, 1, 10)
    assert own.rows[0].figure.small
    assert own.picture is not None
    assert len(own.picture.dots) == 1


def test_the_sheet_says_it_and_keeps_it_when_it_is_closed(cast: Cast, townships: list[Body]) -> None:
    file(cast.plant, Numbers(headcount=900))
    by = {"actor": person(cast.person("officer of city").pk), "via": Via.WEB, "at": LATER}
    row = actions.open_appraisal(cast.township, WEEK.first, WEEK.last, **by)
    counts = counts_of(row, LATER)
    found = counts.standing("heard_from")
    assert found is not None
    assert (found.among, found.small) == (Among(6, 1, 10), True)
    assert counts.standing("visited") is None


def test_the_page_has_the_picture_and_its_table(cast: Cast, townships: list[Body], client: Client) -> None:
    by = {"actor": person(cast.person("officer of city").pk), "via": Via.WEB, "at": LATER}
    row = actions.open_appraisal(cast.township, WEEK.first, WEEK.last, **by)
    client.force_login(cast.person("officer of district"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/appraisals/{row.number}/compare/", {"indicator": "heard_from"})
    assert page.status_code == 200
    body = page.content.decode()
    assert body.count("<circle") == 5
    assert body.count('class="own small"') == 1
    assert all(one.name in body for one in townships)
    assert client.get(f"/appraisals/{row.number}/compare/", {"indicator": "took_part"}).status_code == 404
