"""The store on PostgreSQL: facts in one question, reports by COPY, tallies and trail in one statement.

What goes there many times over goes as text that is put together here: the driver's own way with lists and rows took a
third of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
import psycopg
from psycopg.errors import UniqueViolation

from qianshao.intake.gateway import store
from qianshao.intake.gateway.store import COLUMNS, Place, Row, Sender, Waiting

FACTS = """
WITH sent AS MATERIALIZED (
  SELECT token.digest, membership.person_id, body.path, membership.person_id || ':' || given.key AS key
  FROM unnest(%(tokens)s::text[], %(keys)s::text[]) AS given (token, key)
  JOIN accounts_token AS token ON token.digest = given.token
  JOIN accounts_membership AS membership ON membership.id = token.membership_id
  JOIN accounts_person AS person ON person.id = membership.person_id
  JOIN registry_body AS body ON body.id = membership.body_id
  WHERE token.revoked_at IS NULL AND person.is_active
  AND membership.role = 'delegate' AND (membership.until IS NULL OR membership.until > %(at)s)
  AND body.kind = 'enterprise_union' AND body.closed_on IS NULL
)
SELECT
(SELECT json_agg(json_build_array(digest, person_id, path))::text FROM sent),
(SELECT json_agg(json_build_array(id, township_code, affiliation_path, closed_on))::text
 FROM registry_workplace WHERE id = ANY(%(places)s::bigint[])),
(SELECT json_agg(nextval('intake_dailyreport_id_seq'))::text FROM generate_series(1, %(count)s)),
(SELECT json_agg(repeated.key)::text FROM sent JOIN intake_repeatedkey AS repeated ON repeated.key = sent.key)
"""
COPY = f"COPY intake_dailyreport ({', '.join(COLUMNS)}) FROM STDIN"
STAGING = """
CREATE TEMPORARY TABLE IF NOT EXISTS gateway_staging (LIKE intake_dailyreport INCLUDING DEFAULTS)
ON COMMIT DELETE ROWS
"""
COPY_STAGING = f"COPY gateway_staging ({', '.join(COLUMNS)}) FROM STDIN"
MERGE = f"""
INSERT INTO intake_dailyreport ({", ".join(COLUMNS)}) SELECT {", ".join(COLUMNS)} FROM gateway_staging ORDER BY id
ON CONFLICT DO NOTHING RETURNING id
"""  # noqa: S608 - names of columns, none from outside
BOOKS = """
WITH tally AS (
  INSERT INTO intake_daytally (day, township_code, reported, wrong)
  SELECT day, township, reported, wrong
  FROM unnest(%(days)s::date[], %(townships)s::text[], %(reported)s::int[], %(wrong)s::int[])
  AS new (day, township, reported, wrong) ORDER BY day, township
  ON CONFLICT (day, township_code) DO UPDATE SET
  reported = intake_daytally.reported + excluded.reported, wrong = intake_daytally.wrong + excluded.wrong
)
INSERT INTO core_event
(at, action, actor, via, subject_type, subject_id, territory, data, needs_work, attempts, last_failure, seal)
SELECT %(at)s, action, actor, %(via)s, 'daily_report', number, territory, data::jsonb,
action = 'report.needs_person', 0, '', ''
FROM unnest(%(actions)s::text[], %(actors)s::text[], %(numbers)s::text[], %(territories)s::text[], %(data)s::text[])
AS new (action, actor, number, territory, data)
"""

Put = Callable[[list[Row], datetime], list[Row]]

_senders = msgspec.json.Decoder(list[Sender]).decode
_places = msgspec.json.Decoder(list[Place]).decode
_numbers = msgspec.json.Decoder(list[int]).decode
_texts = msgspec.json.Decoder(list[str]).decode


class PostgresStore:
    unavailable: tuple[type[Exception], ...] = (psycopg.OperationalError, psycopg.InterfaceError)

    def __init__(self, **where: Any) -> None:
        self.connection = psycopg.connect(autocommit=True, connect_timeout=5, **where)
        # Whoever waits for that long is told to come back.
        self.connection.execute("SET statement_timeout = '30s'")
        # The question is the same each time, whatever the statistics say.
        self.connection.execute("SET plan_cache_mode = force_generic_plan")

    def close(self) -> None:
        self.connection.close()

    def write(self, batch: Sequence[Waiting], at: datetime) -> None:
        try:
            rows = self._write(batch, at, self._copied)
        except UniqueViolation:  # a correction, a repetition, or another process was faster
            rows = self._write(batch, at, self._merged)
        store.acknowledge(rows, at)

    def _write(self, batch: Sequence[Waiting], at: datetime, put: Put) -> list[Row]:
        """Four trips to the database: what is said together goes together."""
        try:
            rows = put(self._admitted(batch, at), at)
            with self.connection.pipeline():
                self._keep_books(rows, at)
                self.connection.execute("COMMIT")
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        return rows

    def _admitted(self, batch: Sequence[Waiting], at: datetime) -> list[Row]:
        asked = {
            "tokens": _array([one.token for one in batch]),
            "places": _array([one.plain.workplace for one in batch]),
            "keys": _array([one.plain.key for one in batch]),
            "count": len(batch),
            "at": at,
        }
        with self.connection.pipeline():
            self.connection.execute("BEGIN")
            found = self.connection.execute(FACTS, asked).fetchone()
        assert found  # noqa: S101 - a row of four values, whatever is in them
        rows = store.admitted(batch, _senders(found[0] or "[]"), _places(found[1] or "[]"))
        for row, number in zip(rows, _numbers(found[2]), strict=False):
            row.number = number
        repeated = set(_texts(found[3] or "[]"))
        return [row for row in rows if row.key not in repeated] if repeated else rows

    def _copied(self, rows: list[Row], at: datetime) -> list[Row]:
        if rows:
            self._copy(COPY, rows, at)
        return rows

    def _merged(self, rows: list[Row], at: datetime) -> list[Row]:
        """The rows that are new. One that the database knows already is left for the ordinary door."""
        self.connection.execute(STAGING)
        self._copy(COPY_STAGING, rows, at)
        written = {number for (number,) in self.connection.execute(MERGE)}
        return [row for row in rows if row.number in written]

    def _copy(self, statement: str, rows: Sequence[Row], at: datetime) -> None:
        moment = at.isoformat()
        with self.connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            copy.write("".join([_line(row, moment) for row in rows]))

    def _keep_books(self, rows: Sequence[Row], at: datetime) -> None:
        if not rows:
            return
        tallies, works = store.tallies(rows), store.work(rows)
        self.connection.execute(
            BOOKS,
            {
                "days": [one[0] for one in tallies],
                "townships": [one[1] for one in tallies],
                "reported": [one[2] for one in tallies],
                "wrong": [one[3] for one in tallies],
                "at": at,
                "via": store.VIA,
                "actions": ["reports.filed", *("report.needs_person" for _ in works)],
                "actors": [store.ACTOR, *(f"person:{work.person}" for work in works)],
                "numbers": [str(rows[0].number), *(str(work.number) for work in works)],
                "territories": ["", *(work.township for work in works)],
                "data": [store.summary(rows).decode(), *(work.data.decode() for work in works)],
            },
        )


def _array(values: Sequence[str] | Sequence[int]) -> str:
    """A literal of PostgreSQL. Inside of quotation marks it escapes as JSON does."""
    return "{" + msgspec.json.encode(values).decode()[1:-1] + "}"


ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
WORDS = {None: "\\N", True: "t", False: "f"}


def _line(row: Row, moment: str) -> str:
    """A row as COPY reads it, in the order of ``COLUMNS``."""
    plain = row.waiting.plain
    dangers = msgspec.json.encode(plain.dangers).decode()
    *figures, remarks = store.stated(plain.numbers)
    numbers = "\t".join([WORDS[one] if one is None or type(one) is bool else str(one) for one in figures])
    key = row.key.translate(ESCAPES) if row.key else "\\N"
    return (
        f"{row.number}\t{plain.workplace}\t{row.township}\t{plain.day}\t{store.SOURCE}\t1\t{store.CHANNEL}\t{row.person}"
        f"\t{moment}\t{key}\t{row.digest}\t{'f' if plain.dangers else 't'}\t{dangers}\t{numbers}"
        f"\t{remarks.translate(ESCAPES)}\n"
    )
