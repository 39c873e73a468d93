"""Checklists, read from TOML: all that does not hold is said at once, with line and key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any

from qianshao.policy import loading, own
from qianshao.policy.checklists import GROUPS, PERCENT, UNITS, YES_NO, Checklist, FollowUp, Item, Limit, Measure
from qianshao.policy.faults import PolicyError, read_toml
from qianshao.policy.ladder import Term
from qianshao.policy.reading import LONGEST_CODE, Reader

FOLDER = "checklists"
HEAD = "checklist"
HEAD_NEEDED = ("name", "territory", "follow_up", "source")
HEAD_KEYS = frozenset({*HEAD_NEEDED, "since", "until"})
ITEM_KEYS = ("number", "group", "name", "critical", "category", "basis", "measure")
MEASURE_NEEDED = ("code", "name", "unit")
MEASURE_KEYS = frozenset({*MEASURE_NEEDED, "grave", *Limit})
FOLLOW_UP = ("critical", "failed", "refused")
LARGEST = 1_000_000
DEFAULT_FACTOR = 2
"""Twice a limit is as bad as can be, where the file does not say."""


def shipped_folder() -> Path:
    return loading.SHIPPED / FOLDER


def own_folder() -> Path:
    return own.folder() / FOLDER


def in_force() -> dict[str, Checklist]:
    """By code; a federation's own file replaces the shipped one of its name."""
    return dict(sorted(own.files(FOLDER, _of_file, shipped).items()))


@cache
def shipped() -> dict[str, Checklist]:
    paths = sorted(shipped_folder().glob("*.toml"))
    return {path.stem: _of_file(path.read_text(encoding="utf-8"), source=path.name) for path in paths}


def _of_file(text: str, *, source: str) -> Checklist:
    return parse(text, source=source, code=Path(source).stem)


@cache
def parse(text: str, *, source: str, code: str, kept: bool = False) -> Checklist:
    """:class:`PolicyError` with all that does not hold. ``kept``: a text that held when it was used is read again; its
    kinds of danger need not be known any more."""
    tree = read_toml(text, source)
    reader = _Checklists(text, source, None if kept else frozenset(loading.in_force().categories))
    found = reader.checklist(code, tree)
    reader.raise_all()
    if found is None:
        raise PolicyError(source, 1, HEAD, "is missing")
    return found


class _Checklists(Reader):
    def __init__(self, text: str, source: str, categories: frozenset[str] | None) -> None:
        super().__init__(text, source)
        self.text, self.categories = text, categories

    def checklist(self, code: str, tree: dict[str, Any]) -> Checklist | None:
        head = tree.get(HEAD)
        if not isinstance(head, dict):
            self.fail("", "", f"the file has no table [{HEAD}] with {', '.join(HEAD_NEEDED)}")
            return None
        self.known(HEAD, head, HEAD_KEYS, HEAD_NEEDED)
        items = [item for name, entry in tree.items() if name != HEAD and (item := self.item(name, entry))]
        if not items and not self.errors:
            self.fail(HEAD, "", "the file has no item")
        self.once(items)
        return Checklist(
            code=code,
            version=hashlib.sha256(self.text.encode()).hexdigest()[:12],
            names=self.names(HEAD, head.get("name")),
            territory=self.prefix(HEAD, head.get("territory")),
            since=self.day(HEAD, "since", head.get("since")),
            until=self.day(HEAD, "until", head.get("until")),
            follow_up=self.visits(head.get("follow_up")),
            source=self.said(HEAD, "source", head.get("source")),
            items={item.code: item for item in sorted(items, key=lambda one: one.number)},
            text=self.text,
        )

    def visits(self, given: Any) -> FollowUp:
        table = f"{HEAD}.follow_up"
        entry = given if isinstance(given, dict) else {}
        if set(entry) != set(FOLLOW_UP):
            self.fail(table, "", f"has each of {', '.join(FOLLOW_UP)}, and nothing else")
        return FollowUp(**{name: self.span(table, name, entry.get(name)) for name in FOLLOW_UP})

    def span(self, table: str, key: str, given: Any) -> Term:
        return self.term(table, key, given) if isinstance(given, dict) else Term(days=1)

    # --- an item ---------------------------------------------------------------------------------------

    def item(self, code: str, entry: Any) -> Item | None:
        if not isinstance(entry, dict):
            self.fail("", code, "must be a table: [name_of_item]")
            return None
        before = len(self.errors)
        self.word(code, "", code, "an item")
        self.known(code, entry, frozenset({*ITEM_KEYS, "optional"}), ITEM_KEYS)
        if len(self.errors) > before:
            return None
        item = Item(
            code=code,
            number=self.count(code, entry["number"]),
            group=self.among(code, "group", entry["group"], GROUPS),
            names=self.names(code, entry["name"]),
            critical=self.yes_no(code, "critical", entry["critical"]),
            optional=self.yes_no(code, "optional", entry.get("optional", False)),
            category=self.category_of(code, entry["category"]),
            basis=self.both(code, "basis", entry["basis"]),
            measures=self.measures(code, entry["measure"]),
        )
        return item if len(self.errors) == before else None

    def category_of(self, code: str, given: Any) -> str:
        if self.categories is None and _is_word(given):
            return str(given)
        return self.among(code, "category", given, sorted(self.categories or ()))

    def measures(self, code: str, given: Any) -> tuple[Measure, ...]:
        if not isinstance(given, list) or not given:
            self.fail(code, "measure", f"must be one or more tables [[{code}.measure]]")
            return ()
        found = [one for number, entry in enumerate(given) if (one := self.measure(code, entry, number))]
        codes = [one.code for one in found]
        for number, name in enumerate(codes):
            if name in codes[:number]:
                self.fail(code, "measure", f"{name} is there twice", item=number, inner="code")
        return tuple(found)

    def measure(self, code: str, entry: Any, number: int) -> Measure | None:
        before = len(self.errors)

        def wrong(key: str, what: str) -> None:
            self.fail(code, "measure", f"{key} {what}", item=number, inner=key)

        if not isinstance(entry, dict):
            wrong("", "is a table")
            return None
        for key in sorted(set(entry) - MEASURE_KEYS):
            wrong(key, f"is not a key of a measure; there are {', '.join(sorted(MEASURE_KEYS))}")
        for key in MEASURE_NEEDED:
            if key not in entry:
                wrong(key, "is missing")
        limits = [limit for limit in Limit if limit in entry]
        if len(limits) != 1:
            wrong(limits[1] if limits else "", f"needs exactly one of {', '.join(Limit)}")
        if len(self.errors) > before:
            return None
        limit, unit = limits[0], entry["unit"]
        if not _is_word(entry["code"]):
            wrong("code", f"is at most {LONGEST_CODE} small letters, digits and underscores")
        if not _in_both(entry["name"]):
            wrong("name", "must be a text in each of zh-hans, en")
        if unit not in UNITS:
            wrong("unit", f"is one of {', '.join(UNITS)}")
        if (unit == YES_NO) != (limit is Limit.WANT):
            wrong(limit, f"does not go with the unit {unit}: want belongs to {YES_NO}, and to nothing else")
        threshold = entry[limit]
        if limit is Limit.WANT and not isinstance(threshold, bool):
            wrong(limit, "is true or false")
        if limit is not Limit.WANT and not _is_number(threshold, unit):
            wrong(limit, f"is a number from 0 to {_largest(unit)}")
        if len(self.errors) > before:
            return None
        grave = entry.get("grave", _grave(limit, threshold))
        if limit is Limit.WANT and "grave" in entry:
            wrong("grave", "does not belong to a yes or no")
        elif limit is not Limit.WANT and not _is_worse(limit, grave, threshold):
            wrong("grave", f"must be a number that is worse than {limit} {threshold}")
        return Measure(entry["code"], dict(entry["name"]), unit, limit, threshold, grave)

    def once(self, items: list[Item]) -> None:
        seen: dict[int, str] = {}
        for item in items:
            if item.number in seen:
                self.fail(item.code, "number", f"{item.number} is the number of {seen[item.number]} already")
            seen[item.number] = item.code

    # --- values ----------------------------------------------------------------------------------------

    def known(self, table: str, entry: dict[str, Any], keys: frozenset[str], needed: Iterable[str]) -> None:
        for key in sorted(set(entry) - keys):
            self.fail(table, key, f"is not a key here; there are {', '.join(sorted(keys))}")
        for key in needed:
            if key not in entry:
                self.fail(table, key, "is missing")

    def word(self, table: str, key: str, given: Any, what: str) -> None:
        if not _is_word(given):
            self.fail(table, key, f"{what} is named by at most {LONGEST_CODE} small letters, digits and underscores")

    def both(self, table: str, key: str, given: Any) -> dict[str, str]:
        if _in_both(given):
            return dict(given)
        self.fail(table, key, "must be a text in each of zh-hans, en")
        return {}

    def said(self, table: str, key: str, given: Any) -> str:
        if isinstance(given, str) and given.strip():
            return given
        self.fail(table, key, "must say where it was read")
        return ""

    def among(self, table: str, key: str, given: Any, choices: Iterable[str]) -> str:
        known = tuple(choices)
        if given in known:
            return str(given)
        self.fail(table, key, f"is one of {', '.join(known)}")
        return ""

    def count(self, table: str, given: Any) -> int:
        if type(given) is int and 0 < given < 1000:
            return given
        self.fail(table, "number", "is a whole number from 1 to 999")
        return 0

    def prefix(self, table: str, given: Any) -> str:
        if isinstance(given, str) and (not given or (given.isascii() and given.isdigit() and len(given) <= 12)):
            return given
        self.fail(table, "territory", 'is the first digits of the code of a division, or "" for the whole country')
        return ""

    def day(self, table: str, key: str, given: Any) -> date | None:
        if given is None or (isinstance(given, date) and not isinstance(given, datetime)):
            return given
        self.fail(table, key, "is a day, without quotation marks: 2020-02-21")
        return None


def _is_word(given: Any) -> bool:
    return (
        isinstance(given, str)
        and given.isascii()
        and given.isidentifier()
        and given == given.lower()
        and (len(given) <= LONGEST_CODE)
    )


def _in_both(given: Any) -> bool:
    return isinstance(given, dict) and all(isinstance(given.get(one), str) and given[one] for one in ("zh-hans", "en"))


def _largest(unit: str) -> int:
    return 100 if unit == PERCENT else LARGEST


def _is_number(given: Any, unit: str) -> bool:
    return type(given) in (int, float) and isfinite(given) and 0 <= given <= _largest(unit)


def _grave(limit: Limit, threshold: float) -> float:
    if limit is Limit.AT_LEAST:
        return 0
    return threshold * DEFAULT_FACTOR or 1


def _is_worse(limit: Limit, grave: Any, threshold: float) -> bool:
    if type(grave) not in (int, float) or not isfinite(grave):
        return False
    return 0 <= grave < threshold if limit is Limit.AT_LEAST else bool(grave > threshold)


__all__ = ["FOLDER", "PolicyError", "in_force", "own_folder", "parse", "shipped_folder"]
