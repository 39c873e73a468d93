"""An interview as the first pass needs it, and what the first pass proposes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qianshao.assessment.models import Interview
from qianshao.assessment.rules.coding.commitments import Undertaken, undertaken
from qianshao.assessment.rules.coding.first_pass import Proposal, Said, propose
from qianshao.assessment.rules.coding.roles import BODY, roles
from qianshao.assessment.rules.transcript.spans import Transcript
from qianshao.policy import codebook


@dataclass(frozen=True, slots=True)
class Talk:
    """``speakers``: by turn who speaks, and for which body where that is known."""

    turns: tuple[Said, ...]
    speakers: dict[int, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FirstPass:
    proposals: list[Proposal]
    undertaken: list[Undertaken]
    codebook: str


def talk_of(row: Interview) -> Talk:
    turns = list(row.turns.select_related("speaker__body", "call__body").order_by("n"))
    known = {turn.speaker.name: BODY for turn in turns if turn.speaker and turn.speaker.body_id}
    role = roles([(turn.speaker.name if turn.speaker else "", turn.text) for turn in turns], known)
    said, speakers = [], {}
    for turn in turns:
        name = turn.speaker.name if turn.speaker else ""
        body = turn.speaker.body if turn.speaker and turn.speaker.body else turn.call.body
        said.append(Said(turn.n, role[name], turn.text))
        speakers[turn.n] = (name, body.name if body else turn.call.partner)
    return Talk(tuple(said), speakers)


def talk_in(transcript: Transcript) -> Talk:
    """The same of a transcript that is not kept."""
    role = roles([(turn.speaker, turn.text) for turn in transcript.turns])
    partner = {call.n: call.partner for call in transcript.calls}
    said = tuple(Said(turn.n, role[turn.speaker], turn.text) for turn in transcript.turns)
    return Talk(said, {turn.n: (turn.speaker, partner[turn.call]) for turn in transcript.turns})


def first_pass(talk: Talk) -> FirstPass:
    book = codebook.in_force()
    proposals = propose(talk.turns, book)
    texts = {turn.n: turn.text for turn in talk.turns}
    return FirstPass(proposals, undertaken(proposals, texts, talk.speakers), book.version)


def passages(talk: Talk, proposals: Sequence[Proposal]) -> list[str]:
    texts = {turn.n: turn.text for turn in talk.turns}
    return [texts[one.turn][one.start : one.end] for one in proposals]
