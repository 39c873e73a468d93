"""The policy on letters (一函两书): which paper a letter is in a place and at a time, and how long it leaves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from qianshao.policy import own
from qianshao.policy.dated import DatedReader
from qianshao.policy.faults import PolicyError, read_toml
from qianshao.policy.ladder import Instrument, Term
from qianshao.policy.loading import SHIPPED
from qianshao.policy.words import told

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
        return told(self.names, language)

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


def in_force() -> dict[str, Paper]:
    """A federation's own papers replace the shipped ones of the same name; the file need not be there."""
    return own.entries(LETTERS, parse, shipped)


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


class _Papers(DatedReader):
    """Reads papers as :class:`Reader` reads categories: all faults at once."""

    def paper(self, code: str, entry: Any) -> Paper | None:
        before = len(self.errors)
        if not self.keys_of(code, entry, NEEDED, KEYS):
            return None
        found = Paper(
            code=code,
            names=self.texts_of(code, "name", entry["name"]),
            serves=self.serves(code, entry["serves"]),
            territory=self.place_of(code, entry["territory"]),
            since=self.day_of(code, "since", entry.get("since")),
            until=self.day_of(code, "until", entry.get("until")),
            to=self.word_of(code, "to", entry["to"], RECIPIENTS),
            issuer=LEVELS.get(self.word_of(code, "issuer", entry["issuer"], LEVELS), 0),
            reply=self.term(code, "reply", entry["reply"]),
            urgent=self.term(code, "urgent", entry.get("urgent", entry["reply"])),
            number=self.number_of(code, entry["number"]),
            basis=self.texts_of(code, "basis", entry["basis"]),
            effect=self.texts_of(code, "effect", entry["effect"]),
            next=self.following(code, entry.get("next")),
            source=self.text_of(code, "source", entry["source"]),
        )
        return found if len(self.errors) == before else None

    def serves(self, code: str, given: Any) -> tuple[Instrument, ...]:
        known = tuple(Instrument)
        if isinstance(given, list) and given and all(one in known for one in given):
            return tuple(Instrument(one) for one in given)
        self.fail(code, "serves", f"is a list of {', '.join(known)}")
        return ()

    def following(self, code: str, given: Any) -> Instrument | None:
        if given is None:
            return None
        if given in tuple(Instrument):
            return Instrument(given)
        self.fail(code, "next", f"is one of {', '.join(Instrument)}, or left out")
        return None


__all__ = ["LETTERS", "Paper", "PolicyError", "choose", "in_force", "parse", "shipped"]
