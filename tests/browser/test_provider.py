"""With a provider: the administrator invites, the officer types the code, logs in there, and is at work here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.openid import OpenID, provider
from tests.browser.conftest import OpenPage
from tests.browser.screens import DESKTOP, PHONE
from tests.browser.test_casework import desk, looks_right


@pytest.fixture(scope="module")
def openid() -> Iterator[OpenID]:
    """Named in the environment of the site, as an operator does."""
    with provider() as running, pytest.MonkeyPatch.context() as patch:
        patch.setenv("QIANSHAO_OIDC_ISSUER", running.address)
        patch.setenv("QIANSHAO_OIDC_CLIENT", "qianshao")
        patch.setenv("QIANSHAO_OIDC_SECRET", "a-secret")
        patch.setenv("QIANSHAO_OIDC_LABEL_ZH", "用市总账号登录")
        patch.setenv("QIANSHAO_OIDC_LABEL_EN", "Log in with the city's account")
        yield running


@pytest.fixture(scope="module")
def site_data(tmp_path_factory: pytest.TempPathFactory, openid: OpenID) -> Path:
    data = tmp_path_factory.mktemp("provider")
    desk(data, "prepare")
    return data


def test_an_invitation_leads_to_the_desk(
    open_page: OpenPage, live_site: str, site_data: Path, axe: Callable[[Page], None]
) -> None:
    with open_page(DESKTOP, live_site) as page:
        session = desk(site_data, "log_in", "administrator of district")
        page.context.add_cookies([{"name": "qianshao_session", "value": session, "url": live_site}])
        page.goto("/people/?text=officer-of-district")
        page.get_by_role("link", name="officer-of-district").click()
        page.get_by_role("button", name="邀请关联统一登录").click()
        code = page.locator(".receipt").inner_text()
        looks_right(page, axe)
    with open_page(PHONE.in_english().in_the_dark(), live_site) as page:
        page.goto("/login/?next=/account/")
        looks_right(page, axe)
        page.get_by_role("link", name="invitation code").click()
        page.get_by_label("Invitation code").fill("wrong")
        page.get_by_role("button", name="Go on").click()
        expect(page.locator("#code_error")).to_be_visible()
        looks_right(page, axe)
        page.get_by_label("Invitation code").fill(code)
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_text("officer-of-district")).to_be_visible()
        looks_right(page, axe)
        page.get_by_role("link", name="Go on").click()
        page.locator("input[name=sub]").fill("staff-00417")
        page.locator("input[name=sub]").press("Enter")
        page.wait_for_url(f"{live_site}/**")
        page.goto("/account/")
        expect(page.get_by_role("button", name="End the link")).to_be_visible()
        looks_right(page, axe)
