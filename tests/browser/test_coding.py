"""An interview is coded with the keyboard alone; on a phone by tapping; the page is clean on both."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import DESKTOP, PHONE, on
from tests.browser.test_casework import looks_right, run_desk

Clean = Callable[[Page], None]


@pytest.fixture(scope="session")
def site_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One process prepares all of it, as each takes its time to start."""
    data = tmp_path_factory.mktemp("coding")
    (data / "prepared.json").write_text(run_desk("tests.assessment.desk", data))
    return data


@pytest.fixture
def coder(site_data: Path, live_site: str, browser_page: Page) -> Page:
    prepared = json.loads((site_data / "prepared.json").read_text())
    cookie = {"name": "qianshao_session", "value": prepared["session"], "url": live_site}
    browser_page.context.add_cookies([cookie])  # type: ignore[list-item]
    browser_page.goto(f"/interviews/{prepared['number']}/coding/")
    return browser_page


@on(DESKTOP)
def test_a_passage_is_coded_with_the_keyboard_alone(coder: Page, axe: Clean) -> None:
    page = coder
    page.locator("form[action$='/propose/'] button").press("Enter")
    expect(page.locator("#t2 .mark")).not_to_have_count(0)
    proposed = page.locator("#t2 .mark").count()
    page.keyboard.press("?")
    expect(page.locator("[data-keys] dl")).to_be_visible()
    page.keyboard.press("?")
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#t2")).to_be_focused()
    expect(page.locator("#t2 .mark.current")).to_have_count(1)
    page.keyboard.press("a")
    expect(page.locator("#t2 .mark.accepted")).to_have_count(1)
    page.keyboard.press("x")
    expect(page.locator("#t2 .mark.rejected")).to_have_count(1)

    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator("#t2 .sentence.chosen")).to_have_count(2)
    page.keyboard.press("c")
    page.keyboard.type("依赖行政")
    page.keyboard.press("Enter")
    expect(page.locator("#t2 .mark")).to_have_count(proposed + 1)
    expect(page.locator("#t2 .mark.accepted")).to_have_count(2)
    page.keyboard.press("m")
    page.keyboard.type("再听一遍录音")
    page.keyboard.press("Enter")
    expect(page.locator("#t2")).to_contain_text("再听一遍录音")
    looks_right(page, axe)


@on(PHONE.in_english().in_the_dark())
def test_a_passage_is_coded_by_tapping(coder: Page, axe: Clean) -> None:
    page = coder
    page.locator("#t4 [data-sentence='1']").tap()
    expect(page.locator("#turn")).to_have_value("4")
    page.locator("#code").fill("not on site")
    page.locator("#add button.primary").tap()
    expect(page.locator("#t4 .mark.accepted").first).to_contain_text("not on site")
    looks_right(page, axe)
