"""Captions of speech recognition (SRT, WebVTT): their numbers and times are told apart from what was said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qianshao.assessment.rules.transcript.labels import Label, name_of, seconds
from qianshao.assessment.rules.transcript.lines import Line

ARROW = re.compile(r"^((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})")
VOICE = re.compile(r"^<v(?:\.[\w.]+)?\s+([^>]+)>\s*")


@dataclass(frozen=True, slots=True)
class Captions:
    """By index of the line: which only time the words, and when the words of the others began, in seconds."""

    timing: frozenset[int]
    at: dict[int, float]

    def firsts(self) -> set[int]:
        """The first line of each caption."""
        return {index for index in self.at if index - 1 in self.timing}


def captions(lines: Sequence[Line]) -> Captions | None:
    """None where the source holds no captions: fewer than two arrows between times, or as many lines without."""
    arrows = [index for index, line in enumerate(lines) if ARROW.match(line.text)]
    if len(arrows) < 2 and not (arrows and lines[0].text.startswith("WEBVTT")):
        return None
    web = lines[0].text.startswith("WEBVTT")
    timing = set(arrows) | {index - 1 for index in arrows if index and _is_cue(lines[index - 1], web=web)}
    timing |= (_head(lines, arrows[0]) | _remarks(lines)) if web else set()
    at: dict[int, float] = {}
    begun = 0.0
    for index, line in enumerate(lines):
        if hit := ARROW.match(line.text):
            begun = seconds(hit[1]) or 0.0
        elif index not in timing:
            at[index] = begun
    return Captions(frozenset(timing), at)


def voices(lines: Sequence[Line]) -> dict[int, Label]:
    """By index of the line: who speaks by a tag of WebVTT."""
    tags = ((index, VOICE.match(line.text)) for index, line in enumerate(lines))
    return {
        index: Label(name_of(hit[1]), hit[1].strip(), hit.start(1), hit.end(), None, alone=False)
        for index, hit in tags
        if hit
    }


def _is_cue(line: Line, *, web: bool) -> bool:
    """WebVTT names its captions as it likes, on a line by itself."""
    return line.text.isdigit() or (web and line.gap > 0)


def _head(lines: Sequence[Line], first: int) -> set[int]:
    """WEBVTT and what stands with it before the first time."""
    return set(range(first))


def _remarks(lines: Sequence[Line]) -> set[int]:
    """NOTE, STYLE and REGION, to the next empty line."""
    found: set[int] = set()
    for index, line in enumerate(lines):
        begins = line.gap > 0 and line.text.split(maxsplit=1)[0] in ("NOTE", "STYLE", "REGION")
        if begins or (index - 1 in found and not line.gap):
            found.add(index)
    return found
