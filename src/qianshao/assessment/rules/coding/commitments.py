"""What somebody undertook in an interview: each passage by itself, with its words and whoever said it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from qianshao.assessment.rules.coding.first_pass import Proposal

CODE = "commitment_made"
CLAUSE = re.compile(r"[^，,。！？!?；;…\n]+")


@dataclass(frozen=True, slots=True)
class Undertaken:
    """``words``: the clauses in which it is said; ``body``: for whom the speaker speaks, where that is known."""

    turn: int
    start: int
    end: int
    words: str
    speaker: str
    body: str


def undertaken(
    proposals: Iterable[Proposal], texts: dict[int, str], speakers: dict[int, tuple[str, str]]
) -> list[Undertaken]:
    """From the proposals of the code; ``speakers``: by turn the speaker and their body."""
    return [
        Undertaken(
            one.turn, one.start, one.end, clause(texts[one.turn][one.start : one.end], one.words), *speakers[one.turn]
        )
        for one in proposals
        if one.code == CODE
    ]


def clause(sentence: str, words: str) -> str:
    """The clause around the words that the rule found: 然后我给领导汇报一下吧."""
    place = sentence.find(words)
    around = [hit for hit in CLAUSE.finditer(sentence) if hit.end() > place and hit.start() < place + len(words)]
    return sentence[around[0].start() : around[-1].end()].strip() if around else words
