"""Two reviewers judge by themselves, then jointly; the body replies, and its reply stands beside the sheet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.screens import DESKTOP, PHONE, Screen, on
from tests.browser.test_casework import looks_right, run_desk

Clean = Callable[[Page], None]
CITY, DISTRICT, TOWNSHIP = "officer of city", "officer of district", "officer of township"


@pytest.fixture(scope="session")
def site_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("appraisal")
    (data / "prepared.json").write_text(run_desk("tests.assessment.panel", data))
    return data


@pytest.fixture
def prepared(site_data: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((site_data / "prepared.json").read_text())
    return found


@contextmanager
def as_(open_page: OpenPage, site: str, prepared: dict[str, str], who: str, screen: Screen) -> Iterator[Page]:
    with open_page(screen, site) as page:
        cookie = {"name": "qianshao_session", "value": prepared[who], "url": site}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        page.goto(f"/appraisals/{prepared['sheet']}/")
        yield page


def judge(page: Page, kind: str, marks: tuple[str, str, str], reasons: str) -> None:
    for nature, mark in zip(("political", "advanced", "masses"), marks, strict=True):
        page.locator(f"#{kind}_mark_{nature}").select_option(mark)
        page.locator(f"#{kind}_reasons_{nature}").fill(f"{reasons}（{nature}）")
    page.locator(f"form[action$='/{'judge' if kind == 'own' else 'joint'}/'] button.primary").click()


def test_two_judge_alone_then_together_and_the_body_replies(
    open_page: OpenPage, live_site: str, prepared: dict[str, str], axe: Clean
) -> None:
    with as_(open_page, live_site, prepared, CITY, DESKTOP) as page:
        judge(page, "own", ("shown", "partly", "partly"), "市里看")
        expect(page.locator("main")).to_contain_text("市里看（masses）")
        expect(page.locator("#own_mark_masses")).to_have_count(0)
        looks_right(page, axe)

    with as_(open_page, live_site, prepared, DISTRICT, DESKTOP.in_english()) as page:
        # Not before giving one's own.
        expect(page.locator("main")).not_to_contain_text("市里看")
        expect(page.locator(".callout")).to_contain_text("1 reviewer has judged")
        judge(page, "own", ("not_shown", "partly", "cannot_tell"), "区里看")
        expect(page.locator("main")).to_contain_text("市里看（political）")
        expect(page.locator(".callout.warn")).to_have_count(2)
        judge(page, "joint", ("partly", "partly", "partly"), "一起看")
        expect(page.locator("main")).to_contain_text("一起看（political）")
        expect(page.locator(".callout.warn").first).to_contain_text("The reviewers disagree")
        looks_right(page, axe)

    with as_(open_page, live_site, prepared, TOWNSHIP, PHONE) as page:
        expect(page.locator("main")).to_contain_text("区里看（political）")
        expect(page.locator(".callout.warn")).to_have_count(2)
        expect(page.locator("form[action$='/judge/']")).to_have_count(0)
        page.locator("#reply").fill("二月初只有两个人值班，数字属实。")
        page.locator("form[action$='/reply/'] button").tap()
        expect(page.locator("section[aria-labelledby=replies] blockquote")).to_contain_text("只有两个人值班")
        looks_right(page, axe)

    with as_(open_page, live_site, prepared, CITY, DESKTOP.in_the_dark()) as page:
        expect(page.locator("section[aria-labelledby=replies] blockquote")).to_contain_text("只有两个人值班")


@on(PHONE.in_english().in_the_dark(), DESKTOP)
def test_the_funnel_and_the_network_are_clean(browser_page: Page, prepared: dict[str, str], axe: Clean) -> None:
    page = browser_page
    page.goto("/")
    cookie = {"name": "qianshao_session", "value": prepared[DISTRICT], "url": page.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto(f"/appraisals/{prepared['sheet']}/compare/?indicator=heard_from")
    expect(page.locator("svg.funnel circle")).to_have_count(5)
    expect(page.locator("table.list tbody tr")).to_have_count(6)
    looks_right(page, axe)
    page.goto(f"/interviews/network/?interview={prepared['interview']}")
    expect(page.locator("svg.network path")).not_to_have_count(0)
    looks_right(page, axe)
