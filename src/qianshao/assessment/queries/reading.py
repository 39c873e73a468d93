"""An interview to be read: its turns with what stands beside them, and its course at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qianshao.assessment.models import Interview, Mention
from qianshao.assessment.queries.interviews import interview
from qianshao.assessment.queries.sheets import TurnSheet, sheet
from qianshao.core.problems import or_not_found
from qianshao.policy.codes import Codebook
from qianshao.registry.scope import Scope

WIDE = 1000
"""The course of an interview is drawn so wide."""

NARROWEST = 2.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One turn in the course: where it lies and how long it is, by the length of what was said. ``row`` is that of its
    speaker."""

    n: int
    speaker: str
    x: float
    width: float
    row: int


@dataclass(frozen=True, slots=True)
class Reading:
    turns: list[TurnSheet]
    speakers: list[str]
    codes: list[str]
    bars: list[Bar]


def reading(
    row: Interview, book: Codebook, reader: str, language: str | None, *, speaker: str = "", code: str = ""
) -> Reading:
    """All turns, or those of a speaker or with a code; the course always shows the whole."""
    turns = sheet(row, book, reader, language)
    speakers = list(dict.fromkeys(turn.speaker for turn in turns))
    codes = sorted({mark.name for turn in turns for mark in turn.marks})
    kept = [turn for turn in turns if speaker in ("", turn.speaker)]
    if code:
        kept = [turn for turn in kept if any(mark.name == code for mark in turn.marks)]
    return Reading(kept, speakers, codes, _bars(turns, speakers))


def _bars(turns: Sequence[TurnSheet], speakers: Sequence[str]) -> list[Bar]:
    lengths = [max(sum(len(one.text) for one in turn.sentences), 1) for turn in turns]
    whole, at, bars = sum(lengths), 0.0, []
    for turn, length in zip(turns, lengths, strict=True):
        width = WIDE * length / whole
        bars.append(
            Bar(turn.n, turn.speaker, round(at, 2), round(max(width, NARROWEST), 2), speakers.index(turn.speaker))
        )
        at += width
    return bars


def mention(scope: Scope, number: str, pk: int) -> Mention:
    return or_not_found(
        interview(scope, number).mentions.select_related("interview", "body", "workplace").filter(pk=pk).first()
    )
