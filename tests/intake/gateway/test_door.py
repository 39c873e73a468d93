"""A real server: plain reports by the short way, everything else by the ordinary door, behind one address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.site import serving
from tests.intake.offices import Desk

DAY = (datetime.now(UTC) + timedelta(hours=8)).date()
PLANT, SHOP = "重庆沿江钛业有限公司", "鱼洞机械厂"


class Door:
    def __init__(self, address: str, places: dict[str, int]) -> None:
        self.where, self.places = urlsplit(address), places

    def send(self, body: bytes, key: str = "delegate of plant", **headers: str) -> tuple[int, dict[str, Any]]:
        connection = HTTPConnection(self.where.hostname or "", self.where.port, timeout=30)
        try:
            asked = {"content-type": "application/json", "accept-language": "en", **headers}
            asked |= {"authorization": f"Bearer {key}"} if key else {}
            connection.request("POST", "/api/v1/reports", body, asked)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def report(self, *, place: str = PLANT, key: str = "delegate of plant", **more: Any) -> tuple[int, dict[str, Any]]:
        body = {"workplace": self.places[place], "day": DAY.isoformat(), "headcount": 90, "all_clear": True, **more}
        return self.send(json.dumps(body).encode(), key)


@pytest.fixture
def door(desk: Desk) -> Iterator[Door]:
    if desk.environment["QIANSHAO_DATABASE_URL"]:
        pytest.skip("the server of these tests works on SQLite; the store on PostgreSQL has tests of its own")
    (places,) = desk.run("keys")
    with serving(Path(desk.environment["QIANSHAO_DATA"])) as address:
        yield Door(address, places)


def filed(desk: Desk) -> list[dict[str, Any]]:
    (found,) = desk.run("rows")
    reports: list[dict[str, Any]] = found["reports"]
    return reports


def test_one_address_for_plain_reports_and_for_all_others(desk: Desk, door: Door) -> None:
    status, first = door.report(key="delegate of plant")
    assert (status, first["repeated"], first["revision"]) == (201, False, 1)
    status, again = door.report()
    assert (status, again["repeated"], again["receipt"]) == (200, True, first["receipt"])
    status, corrected = door.report(fever=1)
    assert (status, corrected["revision"], corrected["dangers"]) == (201, 2, ["symptomatic_at_work"])
    for body, expected in (
        (b"{", "json.broken.at"),
        (b"\xff{}", "text.encoding"),
        (b"x" * 100_000, "body.too_large"),
        (b"{}", "field.missing"),
    ):
        status, refused = door.send(body)
        assert 400 <= status < 500
        assert expected in {problem["code"] for problem in refused["problems"]}
    assert door.report(key="nobody")[0] == 401
    assert door.report(place=SHOP)[1]["problems"][0]["code"] == "workplace.unknown"
    assert len(filed(desk)) == 2


def test_a_crowd_with_one_report_is_heard_once(desk: Desk, door: Door) -> None:
    """A program that retries too eagerly: all get the same receipt."""
    with ThreadPoolExecutor(20) as crowd:
        answers = list(crowd.map(lambda _: door.report(key="delegate of plant", fever=2), range(60)))
    assert sorted(status for status, _ in answers) == [200] * 59 + [201]
    assert len({answer["receipt"] for _, answer in answers}) == 1
    assert len(filed(desk)) == 1


def test_who_hangs_up_in_the_middle_harms_nobody(desk: Desk, door: Door) -> None:
    for number in range(300):
        connection = HTTPConnection(door.where.hostname or "", door.where.port, timeout=30)
        connection.putrequest("POST", "/api/v1/reports")
        connection.putheader("Authorization", "Bearer delegate of plant")
        connection.putheader("Content-Length", "500")
        connection.endheaders()
        connection.send(b'{"workplace": 1' if number % 2 else b"")
        connection.close()
    assert door.report()[0] == 201
    assert len(filed(desk)) == 1
