"""Many things, some at a time: a statement takes only so many values, and a transaction should not last long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def batches(items: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    """In their order; the last one is what is left."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
