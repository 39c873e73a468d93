"""The lines of a source, with their places in it, and which of them only number the pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import normalize

BREAK = re.compile(r"\r\n|[\n\r\f\v\x1c\x1d\x1e\x85\u2028\u2029]")
DECORATED = re.compile(
    r"^(?:[-—–·•~]+\s*\d{1,4}\s*[-—–·•~]+|第\s*\d{1,4}\s*页.*|page\s+\d{1,4}.*|\d{1,4}\s*/\s*\d{1,4})$", re.I
)
SHORTEST, DEEPEST = 4, 3
"""A head that runs over two pages only is so long; heads and feet have at most so many lines."""

BARE = re.compile(r"^\d{1,4}$")


@dataclass(frozen=True, slots=True)
class Line:
    """``start`` and ``end`` without the white space around it. ``after_break``: a form feed stands before it."""

    number: int
    start: int
    end: int
    text: str
    gap: int
    """Empty lines before it."""
    after_break: bool = False
    before_break: bool = False


def lines_of(source: str) -> list[Line]:
    """The lines that hold anything; a byte order mark or a zero-width space counts as white space."""
    found: list[Line] = []
    number, place, gap, broken = 1, 0, 0, True
    for start, end, mark in _pieces(source):
        piece = source[start:end]
        text = _stripped(piece)
        if text:
            place = start + piece.index(text)
            found.append(Line(number, place, place + len(text), text, gap, after_break=broken))
            gap, broken = 0, False
        else:
            gap += 1
        broken = broken or mark == "\f"
        number += mark != "\f"
    return [
        Line(line.number, line.start, line.end, line.text, line.gap, line.after_break, before)
        for line, before in zip(found, [*(line.after_break for line in found[1:]), True], strict=False)
    ]


def _pieces(source: str) -> list[tuple[int, int, str]]:
    pieces, start = [], 0
    for hit in BREAK.finditer(source):
        pieces.append((start, hit.start(), hit[0]))
        start = hit.end()
    return [*pieces, (start, len(source), "")]


def blank(sign: str) -> bool:
    return sign.isspace() or sign in "\ufeff\u200b\u200c\u200d\u2060"


def _stripped(piece: str) -> str:
    start, end = 0, len(piece)
    while start < end and blank(piece[start]):
        start += 1
    while end > start and blank(piece[end - 1]):
        end -= 1
    return piece[start:end]


def page_marks(lines: Sequence[Line]) -> set[int]:
    """Which lines (by index) are page numbers or heads that run over the pages.

    A bare number counts as one where a page ends or begins, or where several count upwards; elsewhere it may be
    something that was said.
    """
    plain = [normalize("NFKC", line.text) for line in lines]
    marks = {index for index, text in enumerate(plain) if DECORATED.match(text)}
    bare = [index for index, text in enumerate(plain) if BARE.match(text)]
    at_edge = {index for index in bare if lines[index].after_break or lines[index].before_break}
    pairs = [(one, two) for one, two in pairwise(bare) if int(plain[two]) == int(plain[one]) + 1]
    rising = {index for pair in pairs for index in pair}
    # The first line of the whole source is its heading, even where it is a number.
    marked = (marks | at_edge | rising) - {0}
    for _ in range(DEEPEST):
        marked |= _running(lines, plain, marked)
    return marked


def _running(lines: Sequence[Line], plain: Sequence[str], marked: set[int]) -> set[int]:
    """Lines at the edges of pages that return on three pages or more, but for the numbers in them; or on both, where
    there are two and they stand at the same edge. Lines that are marked already do not count as edges."""
    pages = _pages(lines, marked)
    heads, feet = ({page[at] for page in pages if page and _could_run(plain[page[at]])} for at in (0, -1))
    bones = {index: re.sub(r"\d+", "#", plain[index]) for index in heads | feet}
    often = Counter(bones.values())
    same = Counter(bones[index] for index in heads), Counter(bones[index] for index in feet)
    return {
        index
        for index, bone in bones.items()
        if often[bone] >= 3 or (len(pages) == 2 and len(bone) >= SHORTEST and 2 in (same[0][bone], same[1][bone]))
    }


def _pages(lines: Sequence[Line], marked: set[int]) -> list[list[int]]:
    pages: list[list[int]] = []
    for index, line in enumerate(lines):
        if line.after_break:
            pages.append([])
        if index not in marked:
            pages[-1].append(index)
    return pages


def _could_run(text: str) -> bool:
    """What ends as a sentence or as a label does is said by somebody."""
    return len(text) <= 60 and not text.endswith(("。", "？", "！", "?", "!", ":", "：", "]", "】"))
