"""Entries that hold in a place and for a time, as most rules of law do; the keys that they have in common."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from qianshao.policy.reading import Reader
from qianshao.policy.words import LANGUAGES


class Dated(Protocol):
    """``territory``: the first digits of a division's code, "" for the whole country; ``until`` is its last day."""

    @property
    def territory(self) -> str: ...
    @property
    def since(self) -> date | None: ...
    @property
    def until(self) -> date | None: ...


Entry = TypeVar("Entry", bound=Dated)


def in_force_at(entries: Iterable[Entry], territory: str, day: date) -> list[Entry]:
    """Those that hold in a division on a day, the most exact first; of equals the newest."""
    found = [
        one
        for one in entries
        if territory.startswith(one.territory)
        and (one.since is None or one.since <= day)
        and (one.until is None or day <= one.until)
    ]
    return sorted(found, key=lambda one: (len(one.territory), one.since or date.min), reverse=True)


class DatedReader(Reader):
    """Reads such entries as :class:`Reader` reads categories: all faults at once."""

    def keys_of(self, code: str, given: Any, needed: Iterable[str], known: Iterable[str]) -> bool:
        """Whether it is a table with the keys that it needs and no others."""
        if not isinstance(given, dict):
            self.fail("", code, "must be a table")
            return False
        unknown, missing = sorted(set(given) - set(known)), [key for key in needed if key not in given]
        for key in unknown:
            self.fail(code, key, f"is not a key here; there are {', '.join(sorted(known))}")
        for key in missing:
            self.fail(code, key, "is missing")
        return not (unknown or missing)

    def texts_of(self, code: str, key: str, given: Any) -> dict[str, str]:
        if isinstance(given, dict) and all(isinstance(given.get(one), str) and given[one] for one in LANGUAGES):
            return dict(given)
        self.fail(code, key, f"must be a text in each of {', '.join(LANGUAGES)}")
        return {}

    def place_of(self, code: str, given: Any) -> str:
        if isinstance(given, str) and (not given or (given.isascii() and given.isdigit() and len(given) <= 12)):
            return given
        self.fail(code, "territory", 'is the first digits of the code of a division, or "" for the whole country')
        return ""

    def day_of(self, code: str, key: str, given: Any) -> date | None:
        if given is None or (isinstance(given, date) and not isinstance(given, datetime)):
            return given
        self.fail(code, key, "is a day, without quotation marks: 2021-03-31")
        return None

    def word_of(self, code: str, key: str, given: Any, known: Iterable[str]) -> str:
        if given in tuple(known):
            return str(given)
        self.fail(code, key, f"is one of {', '.join(known)}")
        return ""

    def words_of(self, code: str, key: str, given: Any, known: Iterable[str]) -> tuple[str, ...]:
        listed, words = given, tuple(known)
        if isinstance(listed, list) and listed and all(one in words for one in listed):
            return tuple(dict.fromkeys(listed))
        self.fail(code, key, f"is a list of {', '.join(words)}")
        return ()

    def text_of(self, code: str, key: str, given: Any) -> str:
        if isinstance(given, str) and given.strip():
            return given
        self.fail(code, key, "must be a text")
        return ""

    def number_of(self, code: str, given: Any) -> str:
        """As papers are counted."""
        if isinstance(given, str) and given.count("{year}") == 1 == given.count("{serial}") and given.count("{") == 2:
            return given
        self.fail(code, "number", "is a text with {year} and {serial}, each once")
        return ""
