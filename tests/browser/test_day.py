"""The map of the day: drawn from points, moved by hand and by keys alone, listed by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import DESKTOP, PHONE, on
from tests.browser.site import qianshao
from tests.browser.test_every_page import log_in

Clean = Callable[[Page], None]
OFFICER = "demo-district-officer"

PIXELS = """() => {
    const canvas = document.querySelector("[data-frame] canvas");
    return Array.from(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data).join("");
}"""


@pytest.fixture(scope="module")
def site_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("demo")
    qianshao(data, "demo", "--workplaces", "300")
    return data


@pytest.fixture(scope="module")
def password(site_data: Path) -> str:
    return str(json.loads(qianshao(site_data, "demo", "--json"))["password"])


@pytest.fixture
def day(browser_page: Page, password: str) -> Page:
    log_in(browser_page, OFFICER, password)
    browser_page.goto("/day/")
    expect(browser_page.locator("[data-ready='300']")).to_be_visible()
    return browser_page


@on(DESKTOP.in_english(), PHONE.in_english().in_the_dark())
def test_by_keys_alone(day: Page, axe: Clean) -> None:
    status, frame = day.locator("[data-status]"), day.locator("[data-frame]")
    expect(status).to_contain_text("300 of 300")
    frame.focus()
    first = day.evaluate(PIXELS)
    for key in ("+", "+", "+"):
        day.keyboard.press(key)
    expect(status).not_to_contain_text("300 of 300")
    near = day.evaluate(PIXELS)
    assert near != first
    day.keyboard.press("ArrowRight")
    day.wait_for_timeout(100)
    assert day.evaluate(PIXELS) != near
    day.keyboard.press("0")
    expect(status).to_contain_text("300 of 300")
    day.wait_for_timeout(100)
    assert day.evaluate(PIXELS) == first
    day.keyboard.press("Enter")
    expect(day.locator("[data-list] li").first).to_be_visible()
    expect(day.locator("[data-list] li")).to_have_count(30)
    expect(day.locator("[data-list] a").first).to_be_focused()
    expect(day.locator("[data-list] li").first).to_contain_text("something is wrong")
    axe(day)
    day.keyboard.press("Enter")
    day.wait_for_url("**/board/workplaces/*/")


@on(DESKTOP.in_english())
def test_by_mouse(day: Page) -> None:
    frame, status = day.locator("[data-frame]"), day.locator("[data-status]")
    frame.scroll_into_view_if_needed()
    frame.hover(position={"x": 300, "y": 200})
    day.mouse.wheel(0, -600)
    expect(status).to_contain_text("300 of 300")  # until the map is chosen the page scrolls
    frame.scroll_into_view_if_needed()
    edge = frame.bounding_box()
    assert edge
    before = day.evaluate(PIXELS)
    day.mouse.move(edge["x"] + 300, edge["y"] + 150)
    day.mouse.down()
    day.mouse.move(edge["x"] + 200, edge["y"] + 120, steps=5)
    day.mouse.up()
    day.wait_for_timeout(100)
    assert day.evaluate(PIXELS) != before


@on(DESKTOP)
def test_what_is_not_wanted_is_left_out(day: Page) -> None:
    silent = day.locator("[data-state='silent']")
    number = int(silent.locator("[data-count]").inner_text())
    assert number > 0
    silent.click()
    expect(silent).to_have_attribute("aria-pressed", "false")
    expect(day.locator("[data-status]")).to_contain_text(f"图中可见 {300 - number} 个")


@on(DESKTOP)
def test_the_table_says_what_the_map_says(day: Page) -> None:
    shown = {
        key.get_attribute("data-state"): int(key.locator("[data-count]").inner_text())
        for key in day.locator("[data-state]").all()
    }
    day.locator("details.behind summary").first.click()
    rows = day.locator("details.behind").first.locator("tbody tr").all()
    cells = [[cell.inner_text() for cell in row.locator("td").all()] for row in rows]
    assert sum(int(row[4]) for row in cells) == shown["silent"]
    assert sum(int(row[1]) for row in cells) == sum(shown.values()) == 300


@on(DESKTOP)
def test_without_the_points_the_page_says_so(browser_page: Page, password: str) -> None:
    log_in(browser_page, OFFICER, password)
    browser_page.route("**/day/points/**", lambda route: route.abort())
    browser_page.goto("/day/")
    expect(browser_page.locator("[data-map]")).to_contain_text("地图未能载入")
