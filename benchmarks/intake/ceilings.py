"""What the parts alone can do: ``application`` talks to senders and writes nothing, the store writes and talks to
nobody, ``api`` is an ordinary django-ninja operation with one insert.

``python -m benchmarks.intake.ceilings DELEGATES BATCH`` measures the store in batches of this size.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qianshao.config.settings")

import django

django.setup()

from ninja import NinjaAPI, Schema  # noqa: E402

from qianshao.config.gateway import Days, where  # noqa: E402
from qianshao.core.refusals import Scope, Send  # noqa: E402
from qianshao.intake.gateway import plain, writer  # noqa: E402
from qianshao.intake.gateway.app import Gateway, Message, Receive  # noqa: E402
from qianshao.intake.gateway.link import Link, Outcome  # noqa: E402
from qianshao.intake.gateway.plain import Today  # noqa: E402
from qianshao.intake.gateway.store import Waiting  # noqa: E402
from qianshao.intake.models import DailyReport  # noqa: E402
from qianshao.policy import loading, reporting  # noqa: E402

ROWS = 40_000
SAID = b'{"receipt": "20220208-1234567", "repeated": false, "received_at": "2022-02-08T00:30:00.000000Z"}'


class NoWriter(Link):
    """Answers at once, and nothing is on disk."""

    def submit(self, waiting: Waiting) -> asyncio.Future[Outcome]:
        answer: asyncio.Future[Outcome] = self.loop.create_future()
        answer.set_result(SAID)
        return answer


class NoCommit(Gateway):
    async def _write(self, waiting: Waiting) -> Outcome:
        self.link = self.link or NoWriter(self.store)
        return await self.link.submit(waiting)


async def nothing_else(scope: Scope, receive: Receive, send: Send) -> None:
    start: Message = {"type": "http.response.start", "status": 404, "headers": []}
    await send(start)
    await send({"type": "http.response.body", "body": b""})


application = NoCommit(nothing_else, {}, Days().today)


# --- an ordinary operation ------------------------------------------------------------------------------------


class Sent(Schema):
    workplace: int
    day: date
    key: str
    headcount: int
    on_duty: int
    masks_in_stock: int
    masks_needed_daily: int
    disinfected: bool
    entries_measured: bool
    all_clear: bool
    fever: int = 0


api = NinjaAPI(urls_namespace="baseline")


@api.post("/reports")
def report(request: Any, sent: Sent) -> dict[str, Any]:
    """No authentication, no rules, no tallies, no trail."""
    said = sent.dict(exclude={"workplace"})
    row = DailyReport.objects.create(
        workplace_id=sent.workplace,
        township_code="",
        source="union",
        channel="api",
        received_at=datetime.now(UTC),
        **said,
    )
    return {"receipt": row.pk}


# --- the store ------------------------------------------------------------------------------------------------


def main() -> None:
    path, size = sys.argv[1], int(sys.argv[2])
    with open(path) as file:
        delegates = [line.split() for line in file]
    now = datetime.now(UTC).date()
    day = now - timedelta(days=13)  # one that the load does not reach
    today = Today.of(now, reporting.shipped(), frozenset(loading.in_force().categories))
    waiting = [_waiting(number, key, place, day, today) for number, (key, place) in enumerate(delegates[:ROWS])]
    store = writer.open_store(where())
    start = time.perf_counter()
    for at in range(0, len(waiting), size):
        store.write(waiting[at : at + size], datetime.now(UTC))
    seconds = time.perf_counter() - start
    assert all(one.said for one in waiting)
    print(json.dumps({"rows_per_second": round(len(waiting) / seconds)}))


def _waiting(number: int, key: str, place: str, day: date, today: Today) -> Waiting:
    content = {
        "workplace": int(place),
        "day": day.isoformat(),
        "key": f"store-{number}",
        "headcount": 100,
        "on_duty": 96,
    }
    content |= {"masks_in_stock": 2000, "masks_needed_daily": 100, "disinfected": True, "entries_measured": True}
    content |= {"all_clear": True} | ({"fever": 1} if number % 100 < 3 else {})
    report = plain.read(json.dumps(content).encode(), "", today)
    assert report
    return Waiting(report, sha256(key.encode()).hexdigest())


if __name__ == "__main__":
    main()
