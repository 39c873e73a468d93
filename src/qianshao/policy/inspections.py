"""The policy on inspections: how many must go, and on which paper the result stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from qianshao.policy import own
from qianshao.policy.checklists import told
from qianshao.policy.dated import DatedReader
from qianshao.policy.faults import read_toml
from qianshao.policy.loading import SHIPPED

INSPECTIONS = "inspections.toml"
NEEDED = ("territory", "inspectors", "title", "number", "basis", "effect", "source")
KEYS = frozenset({*NEEDED, "since", "until"})
MOST_INSPECTORS = 20


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for inspections in a division, as ``shipped/inspections.toml`` explains its keys."""

    code: str
    territory: str
    since: date | None
    until: date | None
    inspectors: int
    title: dict[str, str]
    number: str
    basis: dict[str, str]
    effect: dict[str, str]
    source: str

    def says(self, language: str | None) -> str:
        return told(self.basis, language)

    def holds(self, territory: str, day: date) -> bool:
        in_time = (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
        return in_time and territory.startswith(self.territory)


def choose(rules: Iterable[Rule], territory: str, day: date) -> Rule:
    """The most exact one. There always is one: the shipped file has one for everywhere and every day."""
    return max((rule for rule in rules if rule.holds(territory, day)), key=lambda rule: len(rule.territory))


def in_force() -> dict[str, Rule]:
    """The shipped rules, and over them a federation's own."""
    return own.entries(INSPECTIONS, parse, shipped)


@cache
def shipped() -> dict[str, Rule]:
    return parse((SHIPPED / INSPECTIONS).read_text(encoding="utf-8"), source=INSPECTIONS)


@cache
def parse(text: str, *, source: str) -> dict[str, Rule]:
    """:class:`PolicyError` with all that does not hold."""
    reader = _Rules(text, source)
    rules = {code: rule for code, entry in read_toml(text, source).items() if (rule := reader.rule(code, entry))}
    reader.raise_all()
    return rules


class _Rules(DatedReader):
    def rule(self, code: str, entry: Any) -> Rule | None:
        before = len(self.errors)
        if not self.keys_of(code, entry, NEEDED, KEYS):
            return None
        found = Rule(
            code=code,
            territory=self.place_of(code, entry["territory"]),
            since=self.day_of(code, "since", entry.get("since")),
            until=self.day_of(code, "until", entry.get("until")),
            inspectors=self.inspectors(code, entry["inspectors"]),
            title=self.texts_of(code, "title", entry["title"]),
            number=self.number_of(code, entry["number"]),
            basis=self.texts_of(code, "basis", entry["basis"]),
            effect=self.texts_of(code, "effect", entry["effect"]),
            source=self.text_of(code, "source", entry["source"]),
        )
        return found if len(self.errors) == before else None

    def inspectors(self, code: str, given: Any) -> int:
        if type(given) is int and 0 < given <= MOST_INSPECTORS:
            return given
        self.fail(code, "inspectors", f"is a whole number from 1 to {MOST_INSPECTORS}")
        return 1


__all__ = ["INSPECTIONS", "Rule", "choose", "in_force", "parse", "shipped"]
