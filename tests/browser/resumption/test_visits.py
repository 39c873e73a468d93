"""An inspector without network, a delegate with two taps, an officer who reads the three columns."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.intake.conftest import become
from tests.browser.resumption.conftest import rows
from tests.browser.screens import DESKTOP, PHONE
from tests.resumption.visits import picture, resumption

Clean = Callable[[Page], None]
KEPT = """async () => {
    const shell = { ignoreSearch: true, ignoreVary: true };
    while (!(await caches.match('/visit/', shell))) await new Promise((resolve) => setTimeout(resolve, 50));
}"""
WAITING = "async () => (await queueOf('qianshao-visits').all()).length"


def fill_in(page: Page) -> None:
    """All is well but for the temperature at the entrance."""
    page.locator("[name=inspectors]").fill("检查员甲\n检查员乙")
    for item in resumption().items.values():
        for measure in item.measures:
            name = f"{item.code}.{measure.code}"
            if measure.is_yes_no:
                page.locator(f"[name='{name}'][value=true]").evaluate("(input) => input.click()")
            else:
                value = 36.9 if measure.unit == "celsius" else measure.threshold
                page.locator(f"[name='{name}']").fill("40" if item.code == "entry_temperature" else f"{value:g}")


def sign(page: Page, side: str) -> None:
    pad = page.locator(f"[data-sign={side}] canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 90, steps=5)
    page.mouse.up()


def test_a_visit_without_network_arrives_once(open_page: OpenPage, live_site: str, site_data: Path, axe: Clean) -> None:
    with open_page(PHONE, live_site) as page:
        become(page, site_data, live_site, "officer of district")
        page.goto("/visit/")
        page.evaluate(KEPT)
        page.context.set_offline(True)
        page.goto("/visit/")  # from the phone
        fill_in(page)
        page.locator("[id='1-bus'] summary").tap()
        photo: FilePayload = {"name": "bus.jpg", "mimeType": "image/jpeg", "buffer": picture(90, "JPEG", True)}
        page.locator("[name='photo.bus']").set_input_files([photo])
        expect(page.locator("[id='1-bus'] [data-photos-kept]")).to_have_text("✓ 1")
        page.goto("/visit/")  # closed by mistake: what was filled in is still there
        expect(page.locator("[name='entry_temperature.share']")).to_have_value("40")
        sign(page, "inspector")
        page.locator("[name=unsigned_employer]").fill("负责人不在场")
        axe(page)
        page.locator("form[data-visit] button.primary").tap()
        expect(page.locator("#kept")).to_be_visible()
        expect(page.locator("#waiting li")).to_have_count(1)
        assert rows(site_data)["inspections"] == []
        page.context.set_offline(False)
        expect(page.locator("#waiting")).to_be_hidden()
        assert page.evaluate(WAITING) == 0
        (kept,) = rows(site_data)["inspections"]
        assert (kept["outcome"], kept["photos"]) == ("failed", 1)
        assert kept["signed"] == {"inspector": True, "employer": False}
        assert kept["values"]["entry_temperature"] == {"share": 40}
        page.goto("/inspections/")
        page.get_by_role("link", name="重庆沿江钛业有限公司").last.tap()
        expect(page.locator("dl.facts").first).to_contain_text(kept["number"])
        for kind in ("docx", "pdf"):
            address = page.url + f"letter.{kind}"
            assert page.request.get(address).ok


def test_a_delegate_acknowledges_and_reports_in_two_taps(
    open_page: OpenPage, live_site: str, site_data: Path, axe: Clean
) -> None:
    with open_page(PHONE, live_site) as page:
        become(page, site_data, live_site, "delegate of plant")
        page.goto("/calls/")
        axe(page)
        page.locator("button[value=acknowledge]").tap()
        page.locator("button[value=all]").tap()
        expect(page.locator(".state.good").first).to_be_visible()  # a visit may have verified it as well
        axe(page)
    (mine,) = [one for one in rows(site_data)["answers"] if one["workplace__name"] == "重庆沿江钛业有限公司"]
    assert mine["complete"]


def test_an_officer_sees_where_the_columns_differ_and_plans_a_visit(
    open_page: OpenPage, live_site: str, site_data: Path, axe: Clean
) -> None:
    with open_page(DESKTOP, live_site) as page:
        become(page, site_data, live_site, "officer of district")
        page.goto("/inspections/")
        axe(page)
        page.get_by_role("link", name="鱼洞机械厂").last.click()
        expect(page.locator("#findings")).to_be_visible()
        expect(page.locator("tr.differs")).to_have_count(1)
        axe(page)
        page.get_by_role("navigation").get_by_role("link", name="鱼洞机械厂").click()
        page.locator("form[action$='/visit/'] button.primary").click()
        expect(page).to_have_url(re.compile(r"/inspections/\d+/$"))
        page.goto("/initiatives/1/")
        expect(page.locator(".tile").first).to_be_visible()
        axe(page)
