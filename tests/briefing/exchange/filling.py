"""A row in every table, with the values that formats stumble over."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Field, ForeignKey, Model

from qianshao.briefing.exchange.moving import tables

TEXT = '工会, "quoted"\n\t\\ 𠮷 \u2028 é'
AWKWARD: dict[str, Any] = {
    "BooleanField": True,
    "DateField": date(2020, 2, 29),
    "DateTimeField": datetime(2022, 2, 8, 16, 59, 59, 999_999, tzinfo=UTC),
    "TimeField": time(23, 59, 59, 999_999),
    "FloatField": 0.1 + 0.2,
    "JSONField": {"b": [1, 2.5, None, True, {"嵌套": TEXT}], "a": "", "大": 2**53 + 1},
    "BinaryField": bytes(range(256))[:32],
    "TextField": TEXT,
    "PositiveSmallIntegerField": 3,
    "SmallIntegerField": 3,
    "GenericIPAddressField": "127.0.0.1",
}
NUMBER = 2**31 - 1
CONSTRAINED: dict[str, dict[str, Any]] = {
    "assessment.quotation": {"start": 0},
    "casework.voice": {"person_id": None, "key": None},
}
"""Where a table asks for one thing and not the other."""


def fill() -> set[str]:
    """Gives the labels of the tables that stayed empty."""
    left = [model for model in tables.taken(secrets=True) if not model._base_manager.exists()]
    for _ in range(4):  # a row may refer to one that is not there yet
        left = [model for model in left if not _fill(model)]
    return {tables.label(model) for model in left}


def _fill(model: type[Model]) -> bool:
    return any(_try(model, plain=plain) for plain in (False, True))


def _try(model: type[Model], *, plain: bool) -> bool:
    """``plain``: with nothing where there may be nothing."""
    values = {field.attname: _value(field, plain) for field in tables.fields(model) if not _by_itself(field)}
    values |= CONSTRAINED.get(tables.label(model), {})
    try:
        with transaction.atomic():
            model._base_manager.bulk_create([model(**values)])
    except IntegrityError:
        return False
    return True


def _by_itself(field: Field[Any, Any]) -> bool:
    return field.primary_key and field.get_internal_type() in ("AutoField", "BigAutoField")


def _value(field: Field[Any, Any], plain: bool) -> Any:
    if isinstance(field, ForeignKey):
        if field.null and plain:
            return None
        return field.related_model._base_manager.values_list("pk", flat=True).first()
    if field.null and plain:
        return None
    if field.choices:
        return next(iter(field.choices))[0]
    kind = field.get_internal_type()
    if kind == "CharField":
        return TEXT[: field.max_length]
    return AWKWARD.get(kind, NUMBER)
