"""One row of a list of workplaces, read; and what of it is new."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from unicodedata import normalize

from qianshao.core.problems import Problem
from qianshao.policy import reporting
from qianshao.registry.rules import credit_code, industry
from qianshao.registry.rules.places import Gazetteer

LONGEST_ALIASES = 1000
LENGTHS = {"name": 200, "site": 100, "address": 300, "phone": 40}
OWNERSHIP = {
    "central_state": ("中央国有", "中央企业", "央企", "中央"),
    "local_state": ("地方国有", "地方国企", "市属国企", "区属国企", "地方国有企业", "市属国有", "区属国有"),
    "private": ("民营", "私营", "私企", "民企", "民营企业", "私营企业", "个体", "个体工商户"),
    "foreign": ("外资", "合资", "中外合资", "港澳台", "外商投资", "外商独资", "港澳台投资"),
    "public_institution": ("事业单位", "机关", "机关事业", "机关事业单位", "公立"),
    "other": ("其他", "其它", "集体", "集体企业"),
}
BY_WORD = {word: kind for kind, words in OWNERSHIP.items() for word in (kind, *words)}
UNCLEAR = ("国有", "国企", "国有企业", "国有控股")


@dataclass(frozen=True, slots=True)
class Known:
    """A body that a row may name. ``own`` is the union of one enterprise; ``parent`` leads it."""

    pk: int
    name: str
    territory: str
    own: bool = False
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Bodies:
    """Bodies by full name; several may share one."""

    unions: Mapping[str, Sequence[Known]]
    groups: Mapping[str, Sequence[Known]]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a row states. ``values`` holds only the columns that the sheet has and the cells that are filled in.

    ``line`` is the row, ``union`` the body that the workplace is affiliated to, ``own`` its own union.
    """

    line: int
    name: str
    credit_code: str
    site: str
    territory: str
    values: Mapping[str, Any]
    union: int | None
    own: int | None
    group: int | None

    @property
    def key(self) -> tuple[str, str, str]:
        """By its code and site; without a code, by name and site in its division."""
        return (self.credit_code, self.site, "") if self.credit_code else (self.name, self.site, self.territory)


def read(line: int, cells: Mapping[str, str], gazetteer: Gazetteer, bodies: Bodies, on: date) -> Draft | list[Problem]:
    """The draft, or everything that is wrong with the row, each by its column. Days after ``on`` are not known yet."""
    reader = _Reader(cells, gazetteer, bodies, on)
    name = reader.take("name", reader.text("name"))
    if not cells.get("name"):
        reader.problems.append(Problem("field.missing", field="name", label="name"))
    code = reader.take("credit_code", credit_code.check) or ""
    values = {column: reader.take(column, how) for column, how in reader.ways().items() if cells.get(column)}
    sections = reader.take("industry", industry.read)
    if sections:
        values["industry_section"], values["industry_division"] = sections
    reader.together("longitude", "latitude")
    reader.in_order(values.get("opened_on"), values.get("closed_on"))
    territory = reader.place()
    union = reader.body("union", bodies.unions, territory)
    group = reader.body("group", bodies.groups, territory)
    if reader.problems:
        return reader.problems
    return Draft(
        line=line,
        name=name or "",
        credit_code=code,
        site=values.pop("site", "") or "",
        territory=territory,
        values=values,
        union=(union.parent if union.own else union.pk) if union else None,
        own=union.pk if union and union.own else None,
        group=group.pk if group else None,
    )


class _Reader:
    """Goes on after what is wrong, so that one correction of the row is enough."""

    def __init__(self, cells: Mapping[str, str], gazetteer: Gazetteer, bodies: Bodies, on: date) -> None:
        self.cells, self.gazetteer, self.bodies, self.on = cells, gazetteer, bodies, on
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
            "opened_on": self.day,
            "closed_on": self.day,
        }

    def day(self, text: str) -> date:
        day = read_day(text)
        if day > self.on:
            raise Problem("day.future", day=day)
        return day

    def text(self, column: str) -> Callable[[str], str]:
        def read_text(text: str) -> str:
            if len(text) > LENGTHS[column]:
                raise Problem("field.too_long", value=text, limit=LENGTHS[column])
            return text

        return read_text

    def together(self, first: str, second: str) -> None:
        if bool(self.cells.get(first)) != bool(self.cells.get(second)):
            self.problems.append(Problem("coordinates.half", field=first))

    def in_order(self, opened: date | None, closed: date | None) -> None:
        if opened and closed and closed < opened:
            self.problems.append(Problem("date.order", field="closed_on"))

    def place(self) -> str:
        """By the column of the division, a code or a name; else by the address."""
        given = self.cells.get("division", "")
        if given:
            by_code = "".join(given.split()).isdecimal()
            how = self.gazetteer.by_code if by_code else self.named_division
            return self.take("division", how) or ""
        if not self.cells.get("address"):
            self.problems.append(Problem("field.missing", field="division", label="division"))
        return self.take("address", self.gazetteer.by_address) or ""

    def named_division(self, text: str) -> str:
        """The name of a township; the address may say which village of it."""
        return self.gazetteer.by_address(text + (self.cells.get("address") or ""), column="division")

    def body(self, column: str, known: Mapping[str, Sequence[Known]], territory: str) -> Known | None:
        """By its full name; of several that share it, the one whose territory the workplace lies in."""

        def find(name: str) -> Known:
            named = known.get(name, ())
            if not named:
                raise Problem("body.unknown", value=name)
            here = [one for one in named if one.territory and territory.startswith(one.territory)]
            fitting = named if len(named) == 1 else here
            if len(fitting) != 1:
                candidates = "、".join(f"{one.name}（{one.territory or '—'}）" for one in named[:5])
                raise Problem("body.ambiguous", value=name, candidates=candidates)
            return fitting[0]

        found: Known | None = self.take(column, find)
        return found


def _aliases(text: str) -> list[str]:
    for sign in ";；、|，\n":
        text = text.replace(sign, ",")
    if len(text) > LONGEST_ALIASES:
        raise Problem("field.too_long", value=text, limit=LONGEST_ALIASES)
    return list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _headcount(text: str) -> int:
    """Digits, with what people put around them: 1,200 and １２００ and 1200人."""
    digits = normalize("NFKC", text).replace(",", "").replace(" ", "").removesuffix("人").removesuffix(".0")
    if not digits.removeprefix("-").isdecimal():
        raise Problem("field.invalid.number", value=text)
    limit = reporting.in_force().largest_headcount
    number = int(digits[:20])
    if number < 0:
        raise Problem("number.negative", value=text)
    if number > limit:
        raise Problem("number.absurd", value=text, limit=limit)
    return number


def _ownership(text: str) -> str:
    word = normalize("NFKC", text).strip().lower()
    if word in UNCLEAR:
        raise Problem("ownership.unclear", value=text)
    if word not in BY_WORD:
        raise Problem("field.invalid.choice", value=text, choices="、".join(words[0] for words in OWNERSHIP.values()))
    return BY_WORD[word]


def _degrees(text: str, least: float, most: float) -> float:
    try:
        number = float(normalize("NFKC", text).rstrip("°EN"))
    except ValueError:
        raise Problem("field.invalid.number", value=text) from None
    if not least <= number <= most:
        raise Problem("coordinates.range", value=text)
    return number


def read_day(text: str) -> date:
    """A day as offices write it."""
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, not a moment
        except ValueError:
            continue
    raise Problem("field.invalid.date", value=text)
