"""Which of the questions of an interview the system has an answer to: kinds of question by their words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from qianshao.assessment.rules.coding.first_pass import Said
from qianshao.assessment.rules.coding.roles import ASKER
from qianshao.assessment.rules.coding.sentences import sentences

KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "how_many_restarted",
        re.compile(
            r"多少.{0,12}(?:企业|厂|家|公司|单位)|几家|哪一类|哪几类|how many .{0,40}(?:restart|open|back)", re.I
        ),
    ),
    (
        "how_many_at_work",
        re.compile(r"多少(?:工人|人|职工|员工).{0,8}(?:上班|在岗|开工)|how many (?:people|workers)", re.I),
    ),
    (
        "daily_channel",
        re.compile(
            r"每[天日].{0,12}(?:会议|电话|沟通|联系|会|报告|通报)|(?:微信|工作)群|会议制度|开会"
            r"|every (?:day|morning)|daily",
            re.I,
        ),
    ),
    (
        "who_checks",
        re.compile(
            r"监督.{0,6}(?:落实|督促)|到.{0,6}(?:企业|厂|车间).{0,6}去|去看过|下过车间|谁.{0,6}(?:检查|监督)"
            r"|who (?:checks|inspects)|been to",
            re.I,
        ),
    ),
    ("no_masks", re.compile(r"口罩|防疫的?用品|防护用品|消毒液|\bmasks?\b|protective", re.I)),
    ("concealed", re.compile(r"瞒报|隐瞒|瞒着|conceal|hide (?:a )?case", re.I)),
    (
        "whose_plant",
        re.compile(
            r"(?:属于|归|不是|是不是|覆盖).{0,14}(?:管|区|县|市|地方|工会|下属|园区)|哪个[区县]|园区.{0,8}里"
            r"|whose (?:is|plant)|who is in charge",
            re.I,
        ),
    ),
    (
        "what_happened",
        re.compile(
            r"(?:了解|知道|清楚).{0,10}(?:情况|疫情|事)|(?:情况|事).{0,14}(?:不了解|不知道|了解吗)"
            r"|do you know (?:about|of)",
            re.I,
        ),
    ),
    (
        "members",
        re.compile(r"会员.{0,8}(?:多少|几)|多少.{0,4}会员|工作人员.{0,4}(?:多少|比较少)|how many members", re.I),
    ),
    ("promised", re.compile(r"什么时候.{0,10}(?:回音|回复|消息|点头|答复)|when will you", re.I)),
)
"""In this order: a sentence is of the first kind that fits."""

ASKS = re.compile(r"[？?]|[吗呢]\s*[。！]?$|(?:啊|吧)。?$")
PROPOSES = re.compile(
    r"能不能|可不可以|是不是可以|是不是能|是不是应该|能否|可否|是不是会|希望|could you|would you", re.I
)


@dataclass(frozen=True, slots=True)
class Question:
    """``kind``: "" for one that is of no kind that the system knows."""

    turn: int
    start: int
    end: int
    text: str
    kind: str


def questions(turns: Iterable[Said]) -> list[Question]:
    """What the asker wants to know; what they want to be done is no question here."""
    return [
        Question(turn.n, start, end, text, _kind(text))
        for turn in turns
        if turn.role == ASKER
        for start, end in sentences(turn.text)
        if ASKS.search(text := turn.text[start:end]) and (not PROPOSES.search(text) or _kind(text) == "daily_channel")
    ]


def _kind(text: str) -> str:
    return next((kind for kind, pattern in KINDS if pattern.search(text)), "")
