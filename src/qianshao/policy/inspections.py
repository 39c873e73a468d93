"""The policy on inspections: how many must go, and on which paper the result stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from qianshao.policy.checklists import told
from qianshao.policy.faults import read_toml
from qianshao.policy.loading import SHIPPED
from qianshao.policy.reading import Reader

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
    path = Path(settings.POLICY) / INSPECTIONS
    own = parse(path.read_text(encoding="utf-8"), source=str(path)) if path.exists() else {}
    return {**shipped(), **own}


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


class _Rules(Reader):
    def rule(self, code: str, entry: Any) -> Rule | None:
        if not isinstance(entry, dict):
            self.fail("", code, "must be a table: [name_of_rule]")
            return None
        before = len(self.errors)
        for key in sorted(set(entry) - KEYS):
            self.fail(code, key, f"is not a key of a rule; there are {', '.join(sorted(KEYS))}")
        for key in NEEDED:
            if key not in entry:
                self.fail(code, key, "is missing")
        if len(self.errors) > before:
            return None
        self._check(code, entry)
        if len(self.errors) > before:
            return None
        known: dict[str, Any] = {key: entry.get(key) for key in KEYS}
        return Rule(code, **known)

    def _check(self, code: str, entry: dict[str, Any]) -> None:
        territory, number, inspectors = entry["territory"], entry["number"], entry["inspectors"]
        if not isinstance(territory, str) or not (not territory or (territory.isascii() and territory.isdigit())):
            self.fail(code, "territory", 'is the first digits of the code of a division, or "" for the whole country')
        if type(inspectors) is not int or not 0 < inspectors <= MOST_INSPECTORS:
            self.fail(code, "inspectors", f"is a whole number from 1 to {MOST_INSPECTORS}")
        if not isinstance(number, str) or not (number.count("{year}") == 1 == number.count("{serial}")):
            self.fail(code, "number", "is a text with {year} and {serial}, each once")
        for key in ("title", "basis", "effect"):
            given = entry[key]
            if not isinstance(given, dict) or not all(isinstance(given.get(one), str) for one in ("zh-hans", "en")):
                self.fail(code, key, "must be a text in each of zh-hans, en")
        for key in ("since", "until"):
            given = entry.get(key)
            if given is not None and (not isinstance(given, date) or isinstance(given, datetime)):
                self.fail(code, key, "is a day, without quotation marks: 2021-03-31")
        if not isinstance(entry["source"], str) or not entry["source"]:
            self.fail(code, "source", "must say where it was read")


__all__ = ["INSPECTIONS", "Rule", "choose", "in_force", "parse", "shipped"]
