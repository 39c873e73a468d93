"""A real browser on a real server. Chromium is the machine's own; Playwright's download is never used."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

from tests.browser.screens import DESKTOP, PHONE, Screen
from tests.browser.site import qianshao, serving
from tests.network import is_this_machine

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO_GET_IT = (
    "no Chromium was found. On Debian: apt-get install chromium fonts-noto-cjk libatomic1; "
    "or name one: QIANSHAO_CHROMIUM=/path/to/chromium"
)
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing but this machine has an address.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]

OpenPage = Callable[[Screen, str | None], AbstractContextManager[Page]]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture, as preparing a site takes its time."""
    if find_chromium() is None:
        pytest.skip(HOW_TO_GET_IT)


def find_chromium() -> str | None:
    named = os.environ.get("QIANSHAO_CHROMIUM")
    return next((path for name in ((named,) if named else NAMES) if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=FLAGS, chromium_sandbox=os.geteuid() != 0
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory that is served. A folder of tests that needs other records overrides this fixture."""
    data = tmp_path_factory.mktemp("site")
    qianshao(data, "init")
    return data


@pytest.fixture(scope="module")
def live_site(site_data: Path) -> Iterator[str]:
    """Of each module its own: a server that outlived the module would serve the records of another one."""
    with serving(site_data) as address:
        yield address


@pytest.fixture
def open_page(chromium: Browser) -> OpenPage:
    """Pages without a site of their own, or several at once: ``with open_page(PHONE, live_site) as page``."""
    return lambda screen, address: _page(chromium, screen, address)


@pytest.fixture(params=[PHONE, DESKTOP], ids=str)
def browser_page(request: pytest.FixtureRequest, chromium: Browser, live_site: str) -> Iterator[Page]:
    """A fresh visitor on each screen; paths are relative to the site. ``screens.on`` chooses other screens."""
    with _page(chromium, request.param, live_site) as page:
        yield page


@contextmanager
def _page(chromium: Browser, screen: Screen, address: str | None) -> Iterator[Page]:
    """A page whose test fails for what a person would not see at once: errors of scripts, broken CSP, a fault."""
    context = chromium.new_context(
        base_url=address,
        viewport={"width": screen.width, "height": screen.height},
        has_touch=screen.touch,
        is_mobile=screen.touch,
        locale=screen.language,
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if screen.dark else "light",
        reduced_motion="reduce",
    )
    faults: list[str] = []
    context.on("console", lambda message: faults.extend(_console_fault(message)))
    context.on("weberror", lambda problem: faults.append(f"script: {problem.error}"))
    context.on("response", lambda response: faults.extend(_response_fault(response)))
    context.on("request", lambda request: faults.extend(_outside(request.url)))
    page = context.new_page()
    page.set_default_timeout(30_000)
    try:
        yield page
    finally:
        context.close()
    assert not faults, "\n".join(faults)


def _console_fault(message: ConsoleMessage) -> list[str]:
    """Refused forms answer with 4xx, which Chromium also reports here; they are none."""
    if message.type != "error" or message.text.startswith("Failed to load resource"):
        return []
    return [f"console: {message.text}"]


def _response_fault(response: Response) -> list[str]:
    return [f"{response.status}: {response.url}"] if response.status >= 500 else []


def _outside(url: str) -> list[str]:
    parts = urlsplit(url)
    inside = parts.scheme not in ("http", "https", "ws", "wss") or is_this_machine(parts.hostname)
    return [] if inside else [f"asked for something outside: {url}"]


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Fails with what axe-core finds wrong with the page as it stands."""
    return _check_with_axe


def _check_with_axe(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, "\n".join(
        [f"axe-core on {page.url}:", *(line for violation in found for line in _told(violation))]
    )


def _told(violation: dict[str, Any]) -> Iterator[str]:
    yield f"- {violation['id']} ({violation['impact']}): {violation['help']}"
    for node in violation["nodes"]:
        yield f"    {' '.join(map(str, node['target']))}"
        yield f"      {node['html'][:200]}"
