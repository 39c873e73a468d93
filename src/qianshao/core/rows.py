"""Many rows at once, where the clock writes hundreds of them.

PostgreSQL is sent each column as one array, which Django does by itself. SQLite has no network between: one prepared
statement that is run for each row costs a fraction of the long one that Django would put together, field by field.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, JSONField, Model

PLAIN = (int, str, bool, type(None))


def insert_many(rows: Sequence[Model], *, unless_there: bool = False) -> None:
    """All of one model. Their keys are not fetched back where that takes time. ``unless_there``: a row that a unique
    constraint refuses is left out."""
    if rows and _on_postgres():
        type(rows[0])._default_manager.bulk_create(rows, ignore_conflicts=unless_there)
    elif rows:
        fields = [field for field in _fields(rows[0]) if not field.primary_key]
        marks = ", ".join(["%s"] * len(fields))
        columns = ", ".join(_quoted(field.column) for field in fields)
        end = " ON CONFLICT DO NOTHING" if unless_there else ""
        _run(f"INSERT INTO {_table(rows[0])} ({columns}) VALUES ({marks}){end}", rows, fields)  # noqa: S608


def update_many(rows: Sequence[Model], names: Iterable[str]) -> None:
    """The named fields of each row, which is there: by its key."""
    if rows and _on_postgres():
        manager = type(rows[0])._default_manager
        manager.bulk_create(rows, update_conflicts=True, unique_fields=["pk"], update_fields=list(names))
    elif rows:
        known = {field.name: field for field in _fields(rows[0])}
        fields = [known[name] for name in names]
        (key,) = (field for field in known.values() if field.primary_key)
        changes = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
        where = f"WHERE {_quoted(key.column)} = %s"
        _run(f"UPDATE {_table(rows[0])} SET {changes} {where}", rows, [*fields, key])  # noqa: S608


def _on_postgres() -> bool:
    return connections[DEFAULT_DB_ALIAS].vendor == "postgresql"


def _run(statement: str, rows: Sequence[Model], fields: Sequence[Field[Any, Any]]) -> None:
    database = connections[DEFAULT_DB_ALIAS]
    columns = [_prepared(field, [getattr(row, field.attname) for row in rows], database) for field in fields]
    with database.cursor() as cursor:
        cursor.executemany(statement, list(zip(*columns, strict=True)))


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


def _fields(row: Model) -> list[Field[Any, Any]]:
    return list(type(row)._meta.concrete_fields)


def _table(row: Model) -> str:
    return _quoted(type(row)._meta.db_table)


def _quoted(name: str | None) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(str(name))
