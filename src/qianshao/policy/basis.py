"""The policy on what a union's visit, demand or hold at a workplace rests on: articles, by place and date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from qianshao.policy import own
from qianshao.policy.dated import DatedReader
from qianshao.policy.faults import PolicyError, read_toml
from qianshao.policy.loading import SHIPPED
from qianshao.policy.words import told

BASIS = "basis.toml"
NEEDED = ("name", "grounds", "territory", "allows", "says", "source")
KEYS = frozenset({*NEEDED, "since", "until", "argued"})


class Ground(StrEnum):
    """On what footing a union comes to a workplace."""

    AFFILIATED = "affiliated"
    TERRITORIAL = "territorial"
    JOINT = "joint"
    INVITED = "invited"


class Deed(StrEnum):
    """What it wants to do there."""

    VISIT = "visit"
    DEMAND = "demand"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Article:
    """One entry of ``shipped/basis.toml``, where each key is explained. ``argued``: the text does not say it in so
    many words, so that an officer should know before leaning on it."""

    code: str
    names: dict[str, str]
    grounds: tuple[Ground, ...]
    territory: str
    since: date | None
    until: date | None
    allows: tuple[Deed, ...]
    says: dict[str, str]
    argued: bool
    source: str

    def name(self, language: str | None) -> str:
        return told(self.names, language)

    def text(self, language: str | None) -> str:
        return told(self.says, language)


def in_force() -> dict[str, Article]:
    """A federation's own articles replace the shipped ones of the same name; the file need not be there."""
    return own.entries(BASIS, parse, shipped)


@cache
def shipped() -> dict[str, Article]:
    return parse((SHIPPED / BASIS).read_text(encoding="utf-8"), source=BASIS)


@cache
def parse(text: str, *, source: str) -> dict[str, Article]:
    """:class:`PolicyError` with all that does not hold."""
    reader = _Articles(text, source)
    found = {
        code: article for code, entry in read_toml(text, source).items() if (article := reader.article(code, entry))
    }
    reader.raise_all()
    return found


class _Articles(DatedReader):
    def article(self, code: str, entry: Any) -> Article | None:
        before = len(self.errors)
        if not self.keys_of(code, entry, NEEDED, KEYS):
            return None
        grounds = self.words_of(code, "grounds", entry["grounds"], tuple(Ground))
        found = Article(
            code=code,
            names=self.texts_of(code, "name", entry["name"]),
            grounds=tuple(map(Ground, grounds)),
            territory=self.place_of(code, entry["territory"]),
            since=self.day_of(code, "since", entry.get("since")),
            until=self.day_of(code, "until", entry.get("until")),
            allows=tuple(map(Deed, self.words_of(code, "allows", entry["allows"], tuple(Deed)))),
            says=self.texts_of(code, "says", entry["says"]),
            argued=self.yes_no(code, "argued", entry.get("argued", False)),
            source=self.text_of(code, "source", entry["source"]),
        )
        return found if len(self.errors) == before else None


__all__ = ["BASIS", "Article", "Deed", "Ground", "PolicyError", "in_force", "parse", "shipped"]
