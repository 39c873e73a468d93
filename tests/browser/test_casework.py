"""The officer's inbox fills by itself; a case is dealt with on one page; the reporter follows it by receipt."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import DESKTOP, PHONE, on

ROOT = Path(__file__).parents[2]
PATIENCE = 60_000
"""Milliseconds until the row is there. The worker looks once a second and the stream too; a busy machine is slower."""

REFUSED = "inspection_refused"
NAMES = {
    REFUSED: ("拒绝工会检查", "Inspection refused"),
    "retaliation": ("打击报复", "Retaliation"),
    "ordered_into_danger": ("强令冒险", "Ordered to"),
}
"""In Chinese and in English."""

Clean = Callable[[Page], None]
LogIn = Callable[[str], None]
Arrive = Callable[[str, str], str]


def desk(data: Path, *what: str) -> str:
    return run_desk("tests.casework.desk", data, *what)


def run_desk(module: str, data: Path, *what: str) -> str:
    """A process of its own that works on the records of the site."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "QIANSHAO_DATA": str(data),
        "QIANSHAO_DATABASE_URL": "",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    command = [sys.executable, "-m", module, *what]
    return subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="session")
def site_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("casework")
    desk(data, "prepare")
    desk(data, "staff")
    return data


@pytest.fixture
def log_in(site_data: Path, live_site: str, browser_page: Page) -> LogIn:
    def become(who: str) -> None:
        cookie = {"name": "qianshao_session", "value": desk(site_data, "log_in", who), "url": live_site}
        browser_page.context.add_cookies([cookie])  # type: ignore[list-item]

    return become


@pytest.fixture
def arrive(site_data: Path) -> Arrive:
    return lambda place, category: desk(site_data, "arrive", place, category)


def looks_right(page: Page, axe: Clean) -> None:
    axe(page)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@on(DESKTOP)
def test_a_case_arrives_in_an_open_inbox(browser_page: Page, axe: Clean, log_in: LogIn, arrive: Arrive) -> None:
    """Without a reload: the row, the number beside the item of the menu, and the title of the tab."""
    page = browser_page
    log_in("officer of district")
    page.goto("/inbox/")
    before = page.locator("tbody tr").count()
    page.evaluate("window.neverReloaded = true")
    arrive("鱼洞机械厂", "concealed_illness")
    expect(page.locator("tbody tr")).to_have_count(before + 1, timeout=PATIENCE)
    expect(page.locator("#navigation .count")).to_have_text(str(before + 1))
    assert page.title().startswith(f"({before + 1})")
    assert page.evaluate("window.neverReloaded")
    expect(page.locator("#inbox-count")).to_contain_text(str(before + 1))
    looks_right(page, axe)


@on(DESKTOP, PHONE.in_english().in_the_dark())
def test_a_case_from_the_report_to_its_end(
    browser_page: Page, axe: Clean, log_in: LogIn, arrive: Arrive, request: pytest.FixtureRequest
) -> None:
    page, on_phone = browser_page, "phone" in request.node.name
    category = "retaliation"
    receipt = arrive("江南机电厂" if on_phone else "鱼洞机械厂", category)
    log_in("officer of next district" if on_phone else "officer of district")
    page.goto("/inbox/")
    row = page.locator("tbody tr", has=page.locator("a", has_text="Retaliation" if on_phone else "打击报复"))
    expect(row).to_have_count(1, timeout=PATIENCE)
    looks_right(page, axe)
    row.get_by_role("link").click()
    looks_right(page, axe)

    page.locator("form[action$='/acknowledge/'] button").click()
    expect(page.locator("form[action$='/acknowledge/']")).to_have_count(0)
    page.fill("#act-text", "已电话联系，要求今天内改正。")
    page.locator("form[action$='/act/'] button").click()
    expect(page.locator(".course")).to_contain_text("已电话联系")
    page.locator("summary[accesskey=q]").click()
    page.fill("#ask-text", "现在恢复了吗？")
    page.locator("form[action$='/ask/'] button").click()
    expect(page.locator(".course")).to_contain_text("现在恢复了吗")

    page.context.clear_cookies()
    page.goto("/r/")
    page.fill("#receipt", receipt)
    page.locator("main button.primary").click()
    expect(page.locator(".callout")).to_contain_text("现在恢复了吗")
    assert receipt not in page.url
    assert not [cookie for cookie in page.context.cookies() if cookie.get("name") != "qianshao_language"]
    looks_right(page, axe)
    page.fill("#text", "还没有。")
    page.locator("form[data-once] button.primary").click()
    expect(page.locator(".course")).to_contain_text("还没有。")


@on(DESKTOP, PHONE.in_english().in_the_dark())
def test_a_promise_is_written_down_and_what_came_of_it(
    browser_page: Page, axe: Clean, log_in: LogIn, arrive: Arrive, request: pytest.FixtureRequest
) -> None:
    page, on_phone = browser_page, "phone" in request.node.name
    arrive("江南机电厂" if on_phone else "鱼洞机械厂", "ordered_into_danger")
    log_in("officer of next district" if on_phone else "officer of district")
    page.goto("/inbox/")
    row = page.locator("tbody tr", has=page.locator("a", has_text="Ordered to" if on_phone else "强令冒险"))
    expect(row).to_have_count(1, timeout=PATIENCE)
    row.get_by_role("link").click()
    expect(page.locator("section[aria-labelledby=ahead] li")).to_have_count(2)
    page.locator("summary[accesskey=w]").click()
    page.locator("#by").select_option(index=1)
    page.fill("#due", "2099-01-01T09:00")
    page.fill("#commit-text", "一小时内撤离。")
    looks_right(page, axe)
    page.locator("form[action$='/commit/'] button").click()
    promises = page.locator("section[aria-labelledby=commitments]")
    expect(promises).to_contain_text("一小时内撤离")
    promises.locator("summary").click()
    promises.locator("select").select_option("kept")
    promises.locator("textarea").fill("已撤离。")
    looks_right(page, axe)
    promises.locator("button").click()
    expect(page.locator("section[aria-labelledby=commitments]")).to_contain_text("已撤离")
    page.goto("/commitments/")
    looks_right(page, axe)
    page.goto("/answers/")
    looks_right(page, axe)


@on(DESKTOP)
def test_nothing_typed_is_lost_when_a_colleague_was_quicker(
    browser_page: Page, log_in: LogIn, arrive: Arrive, axe: Clean
) -> None:
    page = browser_page
    arrive("鱼洞机械厂", "concealed_illness")
    log_in("officer of district")
    page.goto("/inbox/")
    page.locator("tbody a").first.click()
    page.locator("summary[accesskey=e]").click()
    expect(page.locator("#resolve-text")).to_be_visible()
    # A colleague acts meanwhile.
    other = page.context.new_page()
    other.goto(page.url)
    other.fill("#act-text", "同事已经去了。")
    other.locator("form[action$='/act/'] button").click()
    expect(other.locator(".course")).to_contain_text("同事已经去了")
    other.close()
    page.fill("#resolve-text", "已解决。")
    page.locator("form[action$='/resolve/'] button").click()
    expect(page.locator("#problems")).to_be_visible()
    expect(page.locator("#resolve-text")).to_have_value("已解决。")
    expect(page.locator("#resolve-text")).to_be_focused()
    expect(page.locator(".course")).to_contain_text("同事已经去了")
    axe(page)
    page.locator("form[action$='/resolve/'] button").click()
    expect(page.locator(".title .state.good")).to_be_visible()
    looks_right(page, axe)


@on(DESKTOP, PHONE)
def test_the_list_of_cases(browser_page: Page, axe: Clean, log_in: LogIn, arrive: Arrive) -> None:
    page = browser_page
    arrive("重庆沿江钛业有限公司", "concealed_illness")
    log_in("officer of district")
    page.goto("/cases/?state=all")
    looks_right(page, axe)
    page.fill("#text", "nothing like it")
    page.locator("form[role=search] button").click()
    expect(page.locator(".empty")).to_be_visible()
    looks_right(page, axe)


@on(DESKTOP)
def test_without_scripts_the_inbox_is_as_fresh_as_its_last_load(
    browser_page: Page, live_site: str, log_in: LogIn, arrive: Arrive
) -> None:
    log_in("officer of district")
    page = browser_page
    page.route("**/*.js", lambda route: route.abort())
    page.goto("/inbox/")
    before = page.locator("tbody tr").count()
    arrive("鱼洞机械厂", "retaliation")
    for _ in range(20):
        page.wait_for_timeout(500)
        page.reload()
        if page.locator("tbody tr").count() > before:
            return
    # The danger may have joined a case that was open.
    assert before


@on(DESKTOP, DESKTOP.in_english())
def test_from_the_inbox_to_an_approved_letter(
    browser_page: Page, axe: Clean, log_in: LogIn, arrive: Arrive, request: pytest.FixtureRequest
) -> None:
    """One officer drafts; the second one of the same body approves; the paper is there."""
    page, in_english = browser_page, "en-GB" in request.node.name
    arrive("江南机电厂" if in_english else "鱼洞机械厂", REFUSED)
    body = "officer of next district" if in_english else "officer of district"
    log_in(body)
    page.goto("/inbox/")
    row = page.locator("tbody tr", has=page.locator("a", has_text=NAMES[REFUSED][in_english]))
    expect(row).to_have_count(1, timeout=PATIENCE)
    row.get_by_role("link").click()
    page.locator("form[action$='/letters/'] button").click()
    expect(page.locator("#draft")).to_be_visible()
    page.fill("#recipient", "某单位")
    page.fill("#facts", "有职工连续加班，休息不足。")
    page.locator("#draft button.primary").click()
    expect(page.locator("#facts")).to_have_value("有职工连续加班，休息不足。")
    looks_right(page, axe)
    address = urlsplit(page.url).path
    page.locator("form[action$='/approve/'] button").click()
    expect(page.locator("#problems, .callout.bad")).to_be_visible()
    expect(page.locator("#draft")).to_be_visible()

    log_in(f"second {body}")
    page.goto(address)
    page.locator("form[action$='/approve/'] button").click()
    expect(page.locator("#draft")).to_have_count(0)
    expect(page.locator("form[action$='/send/']")).to_be_visible()
    looks_right(page, axe)
    paper = page.request.get(str(page.locator("a", has_text="PDF").get_attribute("href")))
    assert paper.ok
    assert paper.body().startswith(b"%PDF-")


@on(DESKTOP, DESKTOP.in_english())
def test_a_liaison_sees_only_what_was_referred_and_its_answer_arrives(
    browser_page: Page, axe: Clean, log_in: LogIn, arrive: Arrive, request: pytest.FixtureRequest
) -> None:
    page, in_english = browser_page, "en-GB" in request.node.name
    category = "retaliation" if in_english else "ordered_into_danger"
    arrive("鱼洞机械厂", category)
    log_in("officer of district")
    page.goto("/inbox/")
    row = page.locator("tbody tr", has=page.locator("a", has_text=NAMES[category][in_english]))
    expect(row).to_have_count(1, timeout=PATIENCE)
    row.get_by_role("link").click()
    case = urlsplit(page.url).path
    page.locator("summary[accesskey=a]").click()
    page.fill("#refer-text", "请现场查看通风和间距。")
    page.locator("form[action$='/refer/'] button").click()
    expect(page.locator(".course")).to_contain_text("请现场查看")

    log_in("liaison of authority")
    page.goto("/")
    expect(page.locator("#navigation a")).to_have_count(1)
    answer = page.goto(case)
    assert answer and answer.status in (403, 404), "the case itself is not the liaison's to see"
    page.goto("/referrals/")
    looks_right(page, axe)
    page.locator("tbody tr", has_text=NAMES[category][in_english]).get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("请现场查看")
    page.fill("#text", "已派人检查，责令整改。")
    looks_right(page, axe)
    page.locator("form[data-once] button.primary").click()
    expect(page.locator("main")).to_contain_text("责令整改")
    expect(page.locator("form[data-once]")).to_have_count(0)

    log_in("officer of district")
    page.goto(case)
    expect(page.locator(".course")).to_contain_text("已派人检查，责令整改")
