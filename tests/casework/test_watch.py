"""After a worker's report it is asked whether anybody suffers for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from qianshao.casework import actions, queries
from qianshao.casework.models import Case, Check
from qianshao.core import clock
from qianshao.core.actor import ANONYMOUS
from qianshao.core.models import Event, Installation
from qianshao.core.problems import Problem
from qianshao.intake.rules.daily import Numbers
from tests.casework.scene import HOUR, actor, again, file, observation_of, open_case, see, the_case
from tests.cast import MORNING, Cast, scope

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WEEK_LATER = MORNING + 7 * DAY


def check(case: Case, asked: str, after: int = 7) -> Check:
    return Check.objects.select_related("case__workplace", "case__owner").get(case=case, asked=asked, after_days=after)


def say(row: Check, suffered: bool, text: str = "", at: object = WEEK_LATER, **more: object) -> Case | None:
    return actions.answer_check(row, suffered, text, actor=ANONYMOUS, via="web", at=at, **more)  # type: ignore[arg-type]


def test_each_report_is_watched_and_each_case_once(cast: Cast) -> None:
    """The reporter of each report; officer and delegate of the case; after 7, 30 and 90 days."""
    case = open_case(cast.plant)
    see(cast.plant, at=MORNING + HOUR)
    asked = list(case.checks.values_list("asked", "after_days"))
    assert sorted(asked) == sorted(
        [("reporter", days) for days in (7, 30, 90)] * 2
        + [(who, days) for who in ("officer", "delegate") for days in (7, 30, 90)]
    )


def test_a_daily_report_is_not_watched(cast: Cast) -> None:
    file(cast.plant, Numbers(headcount=900, fever=1))
    assert Case.objects.exists() and not Check.objects.exists()


def test_the_sweep_asks_once_and_notes_who_gave_no_answer(cast: Cast) -> None:
    open_case(cast.plant)
    assert actions.sweep_watch(WEEK_LATER - HOUR) == 0
    assert actions.sweep_watch(WEEK_LATER) == 3
    assert actions.sweep_watch(WEEK_LATER) == 0
    assert Event.objects.filter(action="watch.asked").count() == 3
    actions.sweep_watch(WEEK_LATER + 14 * DAY)
    district = scope(cast, "officer of district")
    assert queries.check_counts(district, WEEK_LATER + 14 * DAY) == {
        "due": 0, "answered": 0, "yes": 0, "no_answer": 3, "ahead": 6,
    }  # fmt: skip


def test_after_months_without_the_system_every_question_is_put(cast: Cast) -> None:
    case = open_case(cast.plant)
    actions.sweep_watch(MORNING + 200 * DAY)
    assert case.checks.filter(asked_at=None).count() == 0
    assert case.checks.filter(lapsed_at=None).count() == 0


def test_a_yes_becomes_a_case_with_a_short_clock(cast: Cast) -> None:
    """Linked to the first one, with the words and without the report."""
    case = open_case(cast.plant)
    new = say(check(case, "reporter"), True, "昨天被调到夜班")
    assert new and new.category == "retaliation"
    assert new.deadline and new.deadline - WEEK_LATER == 4 * HOUR
    assert check(case, "reporter").led_to == new
    assert not new.reports.exists(), "the report stands on the first case only"
    assert [one.text for one in new.entries.all()] == ["昨天被调到夜班"]
    assert list(queries.followed_from(scope(cast, "officer of district"), new)) == [case]
    assert WEEK_LATER in queries.unnamed_moments(new), "not to the minute"


def test_a_second_yes_joins_the_open_case(cast: Cast) -> None:
    case = open_case(cast.plant)
    first = say(check(case, "reporter"), True)
    second = say(check(case, "officer"), True, "班长被降薪", by=cast.district, at=WEEK_LATER + HOUR)
    assert first == second and Case.objects.filter(category="retaliation").count() == 1


def test_once_and_not_before_its_day(cast: Cast) -> None:
    case = open_case(cast.plant)
    row = check(case, "reporter")
    with pytest.raises(Problem, match=r"watch\.early"):
        say(row, False, at=WEEK_LATER - HOUR)
    say(row, False)
    with pytest.raises(Problem, match=r"watch\.answered"):
        say(row, True)
    assert not Case.objects.filter(category="retaliation").exists(), "what was refused left nothing"


def test_an_officer_says_what_is_known(cast: Cast) -> None:
    row = check(open_case(cast.plant), "officer")
    with pytest.raises(Problem, match=r"case\.text_needed"):
        say(row, True, "", by=cast.district)


def test_the_delegates_question_tells_nothing(cast: Cast, as_person: Callable[[str], Client]) -> None:
    """It is the same page whether somebody has reported or not; the answer counts for what is due."""
    Installation.objects.create(generated=True, started_at=MORNING)
    client = as_person("delegate of plant")
    clock.restart()
    before = client.get("/at-work/").content
    case = open_case(cast.plant)
    actions.sweep_watch(WEEK_LATER)
    clock.restart()
    assert _without_clock(client.get("/at-work/").content) == _without_clock(before)
    where = f"/at-work/{cast.plant.pk}/suffered/"
    assert client.post(where, {"suffered": "yes"}).status_code == 422, "say what happened"
    assert client.post(where, {"suffered": "yes", "text": "一名工人被辞退"}).status_code == 302
    assert check(case, "delegate").answer == "yes"
    assert the_case(cast.plant, "retaliation").owner == cast.district
    assert check(case, "delegate", 30).answer == ""


def _without_clock(page: bytes) -> str:
    """Beside the time at the head and the keys of the forms nothing may differ."""
    return re.sub(r"<aside.*?</aside>|csrfmiddlewaretoken\" value=\"\w+", "", page.decode(), flags=re.DOTALL)


def test_a_delegate_may_say_so_without_any_report(cast: Cast) -> None:
    who = {"by": cast.plant_union, "actor": actor(cast, "delegate of plant"), "via": "web", "at": MORNING}
    assert actions.answer_standing(cast.plant, True, "一名工人被辞退", **who)  # type: ignore[arg-type]
    assert Case.objects.get().category == "retaliation"


def test_who_answers_what(cast: Cast) -> None:
    case = open_case(cast.plant)
    case.owner = cast.district
    case.save()
    officer = check(case, "officer")
    assert queries.own_check(scope(cast, "officer of district"), officer.pk, WEEK_LATER) == officer
    for who, pk, code in (
        ("officer of township", officer.pk, "watch.not_yours"),
        ("officer of district", check(case, "reporter").pk, "watch.not_yours"),
        ("officer of next district", officer.pk, "not_found"),
        ("delegate of plant", officer.pk, "not_found"),
    ):
        with pytest.raises(Problem, match=code):
            queries.own_check(scope(cast, who), pk, WEEK_LATER)


def test_figures(cast: Cast) -> None:
    """Three were due; one said yes, one no, one nothing in time."""
    case = open_case(cast.plant)
    actions.sweep_watch(WEEK_LATER)
    say(check(case, "reporter"), True)
    say(check(case, "officer"), False, by=cast.district)
    late = WEEK_LATER + 15 * DAY
    actions.sweep_watch(late)
    found = queries.outcomes(scope(cast, "officer of district"), MORNING, late, late)
    assert [(one.asked, one.answered, one.yes, one.no_answer, one.waiting) for one in found.values()] == [
        (1, 1, 1, 0, 0), (1, 1, 0, 0, 0), (1, 0, 0, 1, 0),
    ]  # fmt: skip
    assert found["reporter"].share_yes == 1 and found["delegate"].share_yes is None
    nobody = queries.outcomes(scope(cast, "officer of next district"), MORNING, late, late)
    assert all(one.asked == 0 and one.share_answered is None for one in nobody.values())


def test_the_reporter_answers_by_receipt(cast: Cast) -> None:
    reported = see(cast.plant)
    case = the_case(cast.plant)
    Check.objects.update(due_at=MORNING)
    Installation.objects.create(generated=True, started_at=MORNING)
    clock.restart()
    client = Client()
    page = client.post("/r/", {"receipt": reported.receipt}).content.decode()
    newest = queries.check_for_reporter(observation_of(reported), MORNING)
    assert newest and f'name="check" value="{newest.pk}"' in page
    given = {"receipt": reported.receipt, "check": str(newest.pk), "suffered": "yes", "happened": "被调岗"}
    answer = client.post("/r/", given)
    assert answer.status_code == 200 and not answer.cookies
    assert cast.district.name in answer.content.decode()
    assert the_case(cast.plant, "retaliation").entries.get().text == "被调岗"
    assert client.post("/r/", given).status_code == 409
    assert again(case).closed_at is None


def test_an_officer_answers_on_the_page(cast: Cast, as_person: Callable[[str], Client]) -> None:
    case = open_case(cast.plant)
    Case.objects.update(owner=cast.district)
    Check.objects.update(due_at=MORNING)
    Installation.objects.create(generated=True, started_at=MORNING)
    client = as_person("officer of district")
    clock.restart()
    row = check(case, "officer")
    assert f"check-{row.pk}" in client.get("/watch/").content.decode()
    assert client.post(f"/watch/{row.pk}/", {"suffered": ""}).status_code == 422
    assert client.post(f"/watch/{row.pk}/", {"suffered": "yes", "text": ""}).status_code == 422
    assert client.post(f"/watch/{row.pk}/", {"suffered": "no"}).status_code == 302
    for state in queries.CHECK_STATES:
        assert client.get(f"/watch/?state={state}").status_code == 200
    assert client.get(f"/cases/{case.number}/").status_code == 200
