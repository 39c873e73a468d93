"""The codebook: what is marked in interviews, with definitions, examples, and the patterns of the first pass."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from typing import Any

from qianshao.policy import own
from qianshao.policy.codes import NATURES, SPEECH, Code, Codebook, Example, Rule, terms
from qianshao.policy.faults import PolicyError, read_toml
from qianshao.policy.loading import SHIPPED
from qianshao.policy.reading import LONGEST_CODE, Reader
from qianshao.policy.words import LANGUAGES

CODEBOOK = "codebook.toml"
PROMISES = "promises"
MOST_DAYS = 250
NEEDED = ("name", "definition", "of", "official", "interviewer", "rules", "examples", "counter")
RULE_KEYS = frozenset({"says", "when", "unless"})
EXAMPLE_KEYS = frozenset({"text", "interview", "turn", "made"})


def in_force() -> Codebook:
    """A federation's own codes stand beside the shipped ones, and replace those of the same name."""
    other = own.read(CODEBOOK, parse)
    if other is None:
        return shipped()
    version = _version(shipped().version + other.version)
    return Codebook({**shipped().codes, **other.codes}, version, other.promise_days or shipped().promise_days)


@cache
def shipped() -> Codebook:
    return parse((SHIPPED / CODEBOOK).read_text(encoding="utf-8"), source=CODEBOOK)


@cache
def parse(text: str, *, source: str) -> Codebook:
    """:class:`PolicyError` with all that does not hold."""
    reader = _Codes(text, source)
    given = read_toml(text, source)
    days = reader.days(given.pop(PROMISES)) if PROMISES in given else 0
    codes = {code: one for code, entry in given.items() if (one := reader.code(code, entry))}
    reader.raise_all()
    return Codebook(codes, _version(text), days)


def _version(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]


class _Codes(Reader):
    """Reads codes as :class:`Reader` reads categories: all faults at once."""

    def code(self, code: str, entry: Any) -> Code | None:
        if not isinstance(entry, dict):
            self.fail("", code, "must be a table: [name_of_code]")
            return None
        before = len(self.errors)
        if not (code.isascii() and code.isidentifier() and code == code.lower()) or len(code) > LONGEST_CODE:
            self.fail(code, "", f"a code is named by at most {LONGEST_CODE} small letters, digits and underscores")
        for key in sorted(set(entry) - set(NEEDED)):
            self.fail(code, key, f"is not a key of a code; there are {', '.join(NEEDED)}")
        for key in NEEDED:
            if key not in entry:
                self.fail(code, key, "is missing")
        if len(self.errors) > before:
            return None
        found = Code(
            code=code,
            names=self.texts(code, "name", entry["name"]),
            definitions=self.texts(code, "definition", entry["definition"]),
            of=self.speech(code, entry["of"]),
            official=self.natures(code, "official", entry["official"]),
            interviewer=self.natures(code, "interviewer", entry["interviewer"]),
            rules=self.rules(code, entry["rules"]),
            examples=self.shown(code, "examples", entry["examples"], at_least=1),
            counter=self.shown(code, "counter", entry["counter"], at_least=1),
        )
        return found if len(self.errors) == before else None

    def days(self, given: Any) -> int:
        days = given.get("working_days") if isinstance(given, dict) and len(given) == 1 else None
        if type(days) is int and 0 < days <= MOST_DAYS:
            return days
        self.fail(PROMISES, "working_days", f"must be a whole number from 1 to {MOST_DAYS}, and is the only key here")
        return 0

    def texts(self, code: str, key: str, given: Any) -> dict[str, str]:
        if isinstance(given, dict) and all(_is_text(given.get(one)) for one in LANGUAGES):
            return dict(given)
        self.fail(code, key, f"must be a text in each of {', '.join(LANGUAGES)}")
        return {}

    def speech(self, code: str, given: Any) -> str:
        if given not in SPEECH:
            self.fail(code, "of", f"is one of {', '.join(SPEECH)}")
        return str(given)

    def natures(self, code: str, key: str, given: Any) -> tuple[str, ...]:
        if isinstance(given, list) and all(one in NATURES for one in given) and len(set(given)) == len(given):
            return tuple(given)
        self.fail(code, key, f"is a list of {', '.join(NATURES)}, each at most once")
        return ()

    def rules(self, code: str, given: Any) -> tuple[Rule, ...]:
        if not isinstance(given, list):
            self.fail(code, "rules", "is a list of { says, when, unless }")
            return ()
        return tuple(rule for number, one in enumerate(given) if (rule := self.rule(code, one, number)))

    def rule(self, code: str, given: Any, number: int) -> Rule | None:
        if not isinstance(given, dict) or set(given) - RULE_KEYS or not _is_text(given.get("says")):
            self.fail(code, "rules", "a rule is { says, when, unless }; says tells why it fired", item=number)
            return None
        when, unless = given.get("when"), given.get("unless", [])
        if not when or not _are_patterns(when) or not _are_patterns(unless):
            what = "when and unless are lists of patterns: words with | between, … for some words between"
            self.fail(code, "rules", what, item=number)
            return None
        return Rule(given["says"], tuple(when), tuple(unless))

    def shown(self, code: str, key: str, given: Any, *, at_least: int) -> tuple[Example, ...]:
        if not isinstance(given, list) or len(given) < at_least:
            self.fail(code, key, f"is a list with at least {at_least} example")
            return ()
        return tuple(one for number, entry in enumerate(given) if (one := self.example(code, key, entry, number)))

    def example(self, code: str, key: str, given: Any, number: int) -> Example | None:
        fits = isinstance(given, dict) and not set(given) - EXAMPLE_KEYS and _is_text(given.get("text"))
        made = fits and given.get("made") is True
        quoted = fits and _is_text(given.get("interview")) and type(given.get("turn")) is int
        if made == bool(quoted):
            what = "an example is { text, interview, turn } or { text, made = true }"
            self.fail(code, key, what, item=number)
            return None
        return Example(given["text"], given.get("interview", ""), given.get("turn", 0), bool(made))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_patterns(given: Any) -> bool:
    return isinstance(given, list) and all(_is_text(one) and _whole(terms(one)) for one in given)


def _whole(found: Sequence[tuple[str, ...]]) -> bool:
    return all(found)


__all__ = [
    "CODEBOOK",
    "Code",
    "Codebook",
    "Example",
    "PolicyError",
    "Rule",
    "in_force",
    "parse",
    "shipped",
]
