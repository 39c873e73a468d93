"""Pages of lists that would take long to count: one row more than fits is fetched, which tells whether more follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
FURTHEST = 1000


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Reads like a page of Django's paginator, as far as templates ask."""

    object_list: Sequence[Row]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


def page_of(rows: QuerySet[Row], wanted: str | None, *, size: int) -> Page[Row]:
    """The page that an address asks for; the first where it asks for none or for nonsense."""
    number = int(wanted) if wanted and wanted.isdecimal() and 1 <= int(wanted) <= FURTHEST else 1
    start = (number - 1) * size
    fetched = list(rows[start : start + size + 1])
    return Page(fetched[:size], number, has_next=len(fetched) > size)
