"""What a transcript is made of. Every character of the source that is not white space lies in exactly one span."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Part(StrEnum):
    TITLE = "title"
    FORM = "form"
    """The empty form of the three natures, or another table before the talk."""
    PARTICULAR = "particular"
    """A line such as 时间：2020年2月15日."""
    NOTE = "note"
    """Words before or between calls that nobody in the talk says."""
    CALL = "call"
    PAGE = "page"
    """Page numbers and running heads."""
    TIMING = "timing"
    """Numbers and times of captions, times beside a speaker."""
    LABEL = "label"
    SPEECH = "speech"


@dataclass(frozen=True, slots=True)
class Span:
    part: Part
    start: int
    end: int
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until the next one speaks. ``at``: seconds since the recording began, where it is said."""

    n: int
    call: int
    speaker: str
    text: str
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Call:
    n: int
    label: str
    partner: str
    """The body that is called, as the label names it; "" where it does not."""


@dataclass(frozen=True, slots=True)
class Speaker:
    name: str
    written: str
    turns: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that a person should look at: a code that the doors put into words, the line, and what it is about."""

    code: str
    about: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Transcript:
    source: str
    title: str
    number: str
    event_date: date | None
    held_on: date | None
    particulars: tuple[tuple[str, str], ...]
    calls: tuple[Call, ...]
    speakers: tuple[Speaker, ...]
    turns: tuple[Turn, ...]
    spans: tuple[Span, ...]
    doubts: tuple[Doubt, ...]

    def written(self, span: Span) -> str:
        return self.source[span.start : span.end]
