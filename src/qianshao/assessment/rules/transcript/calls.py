"""The labels of calls: 第一通电话：重庆市巴南区总工会办公室, Call 2, （第二通电话）."""

from __future__ import annotations

import re
from unicodedata import normalize

from qianshao.assessment.rules.transcript.script import simplified

CALL = re.compile(
    r"^[#*\s(\[【]*(?:第\s*[一二三四五六七八九十百\d]+\s*(?:通|次|个|段|场|轮|部分)\s*(?:电话|通话|访谈|采访|来电|录音|对话|谈话)?"
    r"|(?:电话|通话|访谈|采访|录音|对话)\s*[一二三四五六七八九十\d]+"
    r"|(?:call|interview|conversation|recording)\s*(?:no\.?\s*)?\d+)\s*"
    r"(?:[)\]】*]+\s*)?(?P<rest>[：:.、\-—–\s*]\s*(?P<partner>.*))?$",
    re.IGNORECASE,
)
_CALL_WORD = re.compile(r"电话|通话|访谈|采访|来电|录音|对话|谈话|call|interview|conversation|recording", re.IGNORECASE)


def call_label(text: str) -> str | None:
    """Whom the call is with, where the line is the label of a call: "" where it names nobody, None where it is none."""
    plain = normalize("NFKC", text)
    hit = CALL.match(simplified(plain))
    if not hit or not _CALL_WORD.search(hit[0][: len(hit[0]) - len(hit["partner"] or "")]):
        return None
    return plain[hit.start("partner") :].strip(" *)]】") if hit["partner"] else ""
