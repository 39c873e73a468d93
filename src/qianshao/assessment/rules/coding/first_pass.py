"""The first pass: each code that a rule of the codebook proposes, with the passage and the rule in words.

It proposes and decides nothing; a person accepts or rejects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from qianshao.assessment.rules.coding.sentences import sentences
from qianshao.assessment.rules.coding.words import fit, of_codebook
from qianshao.policy.codes import Code, Codebook

RULES = "rules"


@dataclass(frozen=True, slots=True)
class Said:
    """A turn as the first pass needs it. ``role``: "asker" or "body"."""

    n: int
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """``start`` and ``end``: the passage in the text of the turn. ``why``: the rule in words; ``words``: what it
    found."""

    code: str
    turn: int
    start: int
    end: int
    why: str
    words: str = ""
    by: str = RULES


def propose(turns: Iterable[Said], codebook: Codebook, only: frozenset[str] | None = None) -> list[Proposal]:
    """In the order of the text; each code at most once in a sentence. ``only``: the codes that are asked for."""
    codes = [code for name, code in codebook.codes.items() if only is None or name in only]
    return [proposal for turn in turns for proposal in _in_turn(turn, codes, codebook)]


def _in_turn(turn: Said, codes: Iterable[Code], codebook: Codebook) -> Iterator[Proposal]:
    words = of_codebook(codebook)
    fitting = [code for code in codes if code.of in ("any", turn.role)]
    for start, end in sentences(turn.text):
        sentence = turn.text[start:end]
        edges = words.edges(sentence)
        for code in fitting:
            if hit := _fires(code, sentence, edges):
                yield Proposal(code.code, turn.n, start, end, *hit)


def _fires(code: Code, sentence: str, edges: frozenset[int]) -> tuple[str, str] | None:
    for rule in code.rules:
        found = fit(rule.when, sentence, edges)
        if found and fit(rule.unless, sentence, edges) is None:
            return rule.says, found
    return None


def by_turn(proposals: Iterable[Proposal]) -> Mapping[int, list[Proposal]]:
    found: dict[int, list[Proposal]] = {}
    for one in proposals:
        found.setdefault(one.turn, []).append(one)
    return found
