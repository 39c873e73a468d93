"""One batch of plain reports, one transaction. Raw SQL on one connection; the models are the reference.

The facts about senders and workplaces are read in the same transaction, for all of the batch at once: what was revoked
a moment ago opens nothing, and nothing has to be forgotten in time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, Protocol

import msgspec

from qianshao.intake.gateway.plain import Plain
from qianshao.intake.rules import daily

ACTOR, VIA, CHANNEL, SOURCE = "system:gateway", "api", "api", "union"


class Waiting(msgspec.Struct, array_like=True, omit_defaults=True):
    """A report on its way to disk. ``token`` is the digest of the sender's key; ``said`` the answer, once there is one;
    none means that the ordinary door has to look at it."""

    plain: Plain
    token: str
    said: bytes | None = None


class Sender(msgspec.Struct, frozen=True, array_like=True):
    """Whose key it is: a delegate of an enterprise union."""

    token: str
    person: int
    path: str


class Place(msgspec.Struct, frozen=True, array_like=True):
    number: int
    township: str
    path: str
    closed_on: date | None


class Row(msgspec.Struct):
    """What becomes a row of ``intake_dailyreport``."""

    waiting: Waiting
    person: int
    township: str
    key: str | None
    digest: str
    number: int = 0


class Store(Protocol):
    """One connection, used by one thread. ``unavailable``: the failures after which the same may work later."""

    unavailable: tuple[type[Exception], ...]

    def write(self, batch: Sequence[Waiting], at: datetime) -> None:
        """Commits what is plain and sets its ``said``. Whatever goes wrong with the database as a whole is raised, and
        nothing of the batch is on disk then."""

    def close(self) -> None: ...


COLUMNS = (
    "id",
    "workplace_id",
    "township_code",
    "day",
    "source",
    "revision",
    "channel",
    "person_id",
    "received_at",
    "key",
    "content_hash",
    "all_clear",
    "dangers",
    *daily.STATED,
)


@dataclass(frozen=True, slots=True)
class Work:
    """A row of the queue: a report that needs a person."""

    person: int
    number: int
    township: str
    data: bytes


def admitted(batch: Sequence[Waiting], senders: Sequence[Sender], places: Sequence[Place]) -> list[Row]:
    """Those whose sender may report for the workplace."""
    by_token = {one.token: one for one in senders}
    by_number = {one.number: one for one in places}
    rows = []
    for waiting in batch:
        plain = waiting.plain
        sender, place = by_token.get(waiting.token), by_number.get(plain.workplace)
        if sender is None or place is None or not place.path.startswith(sender.path):
            continue
        if place.closed_on and plain.day >= place.closed_on:
            continue
        key = f"{sender.person}:{plain.key}" if plain.key else None
        rows.append(Row(waiting, sender.person, place.township, key, plain.numbers.content_hash()))
    return rows


def tallies(rows: Sequence[Row]) -> list[tuple[date, str, int, int]]:
    """What the reports add to the board, in one order for everybody."""
    reported = Counter((row.waiting.plain.day, row.township) for row in rows)
    wrong = Counter((row.waiting.plain.day, row.township) for row in rows if row.waiting.plain.dangers)
    return [(*place, count, wrong[place]) for place, count in sorted(reported.items())]


def summary(rows: Sequence[Row]) -> bytes:
    """What the trail says of the batch."""
    numbers = [row.number for row in rows]
    digest = sha256("".join(row.digest for row in rows).encode()).hexdigest()
    data = {"reports": len(rows), "first": min(numbers), "last": max(numbers), "digest": digest}
    return msgspec.json.encode(data)


def work(rows: Sequence[Row]) -> list[Work]:
    found = []
    for row in rows:
        if dangers := row.waiting.plain.dangers:
            data = msgspec.json.encode({"dangers": dangers})
            found.append(Work(row.person, row.number, row.township, data))
    return found


def stated(numbers: daily.Numbers) -> tuple[Any, ...]:
    """In the order of ``daily.STATED``; what the reporter names comes last, and goes with the dangers."""
    return msgspec.structs.astuple(numbers)[:-1]


def acknowledge(rows: Sequence[Row], at: datetime) -> None:
    """The answers, after the commit: the same words as the ordinary door."""
    received = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    for row in rows:
        plain = row.waiting.plain
        day = plain.day.isoformat()
        dangers = msgspec.json.encode(plain.dangers).decode()
        row.waiting.said = (
            f'{{"receipt": "{day.replace("-", "")}-{row.number}", "workplace": {plain.workplace}, "day": "{day}", '
            f'"revision": 1, "all_clear": {"false" if plain.dangers else "true"}, "dangers": {dangers}, '
            f'"repeated": false, "received_at": "{received}"}}'
        ).encode()
