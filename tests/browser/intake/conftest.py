"""The cast on a site of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

ROOT = Path(__file__).parents[3]
LogIn = Callable[[str], None]


def desk(data: Path, *what: str) -> str:
    """The cast in a database of its own, and what a test needs to know of it."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "QIANSHAO_DATA": str(data),
        "QIANSHAO_DATABASE_URL": "",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    command = [sys.executable, "-m", "tests.intake.desk", *what]
    return subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="session")
def site_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("intake")
    desk(data, "prepare")
    return data


@pytest.fixture
def log_in(site_data: Path, live_site: str, browser_page: Page) -> LogIn:
    return lambda who: become(browser_page, site_data, live_site, who)


def become(page: Page, data: Path, site: str, who: str) -> None:
    """Logs in without the pages for it, which have tests of their own."""
    cookie = {"name": "qianshao_session", "value": desk(data, "log_in", who), "url": site}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
