"""The territorial federations that follow from the divisions: how they are called, and who leads whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

NATIONAL, TOWNSHIP = 0, 4
NAME_OF_NATIONAL = "中华全国总工会"
NOT_PLACES = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
"""Divisions that exist in the code only: below a municipality or a province without a city between."""


@dataclass(frozen=True, slots=True)
class Federation:
    """One federation to be entered; ``above`` is the code of the division whose federation leads it ("" the nation)."""

    code: str
    name: str
    level: int
    above: str


def federations(line: Sequence[tuple[str, str, int]], townships: Sequence[tuple[str, str]]) -> list[Federation]:
    """From the divisions above and including a district (code, name, level), and its townships (code, name).

    A municipality has no city between itself and its districts; a city without districts (东莞市) is repeated at
    their level and has one federation, not two. Townships have unions, not general federations.
    """
    names = [name for _, name, _ in line]
    places = [place for number, place in enumerate(line) if place[1] not in (*NOT_PLACES, *names[:number])]
    found = [Federation("", NAME_OF_NATIONAL, NATIONAL, "")]
    for code, name, level in places:
        found.append(Federation(code, f"{name}总工会", level, found[-1].code))
    district = found[-1].code
    return found + [Federation(code, f"{name}工会", TOWNSHIP, district) for code, name in townships]
