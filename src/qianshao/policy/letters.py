"""The policy on letters (一函两书): which paper a letter is in a place and at a time, and how long it leaves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from qianshao.policy.faults import PolicyError, read_toml
from qianshao.policy.ladder import Instrument, Term
from qianshao.policy.loading import SHIPPED
from qianshao.policy.reading import Reader

LETTERS = "letters.toml"
RECIPIENTS = ("employer", "authority")
LEVELS = {"national": 0, "province": 1, "city": 2, "district": 3, "township": 4, "enterprise": 6}
NEEDED = ("name", "serves", "territory", "to", "issuer", "reply", "number", "basis", "effect", "source")
KEYS = frozenset({*NEEDED, "since", "until", "urgent", "next"})
GRAVEST = 1


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of letter, as ``shipped/letters.toml`` explains its keys. ``issuer`` is the level of a body: 0 is
    national, 6 an enterprise."""

    code: str
    names: dict[str, str]
    serves: tuple[Instrument, ...]
    territory: str
    since: date | None
    until: date | None
    to: str
    issuer: int
    reply: Term
    urgent: Term
    number: str
    basis: dict[str, str]
    effect: dict[str, str]
    next: Instrument | None
    source: str

    def name(self, language: str | None) -> str:
        return self.names.get(language or "", self.names["zh-hans"])

    def holds(self, instrument: Instrument, territory: str, day: date) -> bool:
        in_time = (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
        return in_time and instrument in self.serves and territory.startswith(self.territory)

    def term(self, severity: int, *, under_order: bool) -> Term:
        """How long the recipient has to answer."""
        return self.urgent if under_order or severity <= GRAVEST else self.reply


def choose(papers: Iterable[Paper], instrument: Instrument, territory: str, day: date) -> Paper | None:
    """The paper that serves a purpose in a division on a day: the most exact one. None where there is none."""
    fitting = [paper for paper in papers if paper.holds(instrument, territory, day)]
    return max(fitting, key=lambda paper: len(paper.territory), default=None)


# --- which are in force -----------------------------------------------------------------------------------


def own_file() -> Path:
    """A federation's own papers replace the shipped ones of the same name; the file need not be there."""
    return Path(settings.POLICY) / LETTERS


def in_force() -> dict[str, Paper]:
    path = own_file()
    try:
        own = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return shipped()
    return {**shipped(), **parse(own, source=str(path))}


@cache
def shipped() -> dict[str, Paper]:
    return parse((SHIPPED / LETTERS).read_text(encoding="utf-8"), source=LETTERS)


@cache
def parse(text: str, *, source: str) -> dict[str, Paper]:
    """:class:`PolicyError` with all that does not hold."""
    reader = _Papers(text, source)
    papers = {code: paper for code, entry in read_toml(text, source).items() if (paper := reader.paper(code, entry))}
    reader.raise_all()
    return papers


class _Papers(Reader):
    """Reads papers as :class:`Reader` reads categories: all faults at once."""

    def paper(self, code: str, entry: Any) -> Paper | None:
        if not isinstance(entry, dict):
            self.fail("", code, "must be a table: [name_of_paper]")
            return None
        before = len(self.errors)
        for key in sorted(set(entry) - KEYS):
            self.fail(code, key, f"is not a key of a paper; there are {', '.join(sorted(KEYS))}")
        for key in NEEDED:
            if key not in entry:
                self.fail(code, key, "is missing")
        if len(self.errors) > before:
            return None
        found = Paper(
            code=code,
            names=self.texts(code, "name", entry["name"]),
            serves=self.serves(code, entry["serves"]),
            territory=self.territory(code, entry["territory"]),
            since=self.day(code, "since", entry.get("since")),
            until=self.day(code, "until", entry.get("until")),
            to=self.one_of(code, "to", entry["to"], RECIPIENTS),
            issuer=LEVELS.get(self.one_of(code, "issuer", entry["issuer"], LEVELS), 0),
            reply=self.term(code, "reply", entry["reply"]),
            urgent=self.term(code, "urgent", entry.get("urgent", entry["reply"])),
            number=self.number(code, entry["number"]),
            basis=self.texts(code, "basis", entry["basis"]),
            effect=self.texts(code, "effect", entry["effect"]),
            next=self.following(code, entry.get("next")),
            source=self.basis(code, entry["source"]),
        )
        return found if len(self.errors) == before else None

    def texts(self, code: str, key: str, given: Any) -> dict[str, str]:
        if isinstance(given, dict) and all(isinstance(given.get(one), str) and given[one] for one in ("zh-hans", "en")):
            return dict(given)
        self.fail(code, key, "must be a text in each of zh-hans, en")
        return {}

    def serves(self, code: str, given: Any) -> tuple[Instrument, ...]:
        known = tuple(Instrument)
        if isinstance(given, list) and given and all(one in known for one in given):
            return tuple(Instrument(one) for one in given)
        self.fail(code, "serves", f"is a list of {', '.join(known)}")
        return ()

    def territory(self, code: str, given: Any) -> str:
        if isinstance(given, str) and (not given or (given.isascii() and given.isdigit() and len(given) <= 12)):
            return given
        self.fail(code, "territory", 'is the first digits of the code of a division, or "" for the whole country')
        return ""

    def day(self, code: str, key: str, given: Any) -> date | None:
        if given is None or (isinstance(given, date) and not isinstance(given, datetime)):
            return given
        self.fail(code, key, "is a day, without quotation marks: 2021-03-31")
        return None

    def one_of(self, code: str, key: str, given: Any, known: Iterable[str]) -> str:
        if given in tuple(known):
            return str(given)
        self.fail(code, key, f"is one of {', '.join(known)}")
        return ""

    def number(self, code: str, given: Any) -> str:
        if isinstance(given, str) and given.count("{year}") == 1 == given.count("{serial}") and given.count("{") == 2:
            return given
        self.fail(code, "number", "is a text with {year} and {serial}, each once")
        return ""

    def following(self, code: str, given: Any) -> Instrument | None:
        if given is None:
            return None
        if given in tuple(Instrument):
            return Instrument(given)
        self.fail(code, "next", f"is one of {', '.join(Instrument)}, or left out")
        return None


__all__ = ["LETTERS", "Paper", "PolicyError", "choose", "in_force", "own_file", "parse", "shipped"]
