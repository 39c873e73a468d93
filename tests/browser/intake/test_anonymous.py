"""A worker reports without a name, is warned, comes back with the receipt, and talks with the officer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.intake.conftest import become, desk
from tests.browser.screens import DESKTOP, PHONE, on

Clean = Callable[[Page], None]
PASSPHRASE = "four words of mine"
PATIENCE = 60


def looks_right(page: Page, axe: Clean) -> None:
    axe(page)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def make_the_box(page: Page, axe: Clean) -> None:
    """Once: the site is there for both languages."""
    page.goto("/sealed-box/")
    if page.locator("form[action$='/let-in/'], form[action$='/change/']").count():
        return
    looks_right(page, axe)
    page.fill("#passphrase", PASSPHRASE)
    page.fill("#again", PASSPHRASE)
    page.locator("form[action$='/own/'] button").click()
    page.fill("#make-passphrase", PASSPHRASE)
    page.locator("form[action$='/make/'] button").click()
    expect(page.locator(".receipt")).to_be_visible()
    looks_right(page, axe)


def look_again(page: Page) -> None:
    page.locator("form", has=page.locator("button")).last.locator("button").click()


@on(PHONE, PHONE.in_english().in_the_dark())
def test_from_the_warning_to_the_conversation(
    browser_page: Page, axe: Clean, site_data: Path, live_site: str, open_page: OpenPage
) -> None:
    worker = browser_page
    english = "Report" in _heading(worker, f"/w/{desk(site_data, 'link')}/")
    with open_page(DESKTOP.in_english() if english else DESKTOP, live_site) as officer:
        become(officer, site_data, live_site, "officer of district")
        make_the_box(officer, axe)

        worker.locator("input[value=retaliation]").check()
        worker.fill("#text", "我是唯一的夜班焊工，被调岗了")
        worker.locator("form[data-once] .primary").tap()
        expect(worker.locator("#telltales")).to_be_visible()
        expect(worker.locator("#text")).to_have_value("我是唯一的夜班焊工，被调岗了")
        looks_right(worker, axe)
        worker.fill("#text", f"反映以后有人被调岗 {english}")
        worker.locator("form[data-once] .primary").tap()
        receipt = worker.locator(".receipt").inner_text()
        looks_right(worker, axe)

        worker.locator("a.primary").tap()
        worker.fill("#receipt", receipt)
        worker.locator("main .primary").tap()
        for _ in range(PATIENCE):
            if worker.locator("#reach").count():
                break
            worker.wait_for_timeout(500)
            look_again(worker)
        looks_right(worker, axe)
        worker.locator("#reach summary").tap()
        worker.fill("#reach-phone", "13800001234")
        worker.locator("form:has(#reach-phone) button").tap()
        expect(worker.locator(".callout.good").first).to_be_visible()
        looks_right(worker, axe)

        officer.goto("/inbox/")
        officer.locator("tbody a[href^='/cases/']").first.click()
        address = officer.url
        officer.locator("details", has=officer.locator("form[action$='/ask/']")).locator("summary").click()
        officer.fill("#ask-text", "调到哪里去了？")
        officer.locator("form[action$='/ask/'] button").click()
        look_again(worker)
        expect(worker.locator(".callout blockquote")).to_have_text("调到哪里去了？")
        worker.fill("#text", "调到仓库")
        worker.locator("form:has(#text) .primary").tap()
        expect(worker.locator(".course")).to_contain_text("调到仓库")

        officer.goto(address)
        expect(officer.locator(".course")).to_contain_text("调到仓库")
        looks_right(officer, axe)
        sealed = officer.locator("form[action*='/identities/']").last
        sealed.locator("input[name=reason]").fill("约时间")
        sealed.locator("input[name=passphrase]").fill(PASSPHRASE)
        sealed.locator("button[value=open]").click()
        expect(officer.locator("dl.facts")).to_contain_text("13800001234")
        looks_right(officer, axe)
        officer.goto(address)
        assert "13800001234" not in officer.content()

        look_again(worker)
        expect(worker.locator(".course")).to_contain_text("约时间")
        looks_right(worker, axe)
        assert worker.context.cookies() == []


def _heading(page: Page, path: str) -> str:
    page.goto(path)
    return page.locator("h1").inner_text()
