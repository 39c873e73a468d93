"""The policy on appraisals: which indicators are counted, under which nature, and which questions are asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from qianshao.policy import own
from qianshao.policy.faults import PolicyError, read_toml
from qianshao.policy.loading import SHIPPED
from qianshao.policy.reading import Reader
from qianshao.policy.words import LANGUAGES, told

APPRAISAL = "appraisal.toml"
NATURES = ("political", "advanced", "masses")
SHARES = (
    "duty_recorded",
    "commitments_kept",
    "standing_known",
    "heard_from",
    "heard_elsewhere",
    "daily_contact",
    "workers_answered",
    "workers_told",
    "visited",
    "without_union",
    "demands_answered",
    "demands_won",
    "defects_corrected",
    "moved_up",
    "silent",
    "calls_followed",
)
MEASURES = (*SHARES, "took_part", "first_visit", "not_recorded")
BETTER = ("more", "less", "neither")
INDICATOR = frozenset({"nature", "name", "definition", "measure", "better", "small", "compare"})
QUESTION = frozenset({"question", "said", "rests_on", "least"})
LARGEST = 10_000


@dataclass(frozen=True, slots=True)
class Indicator:
    """``shipped/appraisal.toml`` explains the keys."""

    code: str
    nature: str
    names: dict[str, str]
    definitions: dict[str, str]
    measure: str
    better: str
    small: int
    compare: bool

    def name(self, language: str | None) -> str:
        return told(self.names, language)

    def definition(self, language: str | None) -> str:
        return told(self.definitions, language)


@dataclass(frozen=True, slots=True)
class Question:
    code: str
    questions: dict[str, str]
    saids: dict[str, str]
    rests_on: str
    least: float

    def text(self, language: str | None) -> str:
        return told(self.questions, language)

    def said(self, language: str | None) -> str:
        return told(self.saids, language)


@dataclass(frozen=True, slots=True)
class Definitions:
    """``version`` is a fingerprint of the text: the same definitions have the same one everywhere."""

    version: str
    indicators: dict[str, Indicator]
    questions: dict[str, Question]


def in_force() -> Definitions:
    """A federation's own file stands in place of the shipped one."""
    return own.whole(APPRAISAL, parse, shipped)


@cache
def shipped() -> Definitions:
    return parse((SHIPPED / APPRAISAL).read_text(encoding="utf-8"), source=APPRAISAL)


@cache
def parse(text: str, *, source: str) -> Definitions:
    """:class:`PolicyError` with all that does not hold."""
    reader = _Definitions(text, source)
    tree = read_toml(text, source)
    tables = {code: entry for code, entry in tree.items() if reader.is_table(code, entry)}
    asked = {code for code, entry in tables.items() if "question" in entry}
    indicators = [reader.indicator(code, entry) for code, entry in tables.items() if code not in asked]
    known = {one.code: one for one in indicators if one}
    # A question may rest on an indicator in which something else does not hold.
    names = tables.keys() - asked
    questions = [reader.question(code, tables[code], names) for code in tables if code in asked]
    reader.raise_all()
    version = sha256(text.encode()).hexdigest()[:12]
    return Definitions(version, known, {one.code: one for one in questions if one})


class _Definitions(Reader):
    def is_table(self, code: str, entry: Any) -> bool:
        if not isinstance(entry, dict):
            self.fail("", code, "must be a table: [name_of_indicator]")
        return isinstance(entry, dict)

    def indicator(self, code: str, entry: dict[str, Any]) -> Indicator | None:
        before = len(self.errors)
        self.keys(code, entry, INDICATOR, INDICATOR)
        if len(self.errors) > before:
            return None
        found = Indicator(
            code=code,
            nature=self.one_of(code, "nature", entry["nature"], NATURES),
            names=self.texts(code, "name", entry["name"]),
            definitions=self.texts(code, "definition", entry["definition"]),
            measure=self.one_of(code, "measure", entry["measure"], MEASURES),
            better=self.one_of(code, "better", entry["better"], BETTER),
            small=self.small(code, entry["small"]),
            compare=self.yes_no(code, "compare", entry["compare"]),
        )
        if found.compare and found.measure not in SHARES:
            self.fail(code, "compare", f"is for shares only: {', '.join(SHARES)}")
        return found if len(self.errors) == before else None

    def question(self, code: str, entry: dict[str, Any], indicators: Iterable[str]) -> Question | None:
        before = len(self.errors)
        needed = {"question", "said"} | ({"rests_on", "least"} if entry.keys() & {"rests_on", "least"} else set())
        self.keys(code, entry, QUESTION, needed)
        if len(self.errors) > before:
            return None
        found = Question(
            code=code,
            questions=self.texts(code, "question", entry["question"]),
            saids=self.texts(code, "said", entry["said"]),
            rests_on=self.one_of(code, "rests_on", entry["rests_on"], indicators) if "rests_on" in entry else "",
            least=self.share(code, entry["least"]) if "least" in entry else 1.0,
        )
        return found if len(self.errors) == before else None

    def keys(self, code: str, entry: dict[str, Any], known: Iterable[str], needed: Iterable[str]) -> None:
        for key in sorted(set(entry) - set(known)):
            self.fail(code, key, f"is not a key here; there are {', '.join(sorted(known))}")
        for key in sorted(set(needed) - set(entry)):
            self.fail(code, key, "is missing")

    def texts(self, code: str, key: str, given: Any) -> dict[str, str]:
        if isinstance(given, dict) and all(isinstance(given.get(one), str) and given[one] for one in LANGUAGES):
            return dict(given)
        self.fail(code, key, f"must be a text in each of {', '.join(LANGUAGES)}")
        return {}

    def one_of(self, code: str, key: str, given: Any, known: Iterable[str]) -> str:
        if isinstance(given, str) and given in tuple(known):
            return given
        self.fail(code, key, f"is one of {', '.join(sorted(known))}")
        return ""

    def small(self, code: str, given: Any) -> int:
        if type(given) is int and 1 <= given <= LARGEST:
            return given
        self.fail(code, "small", f"is a whole number from 1 to {LARGEST}")
        return 1

    def share(self, code: str, given: Any) -> float:
        if isinstance(given, int | float) and not isinstance(given, bool) and 0 < given <= 1:
            return float(given)
        self.fail(code, "least", "is a share above 0 and at most 1, for example 0.5")
        return 1.0


__all__ = ["APPRAISAL", "Definitions", "Indicator", "PolicyError", "Question", "in_force", "parse"]
