"""From bytes to a report that needs no explanation: exactly what ``intake.parsing`` would read, or None.

None is no verdict. It sends the report to the ordinary door, which says in words what is wrong, or takes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec

from qianshao.core.problems import Problem
from qianshao.intake import parsing
from qianshao.intake.rules import daily, words
from qianshao.policy.reporting import Reporting

WELL = dict.fromkeys(daily.ZERO_WHEN_WELL, 0)
INSIDE = frozenset(daily.OF_PEOPLE) - {"close_contacts"}
LARGEST_NUMBER = 2**62

_decode = msgspec.json.Decoder(dict[str, Any]).decode


class Plain(msgspec.Struct, frozen=True, array_like=True):
    """A daily report of an enterprise union. ``workplace`` is its number."""

    workplace: int
    day: date
    key: str
    numbers: daily.Numbers
    dangers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """What holds for a day: made anew when the day or the policy changes."""

    policy: Reporting
    categories: frozenset[str]
    days: dict[str, date]

    @classmethod
    def of(cls, today: date, policy: Reporting, categories: frozenset[str]) -> Today:
        days = [today - timedelta(days=ago) for ago in range(policy.days_back + 1)]
        return cls(policy, categories, {day.isoformat(): day for day in days})


def read(body: bytes, header_key: str, today: Today) -> Plain | None:
    """One object of JSON in UTF-8 that names each field once."""
    try:
        given = _decode(body)
        return _read(given, header_key, today) if _names_each_field_once(body, given) else None
    except (msgspec.MsgspecError, UnicodeDecodeError, Problem, TypeError):  # the last: a list where a name should be
        return None


def _read(given: dict[str, Any], header_key: str, today: Today) -> Plain | None:
    workplace, day = given.pop("workplace", None), today.days.get(given.pop("day", None))
    source, key, word = given.pop("source", None), given.pop("key", None), given.pop("all_clear", None)
    if type(workplace) is not int or not 0 < workplace < LARGEST_NUMBER or day is None or source not in (None, "union"):
        return None
    if header_key and key not in (None, header_key):
        return None
    key = header_key or key
    if key is not None and type(key) is not str:
        return None
    numbers = _numbers(given, word, today)
    if numbers is None:
        return None
    dangers = daily.dangers(numbers, today.policy)
    if not dangers and word is not True and (word is not None or any(given.get(name) is None for name in WELL)):
        return None
    return Plain(workplace, day, parsing.checked_key(key, shortest=1) if key else "", numbers, dangers)


def _names_each_field_once(body: bytes, given: dict[str, Any]) -> bool:
    """Of two fields of one name the decoder keeps the last. So quotation marks are counted: where nothing is escaped,
    there are two for each name and two for each text."""
    texts = 0
    for value in given.values():
        if type(value) is str:
            texts += 1
        elif type(value) is list:
            texts += len(value)
    return b"\\" not in body and body.count(b'"') == 2 * (len(given) + texts)


def _numbers(given: dict[str, Any], word: object, today: Today) -> daily.Numbers | None:
    if word is True:
        given = WELL | given
    elif word is not None and word is not False:
        return None
    if "named" in given:
        names = given["named"]
        if type(names) is not list or not today.categories.issuperset(names):
            return None
        given["named"] = sorted(set(names))
    if "remarks" in given:
        given["remarks"] = words.tidy(given["remarks"], limit=daily.LARGEST_REMARK)
    headcount, limit = given.get("headcount"), today.policy.largest_headcount
    if type(headcount) is not int:
        return None
    for name, value in given.items():
        if type(value) is int and not 0 <= value <= (headcount if name in INSIDE else limit):
            return None
        if value is None:
            return None
    return msgspec.convert(given, daily.Numbers)
