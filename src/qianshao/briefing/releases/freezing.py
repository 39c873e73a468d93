"""Counting and withholding: what needs the numeric libraries, which are loaded when something is drafted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from qianshao.briefing.models import Release
from qianshao.briefing.releases import counting
from qianshao.briefing.rules.disclosure import Unprotected, Unproven
from qianshao.briefing.rules.releases import tables
from qianshao.core.problems import Problem
from qianshao.registry.models import Territory

Tables = list[dict[str, Any]]


def frozen(
    territory: Territory, first: date, last: date, before: Sequence[Release], threshold: int
) -> tuple[Tables, Tables]:
    """All figures, and what may be shown of them beside the versions that are out."""
    figures, public = [], []
    for table in counting.tables(territory, first, last):
        known = _both(before[-1], table.code) if before else None
        try:
            shown = tables.protected(table, known, threshold)
        except Unprotected:
            raise Problem("release.unprotected", table=table.title["zh-hans"]) from None
        except Unproven:
            raise Problem("release.unproven", table=table.title["zh-hans"]) from None
        figures.append(table.as_dict(shown | True))
        public.append(table.as_dict(shown))
    return figures, public


def _both(release: Release, code: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """All figures of a table, and what was shown of them."""
    found = [
        next((table for table in of["tables"] if table["code"] == code), None)
        for of in (release.figures, release.public)
    ]
    whole, public = found
    return (whole, public) if whole and public else None
