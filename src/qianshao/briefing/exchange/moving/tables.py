"""The tables that move, as plain rows and back."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from django.apps import apps
from django.db.models import Field, ForeignKey, Model

from qianshao.briefing.rules.moving import SECRET_COLUMNS, is_taken, kind_of

CHUNK = 2000


def taken(*, secrets: bool) -> list[type[Model]]:
    """In the order of their names, tables of many-to-many relations among them."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return sorted((model for model in found if is_taken(label(model), secrets=secrets)), key=label)


def label(model: type[Model]) -> str:
    return model._meta.label_lower


def fields(model: type[Model]) -> list[Field[Any, Any]]:
    return list(model._meta.concrete_fields)


def target(field: Field[Any, Any]) -> Field[Any, Any]:
    """A reference holds what it refers to."""
    while isinstance(field, ForeignKey):
        field = field.target_field
    return field


def schema(model: type[Model]) -> dict[str, Any]:
    """As Frictionless describes a table."""
    described = []
    for field in fields(model):
        one: dict[str, Any] = {"name": field.attname, "type": kind_of(target(field).get_internal_type())}
        constraints = {"required": True} if not field.null and one["type"] != "string" else {}
        if field.primary_key or field.unique:
            constraints["unique"] = True
        described.append(one | ({"constraints": constraints} if constraints else {}))
    key = model._meta.pk
    return {"fields": described, "primaryKey": [key.attname], "missingValues": []}


def rows(model: type[Model], *, secrets: bool) -> Iterator[dict[str, Any]]:
    """All rows by their key, as JSON knows values; a table of any size is read in pieces."""
    columns = fields(model)
    hidden = {} if secrets else _hidden(model, columns)
    names = [column.attname for column in columns]
    for values in model._base_manager.order_by("pk").values_list(*names).iterator(CHUNK):
        row = {name: _plain(value) for name, value in zip(names, values, strict=True)}
        yield row | hidden


def _hidden(model: type[Model], columns: list[Field[Any, Any]]) -> dict[str, Any]:
    """What stands in place of secrets, and of references to what is left out."""
    lost = {
        column.attname: None
        for column in columns
        if isinstance(column, ForeignKey) and not is_taken(label(column.related_model), secrets=False)
    }
    return {**SECRET_COLUMNS.get(label(model), {}), **lost}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    return value


def made(model: type[Model], row: Mapping[str, Any]) -> Model:
    """The object of a row, not saved."""
    return model(**{field.attname: _read(field, row[field.attname]) for field in fields(model)})


def _read(field: Field[Any, Any], value: Any) -> Any:
    kind = target(field).get_internal_type()
    if value is None or kind == "JSONField":
        return value
    if kind == "BinaryField":
        return b64decode(value, validate=True)
    return target(field).to_python(value)
