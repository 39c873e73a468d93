"""Turns that stand in one line: 问：开工了吗？答：开了。"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from qianshao.assessment.rules.transcript.labels import is_pair, name_of, speaks
from qianshao.assessment.rules.transcript.lines import Line

WITHIN = re.compile(r"(?:^|(?<=[。？！?!…”]))\s*(?P<name>[^\s，。？！；、：:,.;?!“”\"'<>《》]{1,12})\s*[：:]")


def apart(lines: Sequence[Line]) -> list[Line]:
    """Where a sentence ends in a line and somebody who speaks elsewhere, too, begins behind it, another line begins."""
    hits = [[hit for hit in WITHIN.finditer(line.text) if speaks(name_of(hit["name"]))] for line in lines]
    often = Counter(name_of(hit["name"]) for found in hits for hit in found)
    return [
        piece
        for line, found in zip(lines, hits, strict=True)
        for piece in _pieces(line, [hit.start("name") for hit in found if hit.start("name") and _known(hit, often)])
    ]


def _known(hit: re.Match[str], often: Counter[str]) -> bool:
    name = name_of(hit["name"])
    return often[name] > 1 or is_pair(name)


def _pieces(line: Line, cuts: Sequence[int]) -> Iterator[Line]:
    edges = [0, *cuts, len(line.text)]
    for begin, end in pairwise(edges):
        text = line.text[begin:end].rstrip()
        yield replace(
            line,
            start=line.start + begin,
            end=line.start + begin + len(text),
            text=text,
            gap=line.gap if not begin else 0,
            after_break=line.after_break and not begin,
            before_break=line.before_break and end == len(line.text),
        )
