"""What the short way writes is what the ordinary door would have written; what it does not know it leaves alone."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from qianshao.intake.gateway import plain, writer
from qianshao.intake.gateway.link import Link
from qianshao.intake.gateway.plain import Today
from qianshao.intake.gateway.store import Store, Waiting
from qianshao.policy import loading, reporting
from tests.intake.offices import Desk

NOW = datetime.now(UTC)
DAY = (NOW + timedelta(hours=8)).date()
TODAY = Today.of(DAY, reporting.shipped(), frozenset(loading.in_force().categories))
PLANT, SHOP, CLOSED, ELSEWHERE = "重庆沿江钛业有限公司", "鱼洞机械厂", "鱼洞旧厂", "江南机电厂"
KEYS = {PLANT: "delegate of plant", SHOP: "delegate of shop"}


@pytest.fixture
def places(desk: Desk) -> dict[str, int]:
    (numbers,) = desk.run("keys")
    return numbers


def where(desk: Desk) -> dict[str, Any]:
    """As the settings say it."""
    url = desk.environment["QIANSHAO_DATABASE_URL"]
    if not url:
        return {"sqlite": f"{desk.environment['QIANSHAO_DATA']}/qianshao.sqlite3"}
    parts = urlsplit(url)
    named = {"dbname": parts.path[1:], "user": parts.username, "password": parts.password}
    found = {"host": parse_qs(parts.query).get("host", [parts.hostname])[0], "port": parts.port}
    return {"postgres": {name: value for name, value in {**named, **found}.items() if value}}


@pytest.fixture
def store(desk: Desk) -> Iterator[Store]:
    opened = writer.open_store(where(desk))
    yield opened
    opened.close()


def body(place: int, *, day: date = DAY, **more: Any) -> bytes:
    return json.dumps(
        {"workplace": place, "day": day.isoformat(), "headcount": 90, "all_clear": True, **more}, ensure_ascii=False
    ).encode()


def waiting(place: int, secret: str, **more: Any) -> Waiting:
    report = plain.read(body(place, **more), "", TODAY)
    assert report
    return Waiting(report, sha256(secret.encode()).hexdigest())


def said(one: Waiting) -> dict[str, Any]:
    assert one.said
    answer: dict[str, Any] = json.loads(one.said)
    return answer


REPORTS: list[dict[str, Any]] = [
    {},
    {"fever": 2, "remarks": "夜班没有口罩"},
    {"named": ["crowding", "no_protective_supplies"], "on_duty": 80, "disinfected": False, "entries_measured": True},
    {"masks_in_stock": 0, "masks_needed_daily": 90, "key": "abc"},
]


def test_both_ways_leave_the_same_behind(desk: Desk, places: dict[str, int], store: Store) -> None:
    """The same reports of the shop by the ordinary door and of the plant by the short way."""
    days = [DAY - timedelta(days=ago) for ago in range(len(REPORTS))]
    lines = [
        f"{KEYS[SHOP]}\t{body(places[SHOP], day=day, **more).decode()}" for day, more in zip(days, REPORTS, strict=True)
    ]
    slow = desk.run("ordinary", "\n".join(lines))
    batch = [waiting(places[PLANT], KEYS[PLANT], day=day, **more) for day, more in zip(days, REPORTS, strict=True)]
    store.write(batch, NOW)
    fast = [said(one) for one in batch]
    answered = ("receipt", "workplace", "received_at", "status")
    assert [without(one, *answered) for one in fast] == [without(one, *answered) for one in slow]
    (found,) = desk.run("rows")
    own = ("id", "workplace_id", "township_code", "received_at", "person_id", "key")
    by_place = {
        place: [without(row, *own) for row in found["reports"] if row["workplace_id"] == places[place]]
        for place in (PLANT, SHOP)
    }
    assert by_place[PLANT] == by_place[SHOP]
    assert [row["key"].split(":")[1] for row in found["reports"] if row["key"]] == ["abc", "abc"]
    work = [(row["data"], row["needs_work"]) for row in found["events"] if row["action"] == "report.needs_person"]
    assert work[:3] == work[3:]
    tallies: dict[str, list[Any]] = {code: [] for code in ("500113004", "500113111")}
    for row in found["tallies"]:
        tallies[row["township_code"]].append((row["day"], row["reported"], row["wrong"]))
    assert tallies["500113004"] == tallies["500113111"]


def without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def test_what_is_not_plain_is_left_for_the_ordinary_door(desk: Desk, places: dict[str, int], store: Store) -> None:
    batch = [
        waiting(places[PLANT], "nobody's key"),
        waiting(places[PLANT], "revoked"),
        waiting(places[PLANT], "officer of district"),
        waiting(places[SHOP], KEYS[PLANT]),
        waiting(places[ELSEWHERE], KEYS[PLANT]),
        waiting(places[CLOSED], KEYS[SHOP]),
        waiting(10**9, KEYS[PLANT]),
        waiting(places[PLANT], KEYS[PLANT], key="k"),
        waiting(places[PLANT], KEYS[PLANT], fever=1),  # a second one of the same day
        waiting(places[PLANT], KEYS[PLANT], day=DAY - timedelta(days=1), key="k"),  # the key again, other content
        waiting(places[SHOP], KEYS[SHOP], key="k"),  # the same key of somebody else
    ]
    store.write(batch, NOW)
    assert [one.said is not None for one in batch] == [False] * 7 + [True, False, False, True]
    (found,) = desk.run("rows")
    assert len(found["reports"]) == 2
    assert sum(row["reported"] for row in found["tallies"]) == 2
    assert [row["action"] for row in found["events"]] == ["reports.filed"]


def test_what_is_there_already_stays_and_takes_nobody_with_it(desk: Desk, places: dict[str, int], store: Store) -> None:
    store.write([waiting(places[PLANT], KEYS[PLANT])], NOW)
    batch = [waiting(places[PLANT], KEYS[PLANT], fever=1), waiting(places[SHOP], KEYS[SHOP])]
    store.write(batch, NOW)
    assert [one.said is not None for one in batch] == [False, True]
    (found,) = desk.run("rows")
    assert [(row["workplace_id"], row["all_clear"]) for row in found["reports"]] == [
        (places[PLANT], True),
        (places[SHOP], True),
    ]
    assert sum(row["reported"] for row in found["tallies"]) == 2


def test_an_empty_batch_of_strangers_writes_nothing(desk: Desk, places: dict[str, int], store: Store) -> None:
    store.write([waiting(places[PLANT], "nobody's key")], NOW)
    (found,) = desk.run("rows")
    assert found == {"reports": [], "events": [], "tallies": []}


def test_a_writer_that_dies_is_replaced_and_nobody_is_told_a_lie(desk: Desk, places: dict[str, int]) -> None:
    async def morning() -> list[Any]:
        link = Link(where(desk))
        answers = [await link.submit(waiting(places[PLANT], KEYS[PLANT]))]
        os.kill(link.child.pid, signal.SIGKILL)
        lost = [link.submit(waiting(places[SHOP], KEYS[SHOP])) for _ in range(3)]
        answers += await asyncio.gather(*lost)
        answers.append(await link.submit(waiting(places[SHOP], KEYS[SHOP], day=DAY - timedelta(days=1))))
        link.close()
        return answers

    answers = asyncio.run(morning())
    assert answers[0] and answers[-1]
    (found,) = desk.run("rows")
    told = [json.loads(answer)["receipt"] for answer in answers if answer]
    assert len(told) == len(set(told)) == len(found["reports"])
