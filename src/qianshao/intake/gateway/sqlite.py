"""The store on SQLite: one connection in WAL with full synchronisation."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from qianshao.intake.gateway import store
from qianshao.intake.gateway.store import COLUMNS, Place, Row, Sender, Waiting

# Facts come as one JSON text: one step of the database instead of one for each row.
SENDERS = """
SELECT json_group_array(json_array(token.digest, membership.person_id, body.path))
FROM accounts_token AS token
JOIN accounts_membership AS membership ON membership.id = token.membership_id
JOIN accounts_person AS person ON person.id = membership.person_id
JOIN registry_body AS body ON body.id = membership.body_id
WHERE token.digest IN (SELECT value FROM json_each(?)) AND token.revoked_at IS NULL AND person.is_active
AND membership.role = 'delegate' AND (membership.until IS NULL OR membership.until > ?)
AND body.kind = 'enterprise_union' AND body.closed_on IS NULL
"""
PLACES = """
SELECT json_group_array(json_array(id, township_code, affiliation_path, closed_on))
FROM registry_workplace WHERE id IN (SELECT value FROM json_each(?))
"""
REPEATED = "SELECT json_group_array(key) FROM intake_repeatedkey WHERE key IN (SELECT value FROM json_each(?))"
LAST = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'intake_dailyreport'), 0)"
WRITTEN = "SELECT json_group_array(id) FROM intake_dailyreport WHERE id > ?"
TALLY = """
INSERT INTO intake_daytally (day, township_code, reported, wrong) VALUES (?, ?, ?, ?)
ON CONFLICT (day, township_code) DO UPDATE SET
reported = intake_daytally.reported + excluded.reported, wrong = intake_daytally.wrong + excluded.wrong
"""
EVENT = """
INSERT INTO core_event
(at, action, actor, via, subject_type, subject_id, territory, data, needs_work, attempts, last_failure, seal)
VALUES (?, ?, ?, ?, 'daily_report', ?, ?, ?, ?, 0, '', '')
"""
GROUP = 64
"""Rows of one INSERT: few enough that the statement is prepared once and kept."""

_senders = msgspec.json.Decoder(list[Sender]).decode
_places = msgspec.json.Decoder(list[Place]).decode
_texts = msgspec.json.Decoder(list[str]).decode
_numbers = msgspec.json.Decoder(list[int]).decode


def _insert(rows: int) -> str:
    one = "(" + ", ".join(["?"] * len(COLUMNS)) + ")"
    names = ", ".join(COLUMNS)
    return f"INSERT INTO intake_dailyreport ({names}) VALUES {', '.join([one] * rows)} ON CONFLICT DO NOTHING"  # noqa: S608


class SQLiteStore:
    unavailable: tuple[type[Exception], ...] = (sqlite3.OperationalError,)

    def __init__(self, path: Path) -> None:
        self.database = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "cache_size=-65536", "mmap_size=268435456"):
            self.database.execute(f"PRAGMA {pragma}")
        self.inserts = {size: _insert(size) for size in (GROUP, 8, 1)}

    def close(self) -> None:
        self.database.close()

    def write(self, batch: Sequence[Waiting], at: datetime) -> None:
        moment = at.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
        self.database.execute("BEGIN IMMEDIATE")
        try:
            rows = self._write(self._admitted(batch, moment), moment)
            self.database.execute("COMMIT")
        except BaseException:
            if self.database.in_transaction:
                self.database.execute("ROLLBACK")
            raise
        store.acknowledge(rows, at)

    def _one(self, statement: str, *parameters: Any) -> Any:
        return self.database.execute(statement, parameters).fetchone()[0]

    def _admitted(self, batch: Sequence[Waiting], moment: str) -> list[Row]:
        tokens = msgspec.json.encode([one.token for one in batch]).decode()
        numbers = msgspec.json.encode([one.plain.workplace for one in batch]).decode()
        senders = _senders(self._one(SENDERS, tokens, moment))
        places = _places(self._one(PLACES, numbers))
        rows = store.admitted(batch, senders, places)
        keys = [row.key for row in rows if row.key]
        repeated = set(_texts(self._one(REPEATED, msgspec.json.encode(keys).decode()))) if keys else ()
        return [row for row in rows if row.key not in repeated] if repeated else rows

    def _write(self, rows: list[Row], moment: str) -> list[Row]:
        """The rows that are new. One that the database knows already is left for the ordinary door."""
        last: int = self._one(LAST)
        values = []
        for number, row in enumerate(rows, start=last + 1):
            row.number = number
            values.append(_values(row, moment))
        if self._insert(values) < len(rows):
            written = set(_numbers(self._one(WRITTEN, last)))
            rows = [row for row in rows if row.number in written]
        if rows:
            self.database.executemany(TALLY, [(str(day), *rest) for day, *rest in store.tallies(rows)])
            self._record(rows, moment)
        return rows

    def _insert(self, values: list[tuple[Any, ...]]) -> int:
        """How many were written."""
        start = written = 0
        for size, statement in self.inserts.items():
            while len(values) - start >= size:
                part = chain.from_iterable(values[start : start + size])
                written += self.database.execute(statement, tuple(part)).rowcount
                start += size
        return written

    def _record(self, rows: list[Row], moment: str) -> None:
        events: list[tuple[Any, ...]] = [
            _event(moment, "reports.filed", store.ACTOR, rows[0].number, "", store.summary(rows), work=False)
        ]
        for work in store.work(rows):
            actor = f"person:{work.person}"
            row = _event(moment, "report.needs_person", actor, work.number, work.township, work.data, work=True)
            events.append(row)
        self.database.executemany(EVENT, events)


def _event(
    moment: str, action: str, actor: str, number: int, township: str, data: bytes, *, work: bool
) -> tuple[Any, ...]:
    return (moment, action, actor, store.VIA, str(number), township, data.decode(), work)


def _values(row: Row, moment: str) -> tuple[Any, ...]:
    plain = row.waiting.plain
    return (
        row.number,
        plain.workplace,
        row.township,
        plain.day.isoformat(),
        store.SOURCE,
        1,
        store.CHANNEL,
        row.person,
        moment,
        row.key,
        row.digest,
        not plain.dangers,
        msgspec.json.encode(plain.dangers).decode(),
        *store.stated(plain.numbers),
    )
