"""Delegates who go on until each of their reports is acknowledged, whatever happens to the server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

CLIENTS = 32
PAUSE = 0.015
"""Seconds between the reports of one client: some two thousand a second in all."""
DAYS = 13


@dataclass(frozen=True, slots=True)
class Report:
    key: str
    secret: str
    place: int
    day: date
    wrong: bool

    def request(self) -> bytes:
        content = {"workplace": self.place, "day": self.day.isoformat(), "key": self.key, "headcount": 100}
        body = json.dumps(content | {"all_clear": True} | ({"fever": 1} if self.wrong else {})).encode()
        head = (
            "POST /api/v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {self.secret}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def reports(delegates: list[tuple[str, int]]) -> Iterator[Report]:
    """Each delegate and day once; 3 in 100 say that something is wrong."""
    today = (datetime.now(UTC) + timedelta(hours=8)).date()
    number = 0
    for ago in range(DAYS):
        for secret, place in delegates:
            number += 1
            yield Report(f"k{number}", secret, place, today - timedelta(days=ago), number % 33 == 0)


@dataclass
class Crowd:
    """``acknowledged``: receipts by the key of the report. ``strange``: answers that nobody should get.
    ``put_off``: how often somebody was asked to come back."""

    port: int
    waiting: Iterator[Report]
    acknowledged: dict[str, str] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)
    put_off: int = 0
    stopping: bool = False

    async def work(self) -> None:
        await asyncio.gather(*(self._client() for _ in range(CLIENTS)))

    async def _client(self) -> None:
        while not self.stopping and (report := next(self.waiting, None)):
            while report.key not in self.acknowledged:
                await self._try(report)
            await asyncio.sleep(PAUSE)

    async def _try(self, report: Report) -> None:
        """A connection for each: as from many phones, and none is left over from a server that is gone."""
        try:
            async with asyncio.timeout(20):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                try:
                    writer.write(report.request())
                    status, body = await _answer(reader)
                finally:
                    writer.close()
        except (OSError, EOFError, TimeoutError):
            await asyncio.sleep(0.1)
            return
        if status in (200, 201):
            self.acknowledged[report.key] = json.loads(body)["receipt"]
        elif status in (500, 503):
            self.put_off += 1
            await asyncio.sleep(0.1)
        else:
            self.strange.append(f"{status}: {body[:200]!r}")
            self.acknowledged[report.key] = ""


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = next((int(line[15:]) for line in head.split("\r\n") if line.startswith("content-length:")), 0)
    return int(head.split(" ")[1]), await reader.readexactly(length)
