"""What the registry knows under the names of a transcript."""

from __future__ import annotations

import lzma
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qianshao.assessment.rules.naming import DISTRICT, Atlas, Named
from qianshao.registry import queries as registry
from qianshao.registry.models import Body, Territory, Workplace
from qianshao.registry.rules.divisions import read
from qianshao.registry.scope import EVERYTHING

DOWN_TO_DISTRICTS = ("provinces", "cities", "areas")
NEAR = 90.0
"""From this score on a name is proposed as that of a workplace; 100 is the very name."""


@dataclass(frozen=True, slots=True)
class Known:
    named: Named
    body: Body | None = None
    workplace: Workplace | None = None
    settled: bool = False


def atlas() -> Atlas:
    """Names of divisions down to the districts."""
    rows = Territory.objects.filter(level__lte=3).order_by("code").values_list("code", "name")
    return Atlas({code: name for code, name in rows if len(code) <= DISTRICT})


@cache
def shipped_atlas() -> Atlas:
    """The same from the divisions that travel with the program, where there is no database."""
    folder = Path(registry.__file__).parents[1] / "divisions"
    files = {f"{name}.csv": folder / f"{name}.csv.xz" for name in DOWN_TO_DISTRICTS}
    found, _ = read({name: lzma.decompress(path.read_bytes()).decode() for name, path in files.items()})
    return Atlas({one.code: one.name for one in found})


def mentions_in(named: Sequence[Named], place: str) -> list[Known]:
    """For each name a body or a workplace, looked for at the place first and then anywhere."""
    return [_workplace(one) if one.kind == "employer" else _body(one, place) for one in named]


def _body(named: Named, place: str) -> Known:
    forms = {named.name, *named.written}
    rows = list(Body.objects.filter(name__in=forms, closed_on=None).select_related("territory")[:20])
    here = [row for row in rows if place and (row.territory_id or "").startswith(place)] or rows
    return Known(named, body=here[0] if here else None, settled=len(here) == 1)


def _workplace(named: Named) -> Known:
    matches = registry.find(EVERYTHING, named.name, 3)
    if not matches or matches[0].score < NEAR:
        return Known(named)
    alone = len(matches) == 1 or matches[1].score < matches[0].score
    return Known(named, workplace=matches[0].workplace, settled=alone and matches[0].score >= 100.0)
