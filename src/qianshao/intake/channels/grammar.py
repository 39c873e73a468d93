"""The short grammar of SMS and WeChat: ``8801 平安 120``, ``8801 OK 120``, ``8801 异常 120 发热 2``.

Pure: from a text to one plain value. Full-width signs are the same as half-width ones, blanks between words and numbers
may be left out, and the signature that gateways add in 【】 is ignored. Nothing is guessed: what does not fit is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from unicodedata import normalize

LONGEST_TEXT = 500
"""Characters that are looked at; a message has 70 to 140."""

CLEAR = frozenset({"平安", "正常", "无异常", "一切正常", "ok", "well", "clear"})
WRONG = frozenset({"异常", "有事", "不正常", "wrong", "bad"})
HELP = frozenset({"帮助", "help", "?", "怎么报"})
BIND = frozenset({"绑定", "bind"})
UNBIND = frozenset({"解绑", "unbind"})

FIGURES: dict[str, str] = {
    "发热": "fever",
    "发烧": "fever",
    "fever": "fever",
    "咳嗽": "respiratory",
    "cough": "respiratory",
    "疑似": "suspected",
    "suspected": "suspected",
    "确诊": "confirmed",
    "confirmed": "confirmed",
    "无症状": "asymptomatic",
    "asymptomatic": "asymptomatic",
    "缺勤": "absent_unexplained",
    "absent": "absent_unexplained",
    "隔离": "in_observation",
    "观察": "in_observation",
    "observed": "in_observation",
    "密接": "close_contacts",
    "contacts": "close_contacts",
    "口罩": "masks_in_stock",
    "masks": "masks_in_stock",
}

SIGNATURE = re.compile(r"【[^】]*】")
WORDS = re.compile(r"\d+|\?|[^\W\d_]+")
LARGEST_NUMBER = 9
"""Digits; every number that is meant is shorter."""


@dataclass(frozen=True, slots=True)
class Report:
    """``number``: of the workplace, None when it was left out. ``named``: codes of categories."""

    number: int | None
    well: bool
    headcount: int
    figures: dict[str, int] = field(default_factory=dict)
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bind:
    code: str


@dataclass(frozen=True, slots=True)
class Unbind:
    pass


@dataclass(frozen=True, slots=True)
class Help:
    pass


@dataclass(frozen=True, slots=True)
class Unclear:
    """``why``: nothing, no_word, no_headcount, word, no_count, too_long, after_well, code. ``what``: the part."""

    why: str
    what: str = ""


Message = Report | Bind | Unbind | Help | Unclear


def language_of(text: str) -> str:
    """Who writes one Chinese character is answered in Chinese."""
    return "zh-hans" if any("\u4e00" <= sign <= "\u9fff" for sign in text) else "en"


def read(text: str, categories: Mapping[str, str]) -> Message:
    """``categories``: code by name, in each language, lower case."""
    words = WORDS.findall(normalize("NFKC", SIGNATURE.sub(" ", text[:LONGEST_TEXT])).casefold())
    if not words:
        return Unclear("nothing")
    if any(word.isdecimal() and len(word) > LARGEST_NUMBER for word in words):
        return Unclear("too_long")
    first = words[0]
    if first in HELP:
        return Help()
    if first in UNBIND:
        return Unbind()
    if first in BIND:
        return Bind(words[1]) if len(words) == 2 and words[1].isdecimal() else Unclear("code")
    return _report(words, categories)


def _report(words: list[str], categories: Mapping[str, str]) -> Message:
    number = int(words[0]) if words[0].isdecimal() else None
    rest = words if number is None else words[1:]
    if not rest:
        return Unclear("no_word")
    if rest[0] not in CLEAR | WRONG:
        return Unclear("word", rest[0])
    if len(rest) < 2 or not rest[1].isdecimal():
        return Unclear("no_headcount")
    report = Report(number, rest[0] in CLEAR, int(rest[1]))
    if report.well:
        return Unclear("after_well", rest[2]) if len(rest) > 2 else report
    return _what_is_wrong(report, rest[2:], categories)


def _what_is_wrong(report: Report, words: list[str], categories: Mapping[str, str]) -> Message:
    figures: dict[str, int] = {}
    named: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word in FIGURES:
            if at + 1 >= len(words) or not words[at + 1].isdecimal():
                return Unclear("no_count", word)
            figures[FIGURES[word]] = int(words[at + 1])
            at += 2
        elif word in categories:
            named.append(categories[word])
            at += 1
        else:
            return Unclear("word", word)
    return Report(report.number, False, report.headcount, figures, tuple(dict.fromkeys(named)))
