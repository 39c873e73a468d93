"""A signal on a phone: its pictures are whole, follow the dark, and no key is named where there are no keys."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.screens import DESKTOP, PHONE, Screen, on
from tests.browser.site import qianshao
from tests.browser.test_every_page import log_in

Clean = Callable[[Page], None]
OFFICER = "demo-district-officer"
NUMBER = 900_001

MADE = f"""
from datetime import date
from django.utils import timezone
from qianshao.registry.models import Workplace
from qianshao.surveillance.models import Run, Signal, SignalPlace
day, now = date(2022, 2, 8), timezone.now()
run = Run.objects.create(territory="500113", day=day, fingerprint="-", policy="-", levels={{"rise": 0.05}},
    counts={{"last_days": [], "delays_from": {{"ill": 3, "needed": 20, "days": 14}}}}, at=now)
place = Workplace.objects.order_by("pk").first()
Workplace.objects.filter(pk=place.pk).update(latitude=29.4, longitude=106.5)
signal = Signal.objects.create(pk={NUMBER}, key="-", subject="t500113111", run=run, rule="rise", territory="500113111",
    day=day, last_day=day, chance=0.01, harm=9, people=90, seen_at=now,
    evidence={{"cases": 9, "expected": 1.2, "upper": 4.5, "series": [1, 0, 2, 1] * 6 + [0, 1, 2, 9]}})
SignalPlace.objects.create(signal=signal, workplace=place, rank=0, cases=9)
"""

PICTURES = """() => Promise.all([...document.querySelectorAll(".picture img")].map(async (image) => {
    await image.decode();
    const box = image.getBoundingClientRect(), canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [480, 210];
    const drawing = canvas.getContext("2d");
    drawing.drawImage(image, 0, 0, 480, 210);
    const pixel = (x, y) => drawing.getImageData(x, y, 1, 1).data[0];
    return {left: box.left, right: box.right, width: box.width, ground: pixel(2, 2), last: pixel(459, 60)};
}))"""


@pytest.fixture(scope="module")
def site_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("demo")
    qianshao(data, "demo", "--workplaces", "300")
    qianshao(data, "manage", "shell", "-v", "0", "-c", MADE)
    return data


@pytest.fixture(scope="module")
def password(site_data: Path) -> str:
    return str(json.loads(qianshao(site_data, "demo", "--json"))["password"])


@on(PHONE, PHONE.in_english().in_the_dark(), DESKTOP, DESKTOP.in_the_dark())
def test_pages_of_signals(browser_page: Page, axe: Clean, password: str, request: pytest.FixtureRequest) -> None:
    page, screen = browser_page, request.node.callspec.params["browser_page"]
    assert isinstance(screen, Screen)
    log_in(page, OFFICER, password)
    for address in ("/signals/", "/signals/?state=confirmed", "/signals/rules/", f"/signals/{NUMBER}/"):
        answer = page.goto(address)
        assert answer and answer.status == 200, address
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide"
    chart, where = page.evaluate(PICTURES)
    for picture in (chart, where):
        assert picture["left"] >= 0 and picture["right"] <= screen.width
        assert (picture["ground"] < 60) == screen.dark
    # The last day, which the signal speaks of, is in the picture, and is no ground.
    assert chart["width"] > 250 and abs(chart["last"] - chart["ground"]) > 40
    shown = page.evaluate("[...document.querySelectorAll('button kbd')].map(key => getComputedStyle(key).display)")
    assert len(shown) == 3 and {one == "none" for one in shown} == {screen.touch}
