"""Every page of the demo, as each role sees it: axe-core finds nothing, nothing sticks out on a phone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.screens import DESKTOP, PHONE, on
from tests.browser.site import qianshao

Clean = Callable[[Page], None]

PAGES = {
    "": [
        "/",
        "/login/",
        "/about/",
        "/about/style/",
        "/report-danger/",
        "/r/",
        "/no-such-page/",
        "/public/zh/",
        "/public/en/",
    ],
    "demo-district-officer": [
        "/account/notices/",
        "/notices/",
        "/board/",
        "/board/500113/?list=wrong",
        "/board/500113/?list=reported&page=2",
        "/board/500113111/",
        "/board/workplaces/1/",
        "/day/",
        "/day/500113111/?days=28",
        "/board/999999/",
        "/inbox/",
        "/cases/",
        "/cases/?state=closed",
        "/cases/500113-2022-00001/",
        "/commitments/",
        "/letters/",
        "/letters/?state=sent",
        "/letters/1/",
        "/needs/",
        "/needs/1/",
        "/needs/new/1/",
        "/stock/",
        "/watch/?state=ahead",
        "/answers/?from=2022-02-08&to=2022-02-08",
        "/who/",
        "/who/?q=钛业",
        "/who/?q=没有这样的单位",
        "/workplaces/",
        "/workplaces/1/",
        "/workplaces/1/poster/",
        "/registry/",
        "/registry/bodies/",
        "/registry/import/",
        "/registry/disputes/",
        "/registry/orders/",
        "/report/",
        "/report/1/",
        "/report/1/full/",
        "/account/",
        "/account/password/",
        "/account/second-factor/",
        "/desk/",
        "/costs/",
        "/simulation/",
        "/quarantine/",
        "/report/sheet/",
        "/reports/export/",
        "/releases/",
        "/registry/questions/",
    ],
    "demo-district-auditor": ["/trail/", "/trail/?check=1", "/cases/500113-2022-00001/"],
    "demo-district-administrator": ["/people/", "/people/new/", "/people/new/3/", "/people/1/", "/board/"],
    "demo-authority-liaison": ["/referrals/", "/referrals/1/", "/referrals/999/", "/account/"],
    "demo-group-officer": ["/board/", "/day/", "/inbox/", "/cases/"],
    "demo-plant-delegate": [
        "/at-work/",
        "/report/",
        "/report/offline/",
        "/report/messages/",
        "/report/odk/",
        "/account/",
    ],
}
"""By the account that opens them; what is refused there is a page as well."""

screens = on(PHONE, PHONE.in_english().in_the_dark(), DESKTOP.in_english(), DESKTOP.in_the_dark())


@pytest.fixture(scope="module")
def site_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("demo")
    qianshao(data, "demo", "--workplaces", "300")
    return data


@pytest.fixture(scope="module")
def password(site_data: Path) -> str:
    """Asked of the program itself, as an operator would."""
    return str(json.loads(qianshao(site_data, "demo", "--json"))["password"])


def log_in(page: Page, account: str, password: str) -> None:
    page.goto("/login/")
    page.fill("[name=username]", account)
    page.fill("[name=password]", password)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/login/" not in url)


@screens
@pytest.mark.parametrize("account", PAGES)
def test_every_page(browser_page: Page, axe: Clean, password: str, account: str) -> None:
    page = browser_page
    if account:
        log_in(page, account, password)
    for address in PAGES[account]:
        answer = page.goto(address)
        assert answer
        assert answer.status < 500, address
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide"
        assert page.locator("h1").count() == 1, address
