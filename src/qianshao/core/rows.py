"""Many rows at once, where the clock writes hundreds of them.

PostgreSQL is sent them by COPY, and as one array for each column where a statement has to decide about each row. SQLite
has no network between: one prepared statement is run for each row. Both cost a fraction of the long statement that
Django would put together, field by field.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, JSONField, Model

PLAIN = (int, str, bool, type(None))
Columns = Sequence["Field[Any, Any]"]


def insert_many(rows: Sequence[Model], *, unless_there: bool = False) -> None:
    """All of one model. Their keys are not fetched back. ``unless_there``: a row that a unique constraint refuses is
    left out."""
    if not rows:
        return
    fields = [field for field in _fields(rows[0]) if not field.primary_key]
    if _on_postgres() and not unless_there:
        _copy(rows, fields)
    elif _on_postgres():
        statement = f"{_into(rows[0], fields)} SELECT * FROM {_unnested(fields)} ON CONFLICT DO NOTHING"  # noqa: S608
        _run_once(statement, rows, fields)
    else:
        marks = ", ".join(["%s"] * len(fields))
        end = " ON CONFLICT DO NOTHING" if unless_there else ""
        _run_each(f"{_into(rows[0], fields)} VALUES ({marks}){end}", rows, fields)


def insert_with_keys(rows: Sequence[Model]) -> None:
    """All of one model, and each has its key afterwards."""
    if rows and _on_postgres():
        table, key = type(rows[0])._meta.db_table, type(rows[0])._meta.pk
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            drawn = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(drawn, [_quoted(table), key.column if key else "", len(rows)])
            for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = number
        _copy(rows, _fields(rows[0]))
    elif rows:
        type(rows[0])._default_manager.bulk_create(rows)


def update_many(rows: Sequence[Model], names: Iterable[str]) -> None:
    """The named fields of each row, which is there: by its key."""
    if not rows:
        return
    known = {field.name: field for field in _fields(rows[0])}
    fields = [known[name] for name in names]
    (key,) = (field for field in known.values() if field.primary_key)
    table, named = _table(rows[0]), _quoted(key.column)
    if _on_postgres():
        changes = ", ".join(f"{_quoted(field.column)} = given.{_quoted(field.column)}" for field in fields)
        given = f"{_unnested([*fields, key])} AS given ({_columns([*fields, key])})"
        statement = f"UPDATE {table} SET {changes} FROM {given} WHERE {table}.{named} = given.{named}"  # noqa: S608
        _run_once(statement, rows, [*fields, key])
    else:
        changes = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
        _run_each(f"UPDATE {table} SET {changes} WHERE {named} = %s", rows, [*fields, key])  # noqa: S608


# --- how they are sent ------------------------------------------------------------------------------------


def _copy(rows: Sequence[Model], fields: Columns) -> None:
    """The errors of the driver are turned into Django's, which does so by itself for ordinary statements only."""
    database = connections[DEFAULT_DB_ALIAS]
    statement = f"COPY {_table(rows[0])} ({_columns(fields)}) FROM STDIN"
    with database.cursor() as cursor, database.wrap_database_errors, cursor.copy(statement) as copy:
        for values in zip(*_prepared_columns(rows, fields), strict=True):
            copy.write_row(values)


def _run_once(statement: str, rows: Sequence[Model], fields: Columns) -> None:
    """With a whole column for each field."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(statement, _prepared_columns(rows, fields))


def _run_each(statement: str, rows: Sequence[Model], fields: Columns) -> None:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.executemany(statement, list(zip(*_prepared_columns(rows, fields), strict=True)))


def _prepared_columns(rows: Sequence[Model], fields: Columns) -> list[list[Any]]:
    database = connections[DEFAULT_DB_ALIAS]
    return [_prepared(field, [getattr(row, field.attname) for row in rows], database) for field in fields]


def _prepared(field: Field[Any, Any], values: Sequence[Any], database: Any) -> list[Any]:
    """As the field would have them. Plain ones are so already, and of moments there are few in a batch."""
    known: dict[datetime, Any] = {}
    ready = []
    for value in values:
        if type(value) in PLAIN and not isinstance(field, JSONField):
            ready.append(value)
        elif isinstance(value, datetime):
            if value not in known:
                known[value] = field.get_db_prep_save(value, database)
            ready.append(known[value])
        else:
            ready.append(field.get_db_prep_save(value, database))
    return ready


# --- how they are named -----------------------------------------------------------------------------------


def _on_postgres() -> bool:
    return connections[DEFAULT_DB_ALIAS].vendor == "postgresql"


def _into(row: Model, fields: Columns) -> str:
    return f"INSERT INTO {_table(row)} ({_columns(fields)})"


def _unnested(fields: Columns) -> str:
    """Columns as rows. Without lengths: a text that is too long is refused by its column, not cut off here."""
    types = [str(field.cast_db_type(connections[DEFAULT_DB_ALIAS])).partition("(")[0] for field in fields]
    return f"unnest({', '.join(f'%s::{one}[]' for one in types)})"


def _columns(fields: Columns) -> str:
    return ", ".join(_quoted(field.column) for field in fields)


def _fields(row: Model) -> list[Field[Any, Any]]:
    return list(type(row)._meta.concrete_fields)


def _table(row: Model) -> str:
    return _quoted(type(row)._meta.db_table)


def _quoted(name: str | None) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(str(name))
