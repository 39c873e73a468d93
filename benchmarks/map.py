"""The map of the day in a browser, with 200,000 workplaces. Prints JSON lines; run by ``python -m benchmarks``.

``map_first_view``: from asking for the page until all points are drawn, the page being new to the browser.
``map_pan``: frames per second while the mouse drags the map, at three zooms; the figure is that of the slowest, and
``frame_p95_ms`` the time between two frames that one in twenty exceeds. ``map_server``: what the server needs for the
page and for the points. Targets: 30 frames a second, 1.5 seconds.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from django.test import Client

SIZE = 200_000
DAY, DISTRICT = "2022-02-08", "500113"
FRAMES_A_SECOND, FIRST_VIEW = 30, 1.5
ROUNDS = 3
DRAG = """async () => {
    const frame = document.querySelector("[data-frame]"), edge = frame.getBoundingClientRect();
    const x = edge.left + edge.width / 2, y = edge.top + edge.height / 2, times = [];
    const send = (target, name, right, lower) => target.dispatchEvent(new PointerEvent(name, {
        pointerId: 1, button: 0, bubbles: true, clientX: x + right, clientY: y + lower }));
    send(frame, "pointerdown", 0, 0);
    for (let at = 0; at < 180; at++) {
        times.push(await new Promise(requestAnimationFrame));
        send(window, "pointermove", 250 * Math.sin(at / 20), 120 * Math.sin(at / 13));
    }
    send(window, "pointerup", 999, 0);
    return times.slice(1).map((time, at) => time - times[at]);
}"""
DRAWN = "performance.getEntriesByName('map-drawn')[0]?.startTime"


def main() -> None:
    size = int(sys.argv[1]) if sys.argv[1:] else SIZE
    with tempfile.TemporaryDirectory(prefix="qianshao-bench-") as directory:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "qianshao.config.settings",
            "QIANSHAO_DATA": directory,
            "QIANSHAO_HOSTS": "testserver,127.0.0.1",
            "QIANSHAO_DATABASE_URL": "",
        }
        django.setup()
        from django.conf import settings
        from django.test import Client

        from benchmarks.measure import analyse, officer

        populate(size)
        analyse()
        client = Client()
        client.force_login(officer(), backend="django.contrib.auth.backends.ModelBackend")
        say("map_server", size, **of_server(client))
        in_browser(Path(directory), size, client.cookies[settings.SESSION_COOKIE_NAME].value)


def say(bench: str, size: int, **figures: Any) -> None:
    print(json.dumps({"bench": bench, "size": size, **figures}), flush=True)


def populate(size: int) -> None:
    """Workplaces around a middle for each township, as settlements are, and a morning: 92 of 100 have reported, one in
    200 something wrong. Written by the database itself, from a seed."""
    from django.core.management import call_command

    from qianshao.demo import district
    from qianshao.intake.models import DailyReport, DayTally
    from qianshao.registry.commands import load_shipped_divisions
    from qianshao.registry.models import Territory, Workplace

    call_command("migrate", verbosity=0, interactive=False)
    load_shipped_divisions()
    day = date.fromisoformat(DAY)
    district.enter_bodies(DISTRICT, day)
    chance = Random(500113)  # noqa: S311 - a seed
    towns = list(Territory.objects.filter(parent=DISTRICT).values_list("code", flat=True))
    middles = {code: (106.75 + chance.uniform(-0.25, 0.25), 29.38 + chance.uniform(-0.25, 0.25)) for code in towns}

    def place(number: int) -> Workplace:
        code = chance.choice(towns)
        return Workplace(
            pk=number,
            name=f"generated {number}",
            territory_id=code,
            township_code=code,
            district_code=DISTRICT,
            longitude=middles[code][0] + chance.gauss(0, 0.02),
            latitude=middles[code][1] + chance.gauss(0, 0.02),
            industry_section=chance.choice("ACEFGHIP"),
            headcount=chance.randrange(4, 3000),
            source="generated",
            generated=True,
        )

    places = [place(number) for number in range(1, size + 1)]
    Workplace.objects.bulk_create(places, batch_size=2000)
    tallies = {code: DayTally(day=day, township_code=code) for code in towns}
    reports = []
    for one in places:
        if chance.random() < 0.92:
            wrong = chance.random() < 0.005
            tallies[one.township_code].reported += 1
            tallies[one.township_code].wrong += wrong
            reports.append(
                DailyReport(
                    workplace_id=one.pk,
                    township_code=one.township_code,
                    day=day,
                    channel="demo",
                    received_at=datetime(2022, 2, 8, tzinfo=UTC),
                    all_clear=not wrong,
                    headcount=one.headcount,
                    fever=int(wrong),
                )
            )
    DailyReport.objects.bulk_create(reports, batch_size=2000)
    DayTally.objects.bulk_create(tallies.values())


def of_server(client: Client) -> dict[str, Any]:
    from benchmarks.measure import percentiles, reference_ms

    def page() -> None:
        assert client.get(f"/day/{DISTRICT}/", {"day": DAY}).status_code == 200

    def points() -> None:
        assert client.get("/day/points/", {"territory": DISTRICT, "day": DAY}).status_code == 200

    asked = {"page": percentiles(page, rounds=5), "points": percentiles(points, rounds=5)}
    figures = {f"{name}_{kind}": value for name, one in asked.items() for kind, value in one.items()}
    return {**figures, "reference_ms": reference_ms()}


# --- in the browser ---------------------------------------------------------------------------------------


def in_browser(data: Path, size: int, session: str) -> None:
    chromium = os.environ.get("QIANSHAO_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("No Chromium was found, so the map was not measured in a browser.", file=sys.stderr)
        return
    from django.conf import settings
    from playwright.sync_api import sync_playwright
    from tests.browser.site import serving

    with serving(data) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, chromium_sandbox=os.geteuid() != 0)
        views, page = [], None
        for _round in range(ROUNDS):
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
            page = context.new_page()
            page.goto(f"{address}/day/{DISTRICT}/?day={DAY}")
            page.wait_for_selector("[data-ready]", timeout=60_000)
            views.append(page.evaluate(DRAWN) / 1000)
        assert page is not None
        say(
            "map_first_view",
            size,
            seconds=round(statistics.median(views), 2),
            best=round(min(views), 2),
            worst=round(max(views), 2),
            target_seconds=FIRST_VIEW,
            load=os.getloadavg()[0],
        )
        page.locator("[data-frame]").scroll_into_view_if_needed()
        found = []
        for _zoom in range(3):
            gaps = page.evaluate(DRAG)
            found.append((1000 * len(gaps) / sum(gaps), statistics.quantiles(gaps, n=20)[18]))
            page.locator("[data-zoom='1']").click()
            page.locator("[data-zoom='1']").click()
        slowest = min(found)
        say(
            "map_pan",
            size,
            frames_per_second=round(slowest[0], 1),
            frame_p95_ms=round(slowest[1], 1),
            all_zooms=[round(one, 1) for one, _ in found],
            target_frames_per_second=FRAMES_A_SECOND,
            load=os.getloadavg()[0],
        )
        browser.close()


if __name__ == "__main__":
    main()
