"""Where few people work, and where the closest union is part of the problem."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from qianshao.accounts.queries import memberships, scope_of
from qianshao.casework import actions, queries
from qianshao.casework.api.cases import whole
from qianshao.casework.models import Case, Measure
from qianshao.core import clock
from qianshao.core.models import Installation
from qianshao.core.problems import Problem
from qianshao.intake import actions as intake
from qianshao.policy import reporting
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Scope
from tests.casework.scene import HOUR, actor, again, kinds, see, the_case, turns, work
from tests.cast import DAY, MORNING, Cast

pytestmark = pytest.mark.django_db

FEVER = "symptomatic_at_work"
"""First the township, then the district."""


def see_past(place: Workplace, text: str = "镇工会和厂里是一家") -> intake.Reported:
    reported = intake.report_danger(
        workplace=place, category=FEVER, text=text, day=DAY, channel="web", via="web", at=MORNING, pass_over=True
    )
    work()
    return reported


def scope(cast: Cast, who: str, hours: float = 1) -> Scope:
    at = MORNING + timedelta(hours=hours)
    (membership,) = memberships(cast.person(who), at)
    return scope_of(membership, at)


def sees(who: Scope, case: Case) -> bool:
    try:
        return queries.case(who, case.number) == case
    except Problem:
        return False


# --- past the closest union ---------------------------------------------------------------------------------


def test_it_begins_with_the_next_above(cast: Cast) -> None:
    see_past(cast.plant)
    case = the_case(cast.plant, FEVER)
    assert case.owner == cast.district
    assert Measure.objects.filter(case=case, what="reminder").exists(), "what the first rung calls for is not lost"


def test_nobody_above_means_the_ordinary_way(cast: Cast) -> None:
    for body in (cast.national, cast.city, cast.district):
        body.closed_on = DAY - timedelta(days=1)
        body.save()
    see_past(cast.plant)
    assert the_case(cast.plant, FEVER).owner == cast.township


def test_a_case_that_lies_with_it_goes_higher(cast: Cast) -> None:
    see(cast.plant, FEVER)
    assert the_case(cast.plant, FEVER).owner == cast.township
    see_past(cast.plant)
    case = the_case(cast.plant, FEVER)
    assert case.owner == cast.district and case.deadline and case.deadline > MORNING
    assert turns(case) == [("麻柳嘴镇工会", "handed_over"), ("巴南区总工会", "")]
    assert kinds(case) == ["opened", "went_higher", "joined"]
    see_past(cast.plant, "又一次")
    assert again(case).owner == cast.district, "once is enough"


def test_whoever_was_passed_over_never_reads_the_words(cast: Cast, client: Client) -> None:
    see(cast.plant, FEVER, "甲")
    see_past(cast.plant)
    case = the_case(cast.plant, FEVER)
    township, district = scope(cast, "officer of township", 100), scope(cast, "officer of district", 100)
    assert sees(township, case), "it had a turn"
    assert "一家" not in str(whole(township, queries.case(township, case.number)))
    assert "一家" in str(whole(district, queries.case(district, case.number)))
    Installation.objects.create(generated=True, started_at=MORNING)
    for who, expected in (("officer of township", False), ("officer of district", True)):
        clock.restart()
        client.force_login(cast.person(who), backend="django.contrib.auth.backends.ModelBackend")
        assert ("一家" in client.get(f"/cases/{case.number}/").content.decode()) is expected


def test_sent_again_it_is_the_same(cast: Cast) -> None:
    common: dict[str, Any] = {"workplace": cast.plant, "category": FEVER, "text": "x", "day": DAY}
    common |= {"channel": "api", "via": "api"}
    first = intake.report_danger(**common, at=MORNING, key="k" * 32, pass_over=True)
    assert intake.report_danger(**common, at=MORNING, key="k" * 32, pass_over=True).receipt == first.receipt
    with pytest.raises(Problem, match=r"report\.key_reused"):
        intake.report_danger(**common, at=MORNING, key="k" * 32)


# --- what goes down -----------------------------------------------------------------------------------------


@pytest.fixture
def few(cast: Cast) -> Case:
    """A case at a workplace of nineteen, with the district."""
    Workplace.objects.filter(pk=cast.plant.pk).update(headcount=19)
    see(cast.plant, FEVER, "只有夜班没有口罩")
    case = the_case(cast.plant, FEVER)
    Case.objects.filter(pk=case.pk).update(owner=cast.district)
    case.steps.update(body=cast.district)
    return again(case)


def test_below_it_is_seen_after_the_hours_of_the_policy(cast: Cast, few: Case) -> None:
    hours = reporting.shipped().below_hours
    for late, seen in ((1, False), (hours - 0.1, False), (hours + 0.1, True)):
        township = scope(cast, "officer of township", late)
        assert sees(township, few) is seen
        assert queries.find(township, queries.Wanted(state="all"), MORNING).filter(pk=few.pk).exists() is seen
    for who in ("officer of district", "officer of city", "auditor of district"):
        assert sees(scope(cast, who), few), who


def test_and_then_without_words_hours_and_numbers(cast: Cast, few: Case) -> None:
    actions.act(few, "已经派人去了", actor=actor(cast), via="web", at=MORNING + HOUR)
    township = scope(cast, "officer of township", 100)
    shown = whole(township, queries.case(township, few.number))
    assert "夜班" not in str(shown) and "派人" not in str(shown)
    assert shown["reports"] == shown["entries"] == shown["steps"] == []
    assert shown["deadline"] is None and shown["opened_at"].hour == 0


def test_the_page_from_below(cast: Cast, few: Case, client: Client) -> None:
    Case.objects.filter(pk=few.pk).update(opened_at=MORNING - timedelta(hours=30))
    Installation.objects.create(generated=True, started_at=MORNING)
    clock.restart()
    client.force_login(cast.person("officer of township"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/cases/{few.number}/", headers={"accept-language": "en"}).content.decode()
    assert "the words stay with the body" in page and "few people" in page
    assert "夜班" not in page and "19 people" not in page and "The course of the case" not in page


def test_a_large_workplace_hides_nothing_from_below(cast: Cast) -> None:
    see(cast.plant, FEVER)
    case = the_case(cast.plant, FEVER)
    Case.objects.filter(pk=case.pk).update(owner=cast.district)
    assert sees(scope(cast, "officer of township"), case)
