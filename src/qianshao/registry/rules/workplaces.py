"""One row of a list of workplaces, read; and what of it is new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from qianshao.core.problems import Problem
from qianshao.registry.rules import credit_code, industry
from qianshao.registry.rules.places import Gazetteer

LARGEST_HEADCOUNT = 500_000
LENGTHS = {"name": 200, "site": 100, "address": 300, "phone": 40}
OWNERSHIP = {
    "central_state": ("中央国有", "中央企业", "央企", "中央"),
    "local_state": ("地方国有", "地方国企", "市属国企", "区属国企", "地方国有企业"),
    "private": ("民营", "私营", "私企", "民企", "民营企业", "私营企业", "个体", "个体工商户"),
    "foreign": ("外资", "合资", "中外合资", "港澳台", "外商投资", "外商独资", "港澳台投资"),
    "public_institution": ("事业单位", "机关", "公立"),
    "other": ("其他", "其它"),
}
BY_WORD = {word: kind for kind, words in OWNERSHIP.items() for word in (kind, *words)}
UNCLEAR = ("国有", "国企", "国有企业", "国有控股")


@dataclass(frozen=True, slots=True)
class Bodies:
    """Bodies by full name: their keys in the database. Names that several bodies share are under ``shared``."""

    unions: Mapping[str, int]
    groups: Mapping[str, int]
    shared: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a row states. ``values`` holds only the columns that the sheet has and the cells that are filled in."""

    line: int
    name: str
    credit_code: str
    site: str
    territory: str
    values: Mapping[str, Any]
    union: int | None
    group: int | None

    @property
    def key(self) -> tuple[str, str, str]:
        """By its code and site; without a code, by name and site in its division."""
        return (self.credit_code, self.site, "") if self.credit_code else (self.name, self.site, self.territory)


def read(line: int, cells: Mapping[str, str], gazetteer: Gazetteer, bodies: Bodies) -> Draft | list[Problem]:
    """The draft, or everything that is wrong with the row, each by its column."""
    reader = _Reader(cells, gazetteer, bodies)
    name = reader.take("name", reader.text("name"))
    if not cells.get("name"):
        reader.problems.append(Problem("field.missing", field="name", label="name"))
    code = reader.take("credit_code", credit_code.check) or ""
    values = {column: reader.take(column, how) for column, how in reader.ways().items() if cells.get(column)}
    sections = reader.take("industry", industry.read)
    if sections:
        values["industry_section"], values["industry_division"] = sections
    reader.together("longitude", "latitude")
    territory = reader.place()
    union, group = reader.body("union", bodies.unions), reader.body("group", bodies.groups)
    if reader.problems:
        return reader.problems
    return Draft(line, name or "", code, values.pop("site", "") or "", territory, values, union, group)


class _Reader:
    """Goes on after what is wrong, so that one correction of the row is enough."""

    def __init__(self, cells: Mapping[str, str], gazetteer: Gazetteer, bodies: Bodies) -> None:
        self.cells, self.gazetteer, self.bodies = cells, gazetteer, bodies
        self.problems: list[Problem] = []

    def take(self, column: str, how: Callable[[str], Any]) -> Any:
        if not self.cells.get(column):
            return None
        try:
            return how(self.cells[column])
        except Problem as problem:
            problem.field = column
            self.problems.append(problem)
            return None

    def ways(self) -> dict[str, Callable[[str], Any]]:
        return {
            "aliases": _aliases,
            "site": self.text("site"),
            "address": self.text("address"),
            "phone": self.text("phone"),
            "headcount": _headcount,
            "ownership": _ownership,
            "longitude": lambda text: _degrees(text, 73, 136),
            "latitude": lambda text: _degrees(text, 3, 54),
            "opened_on": _day,
            "closed_on": _day,
        }

    def text(self, column: str) -> Callable[[str], str]:
        def read_text(text: str) -> str:
            if len(text) > LENGTHS[column]:
                raise Problem("field.too_long", value=text, limit=LENGTHS[column])
            return text

        return read_text

    def together(self, first: str, second: str) -> None:
        if bool(self.cells.get(first)) != bool(self.cells.get(second)):
            self.problems.append(Problem("coordinates.half", field=first))

    def place(self) -> str:
        """By the column of the division, a code or a name; else by the address."""
        given = self.cells.get("division", "")
        if given:
            by_code = given.replace(" ", "").isdecimal()
            how = self.gazetteer.by_code if by_code else self.named_division
            return self.take("division", how) or ""
        if not self.cells.get("address"):
            self.problems.append(Problem("field.missing", field="division", label="division"))
        return self.take("address", self.gazetteer.by_address) or ""

    def named_division(self, text: str) -> str:
        """The name of a township; the address may say which village of it."""
        return self.gazetteer.by_address(text + (self.cells.get("address") or ""), column="division")

    def body(self, column: str, known: Mapping[str, int]) -> int | None:
        def find(name: str) -> int:
            if name in self.bodies.shared:
                raise Problem("body.ambiguous", value=name, candidates="、".join(self.bodies.shared[name]))
            if name not in known:
                raise Problem("body.unknown", value=name)
            return known[name]

        found: int | None = self.take(column, find)
        return found


def _aliases(text: str) -> list[str]:
    for sign in ";；、|":
        text = text.replace(sign, ",")
    return [name.strip() for name in text.replace("，", ",").split(",") if name.strip()]


def _headcount(text: str) -> int:
    digits = text.replace(",", "").removesuffix("人").strip()
    if not digits.removeprefix("-").isdecimal():
        raise Problem("field.invalid.number", value=text)
    number = int(digits)
    if number < 0:
        raise Problem("number.negative", value=text)
    if number > LARGEST_HEADCOUNT:
        raise Problem("number.absurd", value=text, limit=LARGEST_HEADCOUNT)
    return number


def _ownership(text: str) -> str:
    word = text.strip().lower()
    if word in UNCLEAR:
        raise Problem("ownership.unclear", value=text)
    if word not in BY_WORD:
        raise Problem("field.invalid.choice", value=text, choices="、".join(words[0] for words in OWNERSHIP.values()))
    return BY_WORD[word]


def _degrees(text: str, least: float, most: float) -> float:
    try:
        number = float(text)
    except ValueError:
        raise Problem("field.invalid.number", value=text) from None
    if not least <= number <= most:
        raise Problem("coordinates.range", value=text)
    return number


def _day(text: str) -> date:
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, not a moment
        except ValueError:
            continue
    raise Problem("field.invalid.date", value=text)
