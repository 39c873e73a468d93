"""A delegate's report when the network goes, comes back, or the server dies at the worst moment."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.intake.conftest import become, desk
from tests.browser.intake.line import Line, line_to
from tests.browser.screens import PHONE
from tests.browser.site import Site, running

Clean = Callable[[Page], None]
SHELL = "!!(await caches.match('/report/offline/', { ignoreSearch: true, ignoreVary: true }))"
READY = f"async () => {{ while (!{SHELL}) await new Promise((resolve) => setTimeout(resolve, 50)); }}"
WAITING = "async () => (await reports.all()).length"
# The page that is kept comes while somebody logs out, and is read only afterwards.
COMES_TOO_LATE = """async () => {
    const { fetch } = window;
    const read = [];
    window.fetch = async (...asked) => {
        const answer = await fetch(...asked);
        await new Promise((resolve) => read.push(resolve));
        return answer;
    };
    const kept = pages.keep("/report/worker.js", "/report/offline/", "qianshao-");
    while (!read.length) await new Promise((resolve) => setTimeout(resolve, 20));
    await pages.forget();
    for (const go of read) go();
    await kept;
}"""
LARGEST_FIRST_LOAD = 40 * 1024  # bytes


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Each test its own records: they count reports."""
    desk(tmp_path, "prepare")
    return tmp_path


@pytest.fixture
def site(data: Path) -> Iterator[Site]:
    with running(data) as site:
        yield site


@pytest.fixture
def line(site: Site) -> Iterator[Line]:
    with line_to(site.port) as line:
        yield line


@pytest.fixture
def phone(open_page: OpenPage, line: Line, data: Path) -> Iterator[Page]:
    """The shop's delegate has opened the form once, with network."""
    with open_page(PHONE, line.address) as page:
        become(page, data, line.address, "delegate of shop")
        page.goto("/report/")
        page.evaluate(READY)
        yield page


def tap_twice(page: Page) -> None:
    page.locator("button[value=confirm]:visible").tap()
    page.locator("[data-yes]").tap()


def filed(data: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(desk(data, "rows"))["reports"]
    return found


def test_it_is_kept_and_sent_once_when_the_network_is_back(phone: Page, line: Line, data: Path, axe: Clean) -> None:
    line.cut = True
    tap_twice(phone)
    expect(phone.locator("#kept")).to_be_visible()
    expect(phone.locator("#waiting li")).to_have_count(1)
    axe(phone)
    assert filed(data) == []
    line.cut = False
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(phone.locator("#waiting")).to_be_hidden()
    (report,) = filed(data)
    assert (report["revision"], report["all_clear"], report["channel"]) == (1, True, "web")


def test_it_is_sent_although_the_page_was_closed(phone: Page, line: Line, data: Path) -> None:
    line.cut = True
    tap_twice(phone)
    expect(phone.locator("#kept")).to_be_visible()
    another = phone.context.new_page()
    phone.close()
    line.cut = False
    the_network_is_back(another, line)
    for _ in range(100):
        if filed(data):
            break
        another.wait_for_timeout(100)
    assert len(filed(data)) == 1


def the_network_is_back(page: Page, line: Line) -> None:
    """Chromium wakes the service worker when it notices a network; here it is told to."""
    session = page.context.new_cdp_session(page)
    known: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: known.extend(one["registrationId"] for one in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    page.goto(f"{line.address}/robots.txt")
    while not known:
        page.wait_for_timeout(50)
    wake = {"origin": line.address, "registrationId": known[0], "tag": "reports", "lastChance": False}
    session.send("ServiceWorker.dispatchSyncEvent", wake)


def test_without_network_the_page_opens_all_the_same(phone: Page, line: Line, data: Path, axe: Clean) -> None:
    line.cut = True
    phone.goto("/report/")
    expect(phone.locator("#offline-place")).to_be_visible()
    axe(phone)
    phone.locator("button[value=wrong]").tap()
    phone.fill("#fever", "2")
    axe(phone)
    phone.locator("form[data-full] .primary").tap()
    expect(phone.locator("#kept")).to_be_visible()
    line.cut = False
    phone.goto("/report/")
    expect(phone.locator("#waiting")).to_be_hidden()
    (report,) = filed(data)
    assert (report["fever"], report["dangers"]) == (2, ["symptomatic_at_work"])


def test_the_server_dies_after_it_has_written_and_before_it_has_answered(
    phone: Page, line: Line, site: Site, data: Path
) -> None:
    line.lose = site.kill
    tap_twice(phone)
    expect(phone.locator("#kept")).to_be_visible()
    assert len(filed(data)) == 1
    with ExitStack() as stack:
        line.to = stack.enter_context(running(data)).port
        phone.goto("/report/")
        expect(phone.locator("#waiting")).to_be_hidden()
    assert [report["revision"] for report in filed(data)] == [1]


def test_what_is_refused_later_is_shown_and_can_be_corrected(phone: Page, line: Line, data: Path, axe: Clean) -> None:
    line.cut = True
    phone.goto("/report/")
    phone.locator("button[value=wrong]").tap()
    phone.fill("#fever", "many")
    phone.fill("#remarks", "夜班")
    phone.locator("form[data-full] .primary").tap()
    expect(phone.locator("#kept")).to_be_visible()
    line.cut = False
    phone.goto("/report/")
    phone.locator("[data-correct]").tap()
    phone.locator("#problems a[href='#fever']").tap()
    axe(phone)
    expect(phone.locator("#remarks")).to_have_value("夜班")
    phone.fill("#fever", "1")
    phone.locator("form[data-full] .primary").tap()
    expect(phone.locator(".receipt")).to_be_visible()
    assert phone.evaluate(WAITING) == 0
    assert [report["remarks"] for report in filed(data)] == ["夜班"]


def test_a_report_waits_for_the_account_that_made_it(phone: Page, line: Line, data: Path, axe: Clean) -> None:
    line.cut = True
    tap_twice(phone)
    expect(phone.locator("#kept")).to_be_visible()
    line.cut = False
    become(phone, data, line.address, "delegate of plant")
    phone.goto("/report/")
    expect(phone.locator("[data-log-in]")).to_be_visible()
    axe(phone)
    assert filed(data) == []
    become(phone, data, line.address, "delegate of shop")
    phone.goto("/report/")
    expect(phone.locator("#waiting")).to_be_hidden()
    assert len(filed(data)) == 1


@pytest.mark.parametrize("path", ["/report/", "/account/"])
def test_logging_out_leaves_no_page_behind(phone: Page, path: str) -> None:
    phone.goto(path)
    phone.locator("form[data-log-out] button").tap()
    phone.wait_for_url("**/login/**")
    assert not phone.evaluate(f"async () => {SHELL}")


def test_a_page_that_comes_while_somebody_logs_out_is_not_kept(phone: Page) -> None:
    phone.goto("/report/")
    phone.evaluate(COMES_TOO_LATE)
    assert not phone.evaluate(f"async () => {SHELL}")


# --- a worker, who leaves nothing on the phone -----------------------------------------------------------------


@pytest.fixture
def worker(open_page: OpenPage, line: Line, data: Path) -> Iterator[Page]:
    with open_page(PHONE.in_english(), line.address) as page:
        page.goto(f"/w/{desk(data, 'link')}/")
        yield page


def tell(page: Page) -> None:
    page.locator("input[value=no_protective_supplies]").check()
    page.fill("#text", "夜班没有口罩")
    page.locator("form[data-danger] .primary").tap()


def test_a_workers_report_waits_on_the_page_and_nowhere_else(worker: Page, line: Line, data: Path, axe: Clean) -> None:
    line.cut = True
    tell(worker)
    expect(worker.locator("[data-says=no-network]")).to_be_visible()
    axe(worker)
    left = "async () => [(await indexedDB.databases()).length, (await caches.keys()).length, localStorage.length]"
    assert worker.evaluate(left) == [0, 0, 0]
    line.cut = False
    expect(worker.locator(".receipt")).to_be_visible(timeout=60_000)
    axe(worker)
    assert len(json.loads(desk(data, "look"))["observations"]) == 1
    assert worker.context.cookies() == []


def test_a_workers_answer_is_lost_and_the_report_is_there_once(worker: Page, line: Line, data: Path) -> None:
    line.lose = lambda: None
    tell(worker)
    expect(worker.locator(".receipt")).to_be_visible(timeout=60_000)
    assert len(json.loads(desk(data, "look"))["observations"]) == 1


def test_in_a_flood_the_phone_calculates_and_the_report_goes_on(worker: Page, data: Path) -> None:
    desk(data, "flood")
    before = json.loads(desk(data, "look"))
    tell(worker)
    expect(worker.locator(".receipt")).to_be_visible(timeout=60_000)
    after = json.loads(desk(data, "look"))
    assert len(after["observations"]) == len(before["observations"]) + 1
    assert len(after["dangers"]) == len(before["dangers"]) + 1


# --- the weight of it -------------------------------------------------------------------------------------------


def test_the_first_load_is_small(open_page: OpenPage, line: Line, data: Path) -> None:
    """All that comes over the wire until the form works without network: pages, styles, scripts, icons."""
    with open_page(PHONE, line.address) as page:
        become(page, data, line.address, "delegate of shop")
        page.goto("/report/")
        page.evaluate(READY)
        page.wait_for_timeout(2000)
        assert 5_000 < line.bytes <= LARGEST_FIRST_LOAD, line.bytes
