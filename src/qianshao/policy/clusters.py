"""The policy on clusters: how many cases within how many days are one, on a given day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from qianshao.policy import own
from qianshao.policy.dated import DatedReader
from qianshao.policy.faults import PolicyError, read_toml
from qianshao.policy.loading import SHIPPED
from qianshao.policy.words import told

CLUSTERS = "clusters.toml"
COUNTED = ("confirmed", "symptoms")
NEEDED = ("name", "cases", "days", "counts", "asymptomatic", "source")
KEYS = frozenset({*NEEDED, "since", "until"})
MOST_CASES, MOST_DAYS = 1000, 366


@dataclass(frozen=True, slots=True)
class Definition:
    """``cases`` or more within ``days`` days in one small setting, as ``shipped/clusters.toml`` explains the keys."""

    code: str
    names: dict[str, str]
    since: date | None
    until: date | None
    cases: int
    days: int
    counts: str
    asymptomatic: bool
    source: str

    def name(self, language: str | None) -> str:
        return told(self.names, language)

    def holds(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def definition(definitions: Iterable[Definition], counts: str, day: date) -> Definition | None:
    """What holds on a day: of several, the latest. None where there is none."""
    fitting = [one for one in definitions if one.counts == counts and one.holds(day)]
    return max(fitting, key=lambda one: one.since or date.min, default=None)


def in_force() -> dict[str, Definition]:
    """A federation's own definitions replace the shipped ones of the same name; the file need not be there."""
    return own.entries(CLUSTERS, parse, shipped)


@cache
def shipped() -> dict[str, Definition]:
    return parse((SHIPPED / CLUSTERS).read_text(encoding="utf-8"), source=CLUSTERS)


@cache
def parse(text: str, *, source: str) -> dict[str, Definition]:
    """:class:`PolicyError` with all that does not hold."""
    reader = _Definitions(text, source)
    read = {code: reader.definition(code, entry) for code, entry in read_toml(text, source).items()}
    reader.raise_all()
    return {code: one for code, one in read.items() if one}


class _Definitions(DatedReader):
    def definition(self, code: str, entry: Any) -> Definition | None:
        before = len(self.errors)
        if not self.keys_of(code, entry, NEEDED, KEYS):
            return None
        found = Definition(
            code=code,
            names=self.texts_of(code, "name", entry["name"]),
            since=self.day_of(code, "since", entry.get("since")),
            until=self.day_of(code, "until", entry.get("until")),
            cases=self.number(code, "cases", entry["cases"], MOST_CASES),
            days=self.number(code, "days", entry["days"], MOST_DAYS),
            counts=self.word_of(code, "counts", entry["counts"], COUNTED),
            asymptomatic=self.yes_no(code, "asymptomatic", entry["asymptomatic"]),
            source=self.text_of(code, "source", entry["source"]),
        )
        if found.since and found.until and found.until < found.since:
            self.fail(code, "until", "is before since")
        return found if len(self.errors) == before else None

    def number(self, code: str, key: str, given: Any, most: int) -> int:
        if type(given) is int and 1 <= given <= most:
            return given
        self.fail(code, key, f"is a whole number from 1 to {most}")
        return 1


__all__ = ["CLUSTERS", "Definition", "PolicyError", "definition", "in_force", "parse", "shipped"]
