"""On a telephone: a delegate's two taps, and a worker's report without an account."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.intake.conftest import LogIn, desk
from tests.browser.screens import DESKTOP, PHONE, on

Clean = Callable[[Page], None]

phones = on(PHONE, PHONE.in_english().in_the_dark())


@phones
def test_two_taps_when_all_is_well(
    browser_page: Page, axe: Clean, log_in: LogIn, request: pytest.FixtureRequest
) -> None:
    page, again = browser_page, "en-GB" in request.node.name
    log_in("officer of township" if again else "delegate of shop")
    page.goto("/report/")
    axe(page)
    page.locator("button[value=confirm]").tap()
    confirm = page.locator("[data-yes]")
    expect(confirm).to_be_visible()
    axe(page)
    confirm.tap()
    expect(page.locator(".receipt")).to_be_visible()
    expect(page.locator(".state.good")).to_be_visible()
    axe(page)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@on(PHONE)
def test_the_stepper_and_the_long_form(browser_page: Page, axe: Clean, log_in: LogIn) -> None:
    page = browser_page
    log_in("delegate of plant")
    page.goto("/report/")
    page.locator("button[data-by='1']").tap()
    expect(page.locator("#headcount")).to_have_value("901")
    page.locator("button[value=wrong]").tap()
    page.wait_for_url("**/full/**")
    expect(page.locator("#headcount")).to_have_value("901")
    axe(page)
    page.fill("#remarks", "夜班")
    page.fill("#fever", "-1")
    page.locator("form[data-once] .primary").tap()
    page.locator("#problems a[href='#fever']").tap()
    axe(page)
    expect(page.locator("#remarks")).to_have_value("夜班")
    page.fill("#fever", "1")
    page.locator("form[data-once] .primary").tap()
    expect(page.locator(".state.bad")).to_be_visible()
    axe(page)


@phones
def test_a_worker_reports_and_leaves_no_mark(browser_page: Page, axe: Clean, site_data: Path) -> None:
    page = browser_page
    page.goto(f"/w/{desk(site_data, 'link')}/")
    axe(page)
    page.locator("input[value=no_protective_supplies]").check()
    page.fill("#text", "夜班没有口罩")
    expect(page.locator("#earlier")).to_be_hidden()
    page.locator("input[value=earlier]").check()
    expect(page.locator("#earlier")).to_be_visible()
    page.locator("form[data-once] .primary").tap()
    digits = page.locator(".receipt").inner_text().replace(" ", "")
    assert len(digits) == 16 and digits.isdigit()
    expect(page.locator(".languages")).to_have_count(0)
    axe(page)
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert digits not in page.url


@phones
def test_a_worker_without_a_poster_finds_the_workplace(browser_page: Page, axe: Clean) -> None:
    page = browser_page
    page.goto("/report-danger/")
    page.fill("#name", "机械厂")
    page.locator("main .primary").tap()
    page.locator("a.choice").tap()
    expect(page.locator("#category")).to_be_visible()
    page.locator("form[data-once] .primary").tap()
    expect(page.locator("#problems")).to_be_visible()
    axe(page)


@on(PHONE, DESKTOP)
def test_the_poster_shows_the_code(browser_page: Page, axe: Clean, log_in: LogIn, site_data: Path) -> None:
    page = browser_page
    log_in("officer of district")
    page.goto(f"/workplaces/{desk(site_data, 'number')}/poster/")
    axe(page)
    assert page.evaluate("document.querySelector('.qr').naturalWidth") > 0
