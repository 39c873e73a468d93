"""Sentences of a turn: what is selected and coded, by its place in the turn."""

from __future__ import annotations

import re
from collections.abc import Iterator

END = re.compile(r"[。！？!?…]+[”’」』）)]*|[.](?=\s|$)|[;；\n]")


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each, without the white space around it; together they hold everything else."""
    return [(start, end) for start, end in (_bare(text, *span) for span in _pieces(text)) if start < end]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for hit in END.finditer(text):
        yield start, hit.end()
        start = hit.end()
    yield start, len(text)


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
