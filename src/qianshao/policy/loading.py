"""Policy files: read, checked, versioned.

What does not hold is said with file, line and key; a file that does not hold is not used at all.
"""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from qianshao.policy.ladder import OTHER, Category, Policy, Rung, Term, Who
from qianshao.policy.places import Places

SHIPPED = Path(__file__).parent / "shipped"
CATEGORIES = "categories.toml"
LANGUAGES = ("zh-hans", "en")
KEYS = frozenset({"name", "severity", "ladder", "follow_up", "basis", "workers_may_report"})
LONGEST_CODE = 40
LONGEST_TERM = 10_000
"""In hours or working days: beyond it a number is taken for a slip, and no date is computed outside the calendar."""


class PolicyError(Exception):
    """Something in a policy file that a person has to correct. ``others`` are those that follow in the same file."""

    def __init__(self, source: str, line: int, key: str, what: str, others: tuple[PolicyError, ...] = ()) -> None:
        self.source, self.line, self.key, self.what, self.others = source, line, key, what, others
        super().__init__(f"{source}:{line} {key}: {what}")


@cache
def shipped_text() -> str:
    return (SHIPPED / CATEGORIES).read_text(encoding="utf-8")


def shipped() -> Policy:
    """The policy in force."""
    return parse(shipped_text(), source=CATEGORIES)


@cache
def parse(text: str, *, source: str) -> Policy:
    """One policy from the text of one TOML file; :class:`PolicyError` with all that does not hold."""
    tree = read_toml(text, source)
    reader = _Reader(text, source)
    categories = {code: category for code, entry in tree.items() if (category := reader.category(code, entry))}
    if OTHER not in tree:
        reader.fail("", "", f"the file has no category [{OTHER}]; what no other category names belongs there")
    reader.raise_all()
    return Policy(hashlib.sha256(text.encode()).hexdigest()[:12], categories)


def read_toml(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(source, _line_in(str(error), text), "TOML", str(error)) from None


def _line_in(message: str, text: str) -> int:
    """tomllib tells the line in words: “… (at line 3, column 5)”, or “… (at end of document)”."""
    _, _, tail = message.partition("at line ")
    digits = tail.split(",")[0].rstrip(")")
    return int(digits) if digits.isdigit() else len(text.splitlines()) or 1


class _Misfit(Exception):
    """Ends the reading of one category; the others are read all the same."""


class _Reader:
    def __init__(self, text: str, source: str) -> None:
        self.places, self.source = Places(text), source
        self.errors: list[PolicyError] = []

    def fail(self, code: str, key: str, what: str, *, item: int | None = None) -> None:
        line = self.places.line(code, key, item)
        self.errors.append(PolicyError(self.source, line, ".".join(filter(None, (code, key))) or "[…]", what))

    def raise_all(self) -> None:
        if self.errors:
            first, *others = sorted(self.errors, key=lambda error: error.line)
            raise PolicyError(first.source, first.line, first.key, first.what, tuple(others))

    def category(self, code: str, entry: Any) -> Category | None:
        """None when something in it does not hold; what that is has been noted, all of it."""
        if not isinstance(entry, dict):
            self.fail("", code, "must be a table: [name_of_category]")
            return None
        before = len(self.errors)
        if not (code.isascii() and code.isidentifier() and code == code.lower()) or len(code) > LONGEST_CODE:
            self.fail(code, "", f"a category is named by at most {LONGEST_CODE} small letters, digits and underscores")
        for key in sorted(set(entry) - KEYS):
            self.fail(code, key, f"is not a key of a category; there are {', '.join(sorted(KEYS))}")
        category = Category(
            code=code,
            names=self.names(code, entry.get("name")),
            severity=self.severity(code, entry.get("severity")),
            ladder=self.ladder(code, entry.get("ladder")),
            follow_up=self.term(code, "follow_up", entry.get("follow_up")),
            basis=self.basis(code, entry.get("basis")),
            workers_may_report=self.yes_no(code, "workers_may_report", entry.get("workers_may_report", True)),
        )
        return category if len(self.errors) == before else None

    def names(self, code: str, given: Any) -> dict[str, str]:
        names = given if isinstance(given, dict) else {}
        if not all(_is_text(names.get(language)) for language in LANGUAGES) or not all(map(_is_text, names.values())):
            self.fail(code, "name", f"must give a name in each of {', '.join(LANGUAGES)}")
        return {str(language): str(name) for language, name in names.items()}

    def severity(self, code: str, given: Any) -> int:
        if type(given) is int and given in (1, 2, 3):
            return given
        self.fail(code, "severity", "must be 1 (gravest), 2 or 3")
        return 3

    def basis(self, code: str, given: Any) -> str:
        if not _is_text(given):
            self.fail(code, "basis", "must say on what it rests")
        return str(given)

    def yes_no(self, code: str, key: str, given: Any) -> bool:
        if not isinstance(given, bool):
            self.fail(code, key, "must be true or false")
        return bool(given)

    def ladder(self, code: str, given: Any) -> tuple[Rung, ...]:
        if not isinstance(given, list) or not given:
            self.fail(code, "ladder", "must be a list with at least one rung")
            return ()
        rungs = [self.rung(code, item, number) for number, item in enumerate(given)]
        self.check_order(code, [rung.who if rung else None for rung in rungs])
        return tuple(filter(None, rungs))

    def rung(self, code: str, given: Any, number: int) -> Rung | None:
        if not isinstance(given, dict) or set(given) - {"who", "hours", "working_days"}:
            example = '{ who = "district", hours = 4 } or { who = "city", working_days = 2 }'
            self.fail(code, "ladder", f"a rung is {example}", item=number)
            return None
        if given.get("who") not in tuple(Who):
            who = f"who must be one of {', '.join(Who)}, not {given.get('who')!r}"
            self.fail(code, "ladder", who, item=number)
            return None
        return Rung(Who(given["who"]), self.term(code, "ladder", given, item=number))

    def check_order(self, code: str, rungs: list[Who | None]) -> None:
        """A case only ever moves up: no body twice, and no federation after a higher one."""
        order = list(Who)
        seen: list[Who] = []
        for number, who in enumerate(rungs):
            if who in seen:
                self.fail(code, "ladder", f"{who} stands on the ladder twice", item=number)
            elif who and who is not Who.AFFILIATED and any(order.index(who) < order.index(one) for one in seen):
                self.fail(code, "ladder", f"{who} comes after a higher level; a case only moves up", item=number)
            seen += [who] if who else []

    def term(self, code: str, key: str, given: Any, *, item: int | None = None) -> Term:
        entry = given if isinstance(given, dict) else {}
        if key == "follow_up" and (unknown := sorted(set(entry) - {"hours", "working_days"})):
            self.fail(code, key, f"has no {unknown[0]}; it is {{ hours = … }} or {{ working_days = … }}")
        hours, days = entry.get("hours", 0), entry.get("working_days", 0)
        if _is_span(hours, float, int) and _is_span(days, int) and bool(hours) != bool(days):
            return Term(hours=hours, working_days=days)
        self.fail(code, key, f"needs either hours or working_days, above 0 and at most {LONGEST_TERM}", item=item)
        return Term(hours=1)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_span(value: Any, *kinds: type) -> bool:
    """Neither a truth value, nor below zero, nor one of TOML's nan and inf."""
    return type(value) in kinds and 0 <= value <= LONGEST_TERM
