"""The cells of a table that was written down. Without a numeric library, so that pages load none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any


def cells(table: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], int | None]]:
    """Codes and value of each cell of a table that was written down."""
    codes = [[one["code"] for one in dimension["codes"]] for dimension in table["dimensions"]]
    yield from zip(product(*codes), table["value"], strict=True)


def shows_small(table: Mapping[str, Any], threshold: int) -> bool:
    """The last look before it goes out, on what goes out itself."""
    return table["of_people"] and any(value is not None and 0 < value < threshold for _, value in cells(table))
