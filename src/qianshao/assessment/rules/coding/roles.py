"""Who in a talk asks, and who speaks for a body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from unicodedata import normalize

ASKER, BODY = "asker", "body"
ASKS = re.compile(
    r"^(?:问|Q|采访者?|采访人|访谈者?|访谈人|访问者|记者.*|主持人|調查者|调查员|研究员|採訪者?|訪談者?|interviewer|reporter|host|clb)$",
    re.I,
)
ANSWERS = re.compile(
    r"工会|工會|总工会|主席|主任|部长|科长|局|委|公司|厂|集团|办公室|工作人员|接线员|对方|^(?:答|受访者?|被访者?|受訪者?|respondent|interviewee|officer)$",
    re.I,
)
QUESTION = re.compile(r"[？?]|[吗嗎呢]\s*$")


def roles(turns: Iterable[tuple[str, str]], known: Mapping[str, str] | None = None) -> dict[str, str]:
    """From pairs (speaker, text): by name the role of each speaker. ``known`` is what somebody has said before.

    A name tells first; where it does not, who asks in most turns is the asker, unless there is one by name already. A
    speaker of whom nothing tells speaks for a body: a proposal too many is thrown out by a person, one that was never
    made is not missed.
    """
    said: dict[str, list[str]] = {}
    for speaker, text in turns:
        said.setdefault(speaker, []).append(text)
    found = {name: role for name in said if (role := (known or {}).get(name) or _by_name(name))}
    share = {name: sum(bool(QUESTION.search(text)) for text in texts) / len(texts) for name, texts in said.items()}
    if ASKER not in found.values() and len(said) > 1:
        open_names = [name for name in said if name not in found and name]
        likely = max(open_names, key=lambda name: share[name], default="")
        others = [share[name] for name in open_names if name != likely]
        if likely and share[likely] > 0.4 and share[likely] > max(others, default=0):
            found[likely] = ASKER
    return {name: found.get(name, BODY) for name in said}


def _by_name(name: str) -> str:
    plain = normalize("NFKC", name).strip()
    if ASKS.match(plain):
        return ASKER
    return BODY if ANSWERS.search(plain) else ""
