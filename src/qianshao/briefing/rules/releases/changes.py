"""What a later version of a release makes of figures that were published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qianshao.briefing.rules.releases.tables import cells


@dataclass(frozen=True, slots=True)
class Change:
    """``version`` is the place of the one that is corrected among those that are out. ``new``: None where it is
    withheld."""

    version: int
    table: str
    cell: dict[str, str]
    old: int
    new: int | None


def changes(
    figures: Mapping[str, Any], public: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]
) -> Iterator[Change]:
    """``figures``: all there is now; ``public``: what is shown of it; ``earlier``: what was shown, the oldest first.

    Each figure is corrected once, in the last version that showed it.
    """
    shown = {table["code"]: dict(cells(table)) for table in public["tables"]}
    for table in figures["tables"]:
        names = [dimension["code"] for dimension in table["dimensions"]]
        last = _last_shown(table["code"], earlier)
        for key, value in cells(table):
            if key in last and last[key][1] != value:
                version, old = last[key]
                cell = dict(zip(names, key, strict=True))
                yield Change(version, table["code"], cell, old, shown[table["code"]][key])


def _last_shown(code: str, earlier: Sequence[Mapping[str, Any]]) -> dict[tuple[str, ...], tuple[int, int]]:
    found = {}
    for version, one in enumerate(earlier):
        for table in one["tables"]:
            if table["code"] == code:
                found |= {key: (version, value) for key, value in cells(table) if value is not None}
    return found
