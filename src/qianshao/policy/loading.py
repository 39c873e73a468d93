"""Policy files: read, checked, versioned.

What does not hold is said with file, key and line; a file that does not hold is not used at all.
"""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from qianshao.policy.ladder import Category, Policy, Rung, Term, Who

SHIPPED = Path(__file__).parent / "shipped"
LANGUAGES = ("zh-hans", "en")


class PolicyError(Exception):
    """Something in a policy file that a person has to correct."""

    def __init__(self, source: str, line: int, key: str, what: str) -> None:
        self.source, self.line, self.key, self.what = source, line, key, what
        super().__init__(f"{source}, line {line}, {key}: {what}")


CATEGORIES = "categories.toml"


@cache
def shipped_text() -> str:
    return (SHIPPED / CATEGORIES).read_text(encoding="utf-8")


def shipped() -> Policy:
    """The policy in force."""
    return parse(shipped_text(), source=CATEGORIES)


@cache
def parse(text: str, *, source: str) -> Policy:
    """One policy from the text of one TOML file; :class:`PolicyError` where it does not hold."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(source, _line_in(str(error)), "TOML", str(error)) from None
    reader = _Reader(text, source)
    categories = {code: reader.category(code, entry) for code, entry in tree.items()}
    if not categories:
        raise PolicyError(source, 1, "[…]", "the file has no category")
    return Policy(hashlib.sha256(text.encode()).hexdigest()[:12], categories)


def _line_in(message: str) -> int:
    """tomllib tells the line in words: “… (at line 3, column 5)”."""
    _, _, tail = message.partition("at line ")
    digits = tail.split(",")[0].rstrip(")")
    return int(digits) if digits.isdigit() else 1


class _Reader:
    def __init__(self, text: str, source: str) -> None:
        self.lines, self.source = text.splitlines(), source

    def fail(self, code: str, key: str, what: str) -> PolicyError:
        return PolicyError(self.source, self.line_of(code, key), f"{code}.{key}" if key else code, what)

    def line_of(self, code: str, key: str) -> int:
        """Where the key stands; the heading of its table when it is missing."""
        start = next((n for n, line in enumerate(self.lines) if line.strip() == f"[{code}]"), 0)
        for number, line in enumerate(self.lines[start + 1 :], start + 2):
            if line.startswith("["):
                break
            if key and line.split("=")[0].strip() == key:
                return number
        return start + 1

    def category(self, code: str, entry: Any) -> Category:
        if not isinstance(entry, dict):
            raise self.fail(code, "", "must be a table: [name_of_category]")
        unknown = set(entry) - {"name", "severity", "ladder", "follow_up", "basis", "workers_may_report"}
        if unknown:
            raise self.fail(code, sorted(unknown)[0], "is not a key that a category has")
        return Category(
            code=code,
            names=self.names(code, entry),
            severity=self.severity(code, entry),
            ladder=self.ladder(code, entry),
            follow_up=self.term(code, "follow_up", entry.get("follow_up")),
            basis=self.text(code, entry, "basis"),
            workers_may_report=bool(entry.get("workers_may_report", True)),
        )

    def names(self, code: str, entry: dict[str, Any]) -> dict[str, str]:
        names = entry.get("name")
        if not isinstance(names, dict) or any(not names.get(language) for language in LANGUAGES):
            raise self.fail(code, "name", f"must give a name in each of {', '.join(LANGUAGES)}")
        return {str(language): str(name) for language, name in names.items()}

    def severity(self, code: str, entry: dict[str, Any]) -> int:
        severity = entry.get("severity")
        if severity not in (1, 2, 3):
            raise self.fail(code, "severity", "must be 1 (gravest), 2 or 3")
        return int(severity)

    def text(self, code: str, entry: dict[str, Any], key: str) -> str:
        text = entry.get(key)
        if not isinstance(text, str) or not text.strip():
            raise self.fail(code, key, "must say on what it rests")
        return text

    def ladder(self, code: str, entry: dict[str, Any]) -> tuple[Rung, ...]:
        rungs = entry.get("ladder")
        if not isinstance(rungs, list) or not rungs:
            raise self.fail(code, "ladder", "must be a list with at least one rung")
        return tuple(self.rung(code, rung) for rung in rungs)

    def rung(self, code: str, rung: Any) -> Rung:
        if not isinstance(rung, dict) or set(rung) - {"who", "hours", "working_days"}:
            raise self.fail(code, "ladder", 'a rung is { who = "…", hours = … } or { who = "…", working_days = … }')
        if rung.get("who") not in set(Who):
            raise self.fail(code, "ladder", f"who must be one of {', '.join(Who)}, not {rung.get('who')!r}")
        return Rung(Who(rung["who"]), self.term(code, "ladder", rung))

    def term(self, code: str, key: str, entry: Any) -> Term:
        given = entry if isinstance(entry, dict) else {}
        hours, days = given.get("hours", 0), given.get("working_days", 0)
        fits = isinstance(hours, int | float) and isinstance(days, int) and hours >= 0 and days >= 0
        if not fits or bool(hours) == bool(days):
            raise self.fail(code, key, "needs either hours or working_days, above zero")
        return Term(hours=hours, working_days=days)
