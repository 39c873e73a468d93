"""Many rows at once, where the clock writes hundreds of them: one prepared statement, run for each.

``bulk_create`` puts together one long statement, field by field, which costs several times what the database takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model


def insert_many(rows: Sequence[Model]) -> None:
    """All of one model. Their keys are not fetched back."""
    if rows:
        fields = [field for field in _fields(rows[0]) if not field.primary_key]
        marks = ", ".join(["%s"] * len(fields))
        columns = ", ".join(map(_column, fields))
        _run(f"INSERT INTO {_table(rows[0])} ({columns}) VALUES ({marks})", rows, fields)  # noqa: S608


def update_many(rows: Sequence[Model], names: Iterable[str]) -> None:
    """The named fields of each, by its key."""
    if rows:
        known = {field.name: field for field in _fields(rows[0])}
        fields = [known[name] for name in names]
        (key,) = (field for field in known.values() if field.primary_key)
        changes = ", ".join(f"{_column(field)} = %s" for field in fields)
        _run(f"UPDATE {_table(rows[0])} SET {changes} WHERE {_column(key)} = %s", rows, [*fields, key])  # noqa: S608


def _run(statement: str, rows: Sequence[Model], fields: Sequence[Field[Any, Any]]) -> None:
    values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def _fields(row: Model) -> list[Field[Any, Any]]:
    return list(type(row)._meta.concrete_fields)


def _table(row: Model) -> str:
    return connection.ops.quote_name(type(row)._meta.db_table)


def _column(field: Field[Any, Any]) -> str:
    return connection.ops.quote_name(str(field.column))
