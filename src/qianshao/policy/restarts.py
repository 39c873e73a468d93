"""The policy on restarts: what a workplace needs before it starts work, by place, industry and date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from qianshao.policy import own
from qianshao.policy.dated import DatedReader, in_force_at
from qianshao.policy.faults import PolicyError, read_toml
from qianshao.policy.loading import SHIPPED
from qianshao.policy.words import told

RESTARTS = "restarts.toml"
SECTIONS = tuple("ABCDEFGHIJKLMNOPQRST")
NEEDED = ("name", "needs", "of_running", "territory", "to", "papers", "source")
KEYS = frozenset({*NEEDED, "since", "until", "sections", "not_before", "exempt"})


class Need(StrEnum):
    """What has to be there before work starts, from the least up."""

    NOTHING = "nothing"
    FILED = "filed"
    CHECKED = "checked"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One entry of ``shipped/restarts.toml``, where each key is explained."""

    code: str
    names: dict[str, str]
    needs: Need
    of_running: Need
    territory: str
    since: date | None
    until: date | None
    sections: tuple[str, ...]
    not_before: date | None
    exempt: tuple[str, ...]
    to: dict[str, str]
    papers: dict[str, str]
    source: str

    def name(self, language: str | None) -> str:
        return told(self.names, language)

    def is_too_early(self, day: date, section: str) -> bool:
        return self.not_before is not None and day < self.not_before and section not in self.exempt


def choose(requirements: Iterable[Requirement], territory: str, section: str, day: date) -> Requirement | None:
    """The one that holds for an industry in a division on a day: one for the very section first, then the most exact
    place, then the newest. None where no rule is on file: then nothing is asked, and the page says so."""
    found = [one for one in in_force_at(requirements, territory, day) if not one.sections or section in one.sections]
    return max(found, key=lambda one: bool(one.sections), default=None)


def in_force() -> dict[str, Requirement]:
    """A federation's own replace the shipped ones of the same name; the file need not be there."""
    return own.entries(RESTARTS, parse, shipped)


@cache
def shipped() -> dict[str, Requirement]:
    return parse((SHIPPED / RESTARTS).read_text(encoding="utf-8"), source=RESTARTS)


@cache
def parse(text: str, *, source: str) -> dict[str, Requirement]:
    """:class:`PolicyError` with all that does not hold."""
    reader = _Requirements(text, source)
    found = {code: one for code, entry in read_toml(text, source).items() if (one := reader.requirement(code, entry))}
    reader.raise_all()
    return found


class _Requirements(DatedReader):
    def requirement(self, code: str, entry: Any) -> Requirement | None:
        before = len(self.errors)
        if not self.keys_of(code, entry, NEEDED, KEYS):
            return None
        found = Requirement(
            code=code,
            names=self.texts_of(code, "name", entry["name"]),
            needs=self.need(code, "needs", entry["needs"]),
            of_running=self.need(code, "of_running", entry["of_running"]),
            territory=self.place_of(code, entry["territory"]),
            since=self.day_of(code, "since", entry.get("since")),
            until=self.day_of(code, "until", entry.get("until")),
            sections=self.sections(code, "sections", entry),
            not_before=self.day_of(code, "not_before", entry.get("not_before")),
            exempt=self.sections(code, "exempt", entry),
            to=self.texts_of(code, "to", entry["to"]),
            papers=self.texts_of(code, "papers", entry["papers"]),
            source=self.text_of(code, "source", entry["source"]),
        )
        return found if len(self.errors) == before else None

    def need(self, code: str, key: str, given: Any) -> Need:
        word = self.word_of(code, key, given, tuple(Need))
        return Need(word) if word else Need.NOTHING

    def sections(self, code: str, key: str, entry: dict[str, Any]) -> tuple[str, ...]:
        return self.words_of(code, key, entry[key], SECTIONS) if key in entry else ()


__all__ = ["RESTARTS", "Need", "PolicyError", "Requirement", "choose", "in_force", "parse", "shipped"]
