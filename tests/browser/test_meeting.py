"""The daily meeting by keyboard alone: nothing is lost on reload, and two officers at once overwrite nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.screens import DESKTOP, PHONE, on
from tests.browser.test_casework import PATIENCE, desk, looks_right, run_desk

Clean = Callable[[Page], None]


@pytest.fixture(scope="session")
def site_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("meeting")
    desk(data, "prepare")
    desk(data, "staff")
    run_desk("tests.briefing.hall", data)
    return data


WATCH_FOR_STRUCK = """() => {
    const places = document.getElementById("points");
    window.struck = false;
    new MutationObserver(() => { window.struck ||= /struck/.test(places.innerText); })
        .observe(places, { childList: true, subtree: true });
}"""


def sit_down(page: Page, site: str, data: Path, who: str = "officer of district") -> None:
    cookie = {"name": "qianshao_session", "value": desk(data, "log_in", who), "url": site}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto("/meeting/")
    expect(page.locator("article.point")).not_to_have_count(0, timeout=PATIENCE)


def points(page: Page) -> list[str]:
    return [str(point.get_attribute("id")) for point in page.query_selector_all("article.point")]


@on(DESKTOP.in_english())
def test_by_keyboard_alone_and_nothing_is_lost_on_reload(browser_page: Page, live_site: str, site_data: Path) -> None:
    page = browser_page
    sit_down(page, live_site, site_data)
    first, second = points(page)[:2]
    page.keyboard.press("j")
    expect(page.locator(f"#{first}")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(f"#{second}")).to_be_focused()
    page.keyboard.press("n")
    page.keyboard.type("called them at ten")
    expect(page.locator(f"#{second} [data-saved]")).to_have_text("saved", timeout=PATIENCE)
    page.keyboard.type(", they report by noon")
    page.reload()
    text = page.locator(f"#{second} textarea")
    expect(text).to_have_value("called them at ten, they report by noon", timeout=PATIENCE)
    text.focus()
    page.keyboard.press("Control+Enter")
    for key, state in (("", "noted"), ("s", "struck")):
        if key:
            page.locator(f"#{second}").focus()
            page.keyboard.press(key)
        expect(page.locator(f"#{second} h3")).to_contain_text(state, timeout=PATIENCE)
    page.locator(f"#{second}").focus()
    page.keyboard.press("u")
    expect(page.locator(f"#{second} h3")).not_to_contain_text("struck", timeout=PATIENCE)


@on(DESKTOP.in_english())
def test_an_answer_that_was_long_on_its_way_takes_nothing_back(
    browser_page: Page, live_site: str, site_data: Path
) -> None:
    page = browser_page
    sit_down(page, live_site, site_data)
    point = page.locator(f"#{points(page)[1]}")
    held: list[Callable[[], None]] = []

    def hold(route: Route) -> None:
        answer = route.fetch()
        held.append(lambda: route.fulfill(response=answer))

    page.route(re.compile(r"/meetings/\d+/$"), hold, times=1)
    point.focus()
    page.keyboard.press("s")
    expect(point.locator("h3")).to_contain_text("struck", timeout=PATIENCE)
    while not held:
        page.wait_for_timeout(50)
    point.focus()
    page.keyboard.press("u")
    expect(point.locator("h3")).not_to_contain_text("struck", timeout=PATIENCE)
    page.evaluate(WATCH_FOR_STRUCK)
    with page.expect_response(re.compile(r"/meetings/\d+/$")):
        held[0]()
    page.wait_for_timeout(1000)
    assert page.evaluate("window.struck") is False


@on(DESKTOP.in_english())
def test_two_officers_at_once_overwrite_nothing(
    browser_page: Page, open_page: OpenPage, live_site: str, site_data: Path
) -> None:
    sit_down(browser_page, live_site, site_data)
    with open_page(DESKTOP.in_english(), live_site) as other:
        sit_down(other, live_site, site_data, "second-officer of district")
        point = points(browser_page)[0]
        mine, theirs = browser_page.locator(f"#{point}"), other.locator(f"#{point}")
        other.route("**/points/**", lambda route: route.abort())
        theirs.locator("textarea").fill("theirs: go there")
        expect(theirs.locator("[data-saved]")).to_contain_text("Not saved", timeout=PATIENCE)
        mine.locator("textarea").fill("mine: call the group")
        expect(mine.locator("[data-saved]")).to_have_text("saved", timeout=PATIENCE)
        other.unroute("**/points/**")
        theirs.locator("button[value=noted]").click()
        expect(theirs.get_by_role("alert")).to_contain_text("mine: call the group", timeout=PATIENCE)
        expect(theirs.get_by_role("alert")).to_contain_text("theirs: go there")
        expect(theirs.locator("textarea")).to_have_value("theirs: go there")
        expect(mine.locator("textarea")).to_have_value("mine: call the group")
        theirs.locator("textarea").fill("both: call the group, then go there")
        theirs.locator("button[value=noted]").click()
        both = "both: call the group, then go there"
        expect(mine.locator("textarea")).to_have_value(both, timeout=PATIENCE)
        expect(mine.locator("h3")).to_contain_text("noted")


@on(PHONE, DESKTOP.in_english(), PHONE.in_english().in_the_dark())
def test_it_fits_the_screen_and_everybody_can_use_it(
    browser_page: Page, axe: Clean, live_site: str, site_data: Path
) -> None:
    sit_down(browser_page, live_site, site_data)
    looks_right(browser_page, axe)
    for path in ("/meetings/", "/roll/", "/bulletins/"):
        browser_page.goto(path)
        looks_right(browser_page, axe)
