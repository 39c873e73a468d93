"""What stands above the talk: number and title, the form of the three natures, particulars such as date and place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from unicodedata import normalize

from qianshao.assessment.rules.transcript.dates import dates_in
from qianshao.assessment.rules.transcript.labels import NATURES, particular
from qianshao.assessment.rules.transcript.lines import Line
from qianshao.assessment.rules.transcript.script import simplified
from qianshao.assessment.rules.transcript.spans import Part

NUMBER = re.compile(
    r"^[#*\s]*(?:(?:No\.?|编号|第)?\s*(\d{1,4})\s*(?:[、.．:：]|号|(?=\s))\s*)(?=\D|\d{4}\s*年)", re.IGNORECASE
)
FORM = re.compile(r"三性|政治性|先进性|群众性")
CALL_DATES = ("通话", "采访", "访谈", "录音", "recorded")
PLAIN_DATES = ("时间", "日期", "date", "time")
TITLES = ("标题", "题目", "主题", "title", "subject")
EVENT_DATES = ("事件时间", "event")
WIDE = 0.8
"""A line this wide, as a share of the widest, was broken by the width of the page and not by its writer."""


@dataclass
class Heading:
    title: str = ""
    number: str = ""
    particulars: list[tuple[str, str]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    """One for each line of the heading."""

    def told(self, kinds: Sequence[str]) -> date | None:
        for key, value in self.particulars:
            if any(kind in key.lower() for kind in kinds) and (days := dates_in(value)):
                return days[0]
        return None


def read(lines: Sequence[Line], skip: set[int]) -> Heading:
    """``skip``: lines that only number the pages."""
    heading = Heading()
    widest = max((len(line.text) for line in lines), default=0)
    written: list[str] = []
    for index, line in enumerate(lines):
        part = Part.PAGE if index in skip else _part(line.text, heading, written, lines, index, widest)
        heading.parts.append(part)
        if part is Part.TITLE:
            written.append(line.text)
        elif part is Part.PARTICULAR and (pair := particular(line.text)):
            heading.particulars.append(pair)
    _name(heading, written)
    return heading


def _part(text: str, heading: Heading, written: list[str], lines: Sequence[Line], index: int, widest: int) -> Part:
    plain = simplified(text)
    if FORM.search(plain) and (len(text) <= 24 or plain.rstrip("：: ") in NATURES):
        return Part.FORM
    if particular(text):
        return Part.PARTICULAR
    if Part.FORM in heading.parts:
        return Part.FORM
    if not written:
        return Part.TITLE if not heading.particulars or index == 0 else Part.NOTE
    goes_on = heading.parts and heading.parts[-1] is Part.TITLE and _broken(written, lines[index], widest)
    return Part.TITLE if goes_on else Part.NOTE


def _broken(written: list[str], line: Line, widest: int) -> bool:
    """The title goes on in this line: the one before fills the width and does not end like a sentence."""
    before = written[-1]
    return len(before) >= WIDE * widest and len(written) < 4 and not before.endswith(("。", "！", "？", "."))


def _name(heading: Heading, written: list[str]) -> None:
    title = joined(written).lstrip("#* ").rstrip("* ")
    if hit := NUMBER.match(title):
        heading.number, title = hit[1], title[hit.end() :]
    named = next(
        (value for key, value in heading.particulars if key.lower() in ("标题", "题目", "主题", "title", "subject")), ""
    )
    heading.title = tidy(title) or tidy(named)


def joined(texts: Sequence[str]) -> str:
    """Lines that the width of a page has broken, as one: with a blank only between two words in Latin letters."""
    whole = ""
    for text in texts:
        gap = " " if whole and whole[-1].isascii() and text[:1].isascii() and whole[-1] != "-" else ""
        whole += gap + text
    return whole


def tidy(text: str) -> str:
    """Blanks that a PDF leaves between figures and Chinese signs fall away."""
    plain = re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+(?=\S)|(?<=\S)\s+(?=[\u3000-\u9fff\uff00-\uffef])", "", text)
    return " ".join(plain.split())


def plain(text: str) -> str:
    return normalize("NFKC", text)
