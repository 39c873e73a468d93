"""Rows of the ledger as the plain values that its rules take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from qianshao.registry.models import Workplace
from qianshao.resumption.models import Statement
from qianshao.resumption.rules.kinds import Kind, size_of
from qianshao.resumption.rules.standing import Said


def said_of(workplaces: Iterable[int]) -> dict[int, list[Said]]:
    """All that was ever said of these workplaces, as plain values."""
    found: dict[int, list[Said]] = defaultdict(list)
    for row in Statement.objects.filter(workplace__in=list(workplaces)).order_by("pk"):
        found[row.workplace_id].append(as_said(row))
    return found


def as_said(row: Statement) -> Said:
    return Said(
        number=row.pk,
        standing=row.standing,
        holds_from=row.holds_from,
        source=row.source,
        named=row.source_name,
        recorded_at=row.recorded_at,
        supersedes=row.supersedes_id,
    )


def kind_of(place: Workplace) -> Kind:
    return Kind(place.township_code, place.industry_section, place.ownership, size_of(place.headcount))
