"""The policy on surveillance: what is looked for, from when on it is said, and what judgements change."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from qianshao.policy import own
from qianshao.policy.faults import PolicyError, raise_first, read_toml
from qianshao.policy.loading import SHIPPED
from qianshao.policy.places import Places

SURVEILLANCE = "surveillance.toml"
NUMBERS = ("window_days", "habit_days", "episode_days", "officer_budget")
FEEDBACK = ("last", "least", "aim")
RULES = (
    "cluster",
    "suspected",
    "rise",
    "season",
    "scan",
    "shared",
    "silence",
    "silent_township",
    "zeros",
    "contradiction",
)
LEVELS = ("lowest", "start", "highest")
RULE_KEYS = (*LEVELS, "at_risk", "category")


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    lowest: float
    start: float
    highest: float
    at_risk: float
    category: str


@dataclass(frozen=True, slots=True)
class Feedback:
    last: int
    least: int
    aim: float


@dataclass(frozen=True, slots=True)
class Surveillance:
    """As ``shipped/surveillance.toml`` explains the keys. ``version``: a fingerprint of the text."""

    version: str
    window_days: int
    habit_days: int
    episode_days: int
    officer_budget: int
    feedback: Feedback
    rules: dict[str, Rule]


def in_force() -> Surveillance:
    """A federation's own file, whole, or the shipped one."""
    return own.whole(SURVEILLANCE, parse, shipped)


@cache
def shipped() -> Surveillance:
    return parse((SHIPPED / SURVEILLANCE).read_text(encoding="utf-8"), source=SURVEILLANCE)


@cache
def parse(text: str, *, source: str) -> Surveillance:
    """:class:`PolicyError` with all that does not hold."""
    given, places = read_toml(text, source), Places(text)
    raise_first(
        [
            PolicyError(source, places.line(table, key), ".".join(filter(None, (table, key))), what)
            for table, key, what in _faults(given)
        ]
    )
    return Surveillance(
        version=hashlib.sha256(text.encode()).hexdigest()[:12],
        **{key: given[key] for key in NUMBERS},
        feedback=Feedback(**given["feedback"]),
        rules={code: Rule(code, **entry) for code, entry in given["rules"].items()},
    )


def _faults(given: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Table, key, and what is wrong there."""
    known = (*NUMBERS, "feedback", "rules")
    found = [("", key, f"is not a key here; there are {', '.join(known)}") for key in given if key not in known]
    found += [("", key, "must be a whole number above 0") for key in NUMBERS if not _whole(given.get(key))]
    feedback, rules = _table(given.get("feedback")), _table(given.get("rules"))
    found += [("feedback", key, "must be a whole number above 0") for key in FEEDBACK[:2] if not _whole(feedback[key])]
    if not _number(feedback["aim"]) or not 0 < feedback["aim"] < 1:
        found.append(("feedback", "aim", "must be between 0 and 1"))
    found += [("feedback", key, f"there are {', '.join(FEEDBACK)}") for key in feedback if key not in FEEDBACK]
    found += [("rules", code, f"is no rule; there are {', '.join(RULES)}") for code in rules if code not in RULES]
    for code in RULES:
        found += [(f"rules.{code}", key, what) for key, what in _rule_faults(_table(rules.get(code)))]
    return found


def _rule_faults(entry: dict[str, Any]) -> list[tuple[str, str]]:
    found = [(key, f"is not a key here; there are {', '.join(RULE_KEYS)}") for key in entry if key not in RULE_KEYS]
    wrong = [key for key in (*LEVELS, "at_risk") if not _number(entry[key]) or entry[key] <= 0]
    found += [(key, "must be a number above 0") for key in wrong]
    if not wrong and not entry["lowest"] <= entry["start"] <= entry["highest"]:
        found.append(("start", "lies between lowest and highest"))
    if not isinstance(entry["category"], str) or not entry["category"]:
        found.append(("category", "is the code of a kind of danger"))
    return found


class _Missing(dict[str, Any]):
    """What is not there reads as None, which no key takes."""

    def __missing__(self, key: str) -> None:
        return None


def _table(given: Any) -> dict[str, Any]:
    return _Missing(given) if isinstance(given, dict) else _Missing()


def _whole(given: Any) -> bool:
    return type(given) is int and given > 0


def _number(given: Any) -> bool:
    return type(given) in (int, float)


__all__ = ["RULES", "Feedback", "PolicyError", "Rule", "Surveillance", "in_force", "parse", "shipped"]
