"""From the bytes that a program sends to one plain value. No database, no clock, no Django.

Everything that is wrong with a text is said at once, each by its field.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from unicodedata import normalize

from qianshao.core.problems import Problem, Problems, raise_all
from qianshao.intake.rules import daily, words
from qianshao.policy.reporting import Reporting
from qianshao.registry.rules import credit_code

LARGEST_BODY = 64 * 1024
"""Bytes. A full report takes two thousand."""

LONGEST_KEY = 80
SHORTEST_SECRET_KEY = 20
"""Characters. The key of an unnamed report leads to its receipt, so that nobody may be able to guess it."""

ENVELOPE = ("workplace", "day", "source", "key")
OBSERVATION = ("link", "category", "text", "day", "key", "proof", "pass_over")
NOWHERE: int | str = 0
LONGEST_INTEGER = 19
"""Digits that are read as a number at all; every field is far smaller."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DailyDraft:
    """A daily report as it was sent: the workplace by its number, or by its credit code."""

    workplace: int | str
    day: date
    source: str | None
    key: str | None
    numbers: daily.Numbers


@dataclass(frozen=True, slots=True)
class ObservationDraft:
    link: str
    category: str
    text: str
    day: date
    key: str | None
    proof: str
    pass_over: bool = False


@dataclass(slots=True)
class Collected:
    """What was wrong so far."""

    problems: list[Problem] = field(default_factory=list)

    def attempt(self, name: str, reading: Callable[[], T], otherwise: T) -> T:
        """The value, or ``otherwise`` with the problem noted for later."""
        try:
            return reading()
        except Problem as problem:
            problem.field = problem.field or name
            self.problems.append(problem)
        except Problems as several:
            self.problems.extend(several.problems)
        return otherwise


def daily_report(
    body: bytes, *, header_key: str, today: date, policy: Reporting, categories: frozenset[str]
) -> DailyDraft:
    given = json_object(body)
    return daily_draft(given, header_key=header_key, today=today, policy=policy, categories=categories)


def daily_draft(
    given: Mapping[str, Any],
    *,
    header_key: str,
    today: date,
    policy: Reporting,
    categories: frozenset[str],
    partial: bool = False,
) -> DailyDraft:
    """The same from the fields of a JSON object or of a row."""
    content = {name: value for name, value in given.items() if name not in ENVELOPE}
    wrong = Collected()
    numbers = wrong.attempt("", lambda: daily.read(content, policy, categories, partial=partial), daily.Numbers(0))
    draft = DailyDraft(
        workplace=wrong.attempt("workplace", lambda: workplace_of(given), NOWHERE),
        day=wrong.attempt("day", lambda: day_of(given, today, policy), today),
        source=wrong.attempt("source", lambda: optional_text(given, "source"), None),
        key=wrong.attempt("key", lambda: key_of(given, header_key, shortest=1), None),
        numbers=numbers,
    )
    raise_all(wrong.problems)
    return draft


def observation(
    body: bytes, *, header_key: str, today: date, policy: Reporting, categories: frozenset[str]
) -> ObservationDraft:
    given = json_object(body)
    wrong = Collected([Problem("field.unknown", field=name, label=name) for name in given if name not in OBSERVATION])
    draft = ObservationDraft(
        link=wrong.attempt("link", lambda: needed_text(given, "link"), ""),
        category=wrong.attempt("category", lambda: category_of(given, categories), ""),
        text=wrong.attempt("text", lambda: words.tidy(given.get("text", ""), limit=daily.LARGEST_REMARK), ""),
        day=wrong.attempt("day", lambda: day_of(given, today, policy), today),
        key=wrong.attempt("key", lambda: key_of(given, header_key, shortest=SHORTEST_SECRET_KEY), None),
        proof=wrong.attempt("proof", lambda: optional_text(given, "proof") or "", ""),
        pass_over=wrong.attempt("pass_over", lambda: _true_or_false(given, "pass_over"), False),
    )
    raise_all(wrong.problems)
    return draft


# --- JSON -------------------------------------------------------------------------------------------------


def json_object(body: bytes) -> dict[str, Any]:
    """One object of JSON in UTF-8. A mark of byte order is taken; NaN, names that are there twice are not."""
    if len(body) > LARGEST_BODY:
        raise Problem("body.too_large", limit=f"{LARGEST_BODY // 1024} KB")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem("text.encoding", position=error.start) from None
    try:
        value = json.loads(text, object_pairs_hook=_pairs, parse_constant=_constant, parse_int=_integer)
    except json.JSONDecodeError as error:
        raise Problem("json.broken.at", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise Problem("json.too_deep") from None
    if not isinstance(value, dict):
        raise Problem("json.not_object")
    return value


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Problem("field.twice", field=name, label=name)
        found[name] = value
    return found


def _constant(name: str) -> None:
    """Python's reader takes NaN and Infinity; JSON has neither."""
    raise Problem("json.broken", detail=name)


def _integer(digits: str) -> int | str:
    """Python refuses to turn thousands of digits into a number; as text they are refused by their field."""
    return int(digits) if len(digits) <= LONGEST_INTEGER else digits


# --- fields -----------------------------------------------------------------------------------------------


def workplace_of(given: Mapping[str, Any]) -> int | str:
    """A number, or a credit code as people type it."""
    value = given.get("workplace")
    if value in (None, ""):
        raise Problem("field.missing", label="workplace")
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Problem("field.invalid", value=value)
    text = normalize("NFKC", str(value)).strip()
    if text.isascii() and text.isdigit() and len(text) < credit_code.LENGTH:
        return int(text)
    try:
        return credit_code.check(text)
    except Problem as problem:
        problem.field = "workplace"
        raise


def day_of(given: Mapping[str, Any], today: date, policy: Reporting) -> date:
    value = given.get("day")
    if value in (None, ""):
        raise Problem("field.missing", label="day")
    day = date_of(value)
    daily.check_day(day, today, policy)
    return day


def date_of(value: object) -> date:
    """Year-month-day with hyphens; Python alone would also take 20220208 and 2022-W06-2."""
    text = normalize("NFKC", value).strip() if isinstance(value, str) else ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Problem("field.invalid.date", value=value) from None
    if day.isoformat() != text:
        raise Problem("field.invalid.date", value=value)
    return day


def category_of(given: Mapping[str, Any], categories: frozenset[str]) -> str:
    code = optional_text(given, "category")
    if not code:
        raise Problem("category.missing")
    if code not in categories:
        raise Problem("category.unknown", value=code)
    return code


def key_of(given: Mapping[str, Any], header_key: str, *, shortest: int) -> str | None:
    """The key in the header or in the body; both may be there when they are the same."""
    in_body = optional_text(given, "key")
    if header_key and in_body and header_key != in_body:
        raise Problem("key.two")
    return checked_key(header_key or in_body or "", shortest=shortest) or None


def checked_key(key: str, *, shortest: int) -> str:
    """Printable signs of ASCII without blanks; "" stays "", for a sending without a key."""
    fits = key.isascii() and key.isprintable() and " " not in key and shortest <= len(key) <= LONGEST_KEY
    if key and not fits:
        raise Problem("key.unfit", field="key", shortest=shortest, longest=LONGEST_KEY)
    return key


def needed_text(given: Mapping[str, Any], name: str) -> str:
    text = optional_text(given, name)
    if not text:
        raise Problem("field.missing", label=name)
    return text


def _true_or_false(given: Mapping[str, Any], name: str) -> bool:
    value = given.get(name, False)
    if not isinstance(value, bool):
        raise Problem("field.invalid.yes_no", value=value)
    return value


def optional_text(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is None or isinstance(value, str):
        return value
    raise Problem("field.invalid", value=value)
