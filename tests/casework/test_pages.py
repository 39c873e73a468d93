"""The officers' pages: what is shown, to whom, and that nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from qianshao.casework import actions
from qianshao.core import clock
from qianshao.core.models import Event, Installation
from qianshao.intake.rules.daily import Numbers
from tests.casework.scene import HOUR, actor, again, file, kinds, open_case, see, sweep_until, the_case
from tests.cast import MORNING, Cast

pytestmark = pytest.mark.django_db
LogIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def in_that_time(db: None) -> None:
    """The clock goes on from the last event, as in an installation with generated data."""
    Installation.objects.create(generated=True, started_at=MORNING)


def page(client: Client, address: str, **parameters: str) -> str:
    clock.restart()
    answer = client.get(address, parameters, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def send(client: Client, number: str, deed: str, **given: str) -> tuple[int, str]:
    clock.restart()
    answer = client.post(f"/cases/{number}/{deed}/", given, headers={"accept-language": "en"})
    return answer.status_code, re.sub(r"\s+", " ", answer.content.decode())


def test_an_empty_inbox_says_so(as_person: LogIn) -> None:
    assert "Nothing waits for you" in page(as_person("officer of district"), "/inbox/")


def test_the_inbox_shows_what_counts(cast: Cast, as_person: LogIn) -> None:
    case = open_case(cast.shop, "retaliation")
    shown = page(as_person("officer of district"), "/inbox/")
    for words in (
        case.number,
        "Retaliation",
        "grave",
        "鱼洞机械厂",
        "鱼洞街道",
        "3 h 59 min left",
        "not yet",
        "(1) Inbox",
    ):
        assert words in shown, words
    actions.acknowledge(again(case), actor=actor(cast), via="web", at=MORNING)
    assert "acknowledged" in page(as_person("officer of district"), "/inbox/")


def test_late_is_told_since_when(cast: Cast, as_person: LogIn) -> None:
    open_case(cast.shop, "retaliation")
    Event.objects.update(at=MORNING + 5 * HOUR)
    assert "overdue since 02-08 12:30" in page(as_person("officer of district"), "/inbox/")


@pytest.mark.parametrize("who", ["delegate of plant", "administrator of district", "stranger"])
@pytest.mark.parametrize("address", ["/inbox/", "/inbox/events/", "/cases/", "/cases/500113-2022-00001/"])
def test_whoever_does_not_deal_with_cases_stays_outside(cast: Cast, as_person: LogIn, who: str, address: str) -> None:
    open_case(cast.plant)
    assert as_person(who).get(address).status_code in (302, 403)


def test_an_auditor_reads_and_does_nothing(cast: Cast, as_person: LogIn) -> None:
    case = open_case(cast.shop, "retaliation")
    auditor = as_person("auditor of district")
    assert "<textarea" not in page(auditor, f"/cases/{case.number}/")
    assert send(auditor, case.number, "act", text="x")[0] == 403
    assert kinds(case) == ["opened"]


def test_another_district_finds_nothing(cast: Cast, as_person: LogIn) -> None:
    case = open_case(cast.plant)
    assert as_person("officer of next district").get(f"/cases/{case.number}/").status_code == 404
    assert send(as_person("officer of next district"), case.number, "act", text="x")[0] == 404


def test_a_case_tells_what_is_where_and_what_comes_next(cast: Cast, as_person: LogIn) -> None:
    see(cast.plant, text="<b>没有口罩</b>")
    case = sweep_until(the_case(cast.plant), MORNING + 3 * HOUR)
    shown = page(as_person("officer of district"), f"/cases/{case.number}/")
    for words in (
        "No protective supplies",
        "重庆沿江钛业有限公司",
        "900 people",
        "&lt;b&gt;没有口罩&lt;/b&gt;",
        "某集团工会 let the deadline pass; the case moved to 巴南区总工会",
        "silent at the deadline",
        "If it is not resolved by 02-08 14:30, it moves by itself to 重庆市总工会",
        'Silent so far</dt><dd class="bad">某集团工会',
        "中华全国总工会",
    ):
        assert words in shown, words


def test_who_only_reads_is_told_whose_turn_it_is(cast: Cast, as_person: LogIn) -> None:
    case = open_case(cast.plant)
    shown = page(as_person("officer of district"), f"/cases/{case.number}/")
    assert "It is the turn of 某集团工会 until 02-08 10:30" in shown
    assert "<textarea" not in shown
    status, shown = send(as_person("officer of district"), case.number, "act", text="我们先去了")
    assert status == 409
    assert "The case is with 某集团工会 now" in shown


def test_the_minute_at_which_somebody_wrote_is_nowhere(cast: Cast, as_person: LogIn) -> None:
    at = MORNING + timedelta(minutes=7, seconds=41)
    see(cast.shop, "retaliation", at=at)
    see(cast.shop, "retaliation", text="还有", at=at + 2 * HOUR)
    case = the_case(cast.shop, "retaliation")
    client = as_person("officer of district")
    for address in (f"/cases/{case.number}/", "/inbox/", "/cases/", f"/api/v1/cases/{case.number}", "/api/v1/cases"):
        shown = re.sub(r'<(\w+) class="demo".*?</\1>', "", page(client, address))
        # Not in words, and not in the machine's form; the deadline, four hours after the first, is said to the minute.
        assert not re.search(r"\b0?8:37|\b10:37|T00:37|T02:37|:41\b", shown.replace("T04:37:41", "")), address


def test_figures_of_a_daily_report_are_shown(cast: Cast, as_person: LogIn) -> None:
    file(cast.shop, Numbers(headcount=100, fever=2, disinfected=False, remarks="宿舍"))
    case = sweep_until(the_case(cast.shop, "symptomatic_at_work"), MORNING + 2 * HOUR)
    shown = page(as_person("officer of district"), f"/cases/{case.number}/")
    assert "<dt>With fever</dt><dd>2</dd>" in shown
    assert "<dt>Disinfected and aired today</dt><dd>no</dd>" in shown
    assert "宿舍" in shown


@pytest.mark.parametrize(
    ("deed", "given", "said"),
    [
        ("acknowledge", {}, "has seen it"),
        ("act", {"text": "已电话联系", "for_reporter": "1"}, "已电话联系"),
        ("act", {"text": "内部情况"}, "Not shown to whoever reported it"),
        ("ask", {"text": "夜班呢"}, "夜班呢"),
        ("resolve", {"text": "已恢复原岗"}, "已恢复原岗"),
    ],
)
def test_a_deed_leads_back_to_the_case(
    cast: Cast, as_person: LogIn, deed: str, given: dict[str, str], said: str
) -> None:
    case = open_case(cast.shop, "retaliation")
    client = as_person("officer of district")
    status, _ = send(client, case.number, deed, **given)
    assert status == 302
    shown = page(client, f"/cases/{case.number}/")
    assert "Noted." in shown and said in shown


def test_handing_over(cast: Cast, as_person: LogIn) -> None:
    case = open_case(cast.shop, "retaliation")
    client = as_person("officer of district")
    assert send(client, case.number, "hand-over", to=str(cast.city.pk), text="请市里处理")[0] == 302
    assert again(case).owner == cast.city
    assert "巴南区总工会 handed it over to 重庆市总工会" in page(client, f"/cases/{case.number}/")


@pytest.mark.parametrize("to", ["", "x", "999999", "-1"])
def test_a_body_that_is_none_is_refused_and_the_words_stay(cast: Cast, as_person: LogIn, to: str) -> None:
    case = open_case(cast.shop, "retaliation")
    status, shown = send(as_person("officer of district"), case.number, "hand-over", to=to, text="请市里处理")
    assert status == 422
    assert "请市里处理</textarea>" in shown


def test_words_are_needed_and_said_so_at_the_form(cast: Cast, as_person: LogIn) -> None:
    case = open_case(cast.shop, "retaliation")
    status, shown = send(as_person("officer of district"), case.number, "resolve", text="  ")
    assert status == 422
    assert "Say in a few words" in shown
    assert kinds(case) == ["opened"]


def test_what_happened_meanwhile_is_shown_before_a_second_act(cast: Cast, as_person: LogIn) -> None:
    """Two officers of one body have the page open; nothing that the second typed is lost, and it can be sent."""
    case = open_case(cast.shop, "retaliation")
    client = as_person("officer of district")
    seen = re.search(r'name="seen" value="(\d+)"', page(client, f"/cases/{case.number}/"))
    assert seen
    actions.act(again(case), "同事已经去了", actor=actor(cast), via="web", at=MORNING)
    status, shown = send(client, case.number, "act", text="我去看看", seen=seen.group(1))
    assert status == 409
    assert "我去看看</textarea>" in shown and "同事已经去了" in shown
    seen = re.search(r'name="seen" value="(\d+)"', shown)
    assert seen
    assert send(client, case.number, "act", text="我去看看", seen=seen.group(1))[0] == 302


def test_a_case_that_moved_on_keeps_what_was_typed(cast: Cast, as_person: LogIn) -> None:
    case = open_case(cast.shop, "retaliation")
    sweep_until(case, MORNING + 5 * HOUR)
    status, shown = send(as_person("officer of district"), case.number, "resolve", text="已恢复原岗")
    assert status == 409
    assert "The case is with 重庆市总工会 now" in shown


def test_opening_again(cast: Cast, as_person: LogIn) -> None:
    case = open_case(cast.shop, "retaliation")
    actions.resolve(case, "已恢复原岗", actor=actor(cast), via="web", at=MORNING)
    client = as_person("officer of district")
    assert "Open again" in page(client, f"/cases/{case.number}/")
    assert send(client, case.number, "reopen", text="又调岗了")[0] == 302
    assert again(case).closed_at is None


def test_after_a_week_it_is_not_offered(cast: Cast, as_person: LogIn) -> None:
    case = open_case(cast.shop, "retaliation")
    actions.resolve(case, "已恢复原岗", actor=actor(cast), via="web", at=MORNING)
    Event.objects.update(at=MORNING + timedelta(days=8))
    shown = page(as_person("officer of district"), f"/cases/{case.number}/")
    assert "Open again" not in shown and "a new report opens a new one" in shown


@pytest.mark.parametrize("deed", ["delete", "move_up", "hand_over"])
def test_there_is_no_other_deed(cast: Cast, as_person: LogIn, deed: str) -> None:
    case = open_case(cast.shop, "retaliation")
    assert send(as_person("officer of district"), case.number, deed, text="x")[0] == 404
    assert as_person("officer of district").get(f"/cases/{case.number}/act/").status_code == 405


# --- the list -----------------------------------------------------------------------------------------------


def test_the_list_is_narrowed(cast: Cast, as_person: LogIn) -> None:
    plant, shop = open_case(cast.plant), open_case(cast.shop, "retaliation")
    gone = open_case(cast.shop, "crowding")
    actions.resolve(gone, "已解决", actor=actor(cast), via="web", at=MORNING)
    client = as_person("officer of district")

    def found(**parameters: str) -> set[str]:
        return set(re.findall(r'id="case-([\d-]+)"', page(client, "/cases/", **parameters)))

    assert found() == {plant.number, shop.number}
    assert found(state="closed") == {gone.number}
    assert found(state="all") == {plant.number, shop.number, gone.number}
    assert found(state="overdue") == set()
    assert found(category="retaliation") == {shop.number}
    assert found(territory="500113111") == {plant.number}
    assert found(text="钛业") == {plant.number}
    assert found(text=shop.number) == {shop.number}
    assert found(text="nothing like it") == set()
    # What makes no sense narrows nothing.
    assert found(state="x", category="x", territory="'", page="x") == {plant.number, shop.number}
    assert found(text="\x00", territory="²") == {plant.number, shop.number}


def test_a_long_list_has_pages(cast: Cast, as_person: LogIn) -> None:
    for number in range(3):
        open_case(cast.shop, ("retaliation", "crowding", "other")[number])
    from qianshao.casework.pages import officers as pages

    before, pages.PAGE = pages.PAGE, 2
    try:
        client = as_person("officer of district")
        assert "Page 1 of 2" in page(client, "/cases/")
        assert len(re.findall('id="case-', page(client, "/cases/", page="2"))) == 1
    finally:
        pages.PAGE = before


def test_the_list_needs_few_queries(
    cast: Cast, as_person: LogIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for category in ("retaliation", "crowding", "other", "concealed_illness"):
        open_case(cast.shop, category)
    client = as_person("officer of district")
    page(client, "/cases/")
    for address in ("/cases/", "/inbox/"):
        clock.restart()
        with django_assert_max_num_queries(22):  # type: ignore[attr-defined]
            client.get(address)
