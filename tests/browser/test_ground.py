"""The ground the browser tests stand on: it must find fault where there is fault."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Error, Page

from tests.browser.screens import DESKTOP, PHONE, Screen

OpenPage = Callable[[Screen, str | None], AbstractContextManager[Page]]
GOOD = '<html lang="zh"><title>前哨</title><main><h1>前哨</h1></main></html>'
POLICY = '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'">'


def test_axe_works_under_a_strict_policy(open_page: OpenPage, axe: Callable[[Page], None]) -> None:
    with open_page(PHONE, None) as page:
        page.set_content(POLICY + GOOD)
        axe(page)
        page.set_content(POLICY + GOOD.replace("</main>", '<img src="data:,"></main>'))
        with pytest.raises(AssertionError, match="image-alt"):
            axe(page)


def test_a_refused_script_is_a_fault(open_page: OpenPage) -> None:
    with pytest.raises(AssertionError, match="Content Security Policy"), open_page(DESKTOP, None) as page:
        page.set_content(POLICY + GOOD + "<script>1</script>")


def test_a_broken_script_is_a_fault(open_page: OpenPage) -> None:
    with pytest.raises(AssertionError, match="no longer works"), open_page(DESKTOP, None) as page:
        page.set_content(GOOD + "<script>throw new Error('no longer works')</script>")


@pytest.mark.parametrize("address", ["http://example.invalid/", "http://192.0.2.1/"])
def test_the_outside_is_out_of_reach(open_page: OpenPage, address: str) -> None:
    unresolved = pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED")
    with pytest.raises(AssertionError, match="outside"), open_page(DESKTOP, None) as page, unresolved:
        page.goto(address)


def test_screens_differ(open_page: OpenPage) -> None:
    with open_page(PHONE.in_english().in_the_dark(), None) as page:
        seen = "[screen.width, navigator.language, matchMedia('(prefers-color-scheme: dark)').matches]"
        assert page.evaluate(seen) == [375, "en-GB", True]
