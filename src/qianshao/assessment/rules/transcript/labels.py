"""Who speaks: names at the beginning of lines, and which of them are speakers and which are only words with a colon."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from unicodedata import normalize

from qianshao.assessment.rules.transcript.calls import call_label
from qianshao.assessment.rules.transcript.lines import Line
from qianshao.assessment.rules.transcript.script import simplified

LONGEST = 24
TIME = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
NAME = rf"[^\s，。？！；、：:,;?!“”\"‘’<>《》][^，。？！；：:;?!“”\"‘’<>《》]{{0,{LONGEST - 1}}}?"
NUMBER = r"(?:[（(]\d{1,4}[)）]|\d{1,4}(?:[、)）]|[.．](?!\d)))\s*"
"""1. 记者, 2、记者, （3）记者: the number of a turn."""

WITH_COLON = re.compile(
    rf"^(?P<lead>[*_>#\-•·\s]*(?:{NUMBER})?)(?P<time>[\[(（【]?{TIME}[\])）】]?\s*)?(?:\*\*|__)?(?P<name>{NAME})\s*"
    rf"(?P<after>[\[(（]{TIME}[\])）]\s*)?(?:\*\*|__)?\s*[：:]\s*(?:\*\*|__)?\s*"
)
WITH_TIME = re.compile(rf"^(?P<lead>[*_\s]*)(?P<name>{NAME})\s+[\[(（]?(?P<time>{TIME})[\])）]?\s*$")
TIME_FIRST = re.compile(
    rf"^(?P<lead>)[\[(（]?(?P<time>{TIME})[\])）]?(?:\s*[,;|，]\s*\"?|\s+)(?P<name>[^\s，。？！；：,|]{{1,12}})"
    r"(?:\"?\s*[,;|，]\s*|\s+)(?=\S)"
)
LOOSE = re.compile(
    rf"^(?P<lead>)(?:(?:[（(〔「]|<(?!/?[a-zA-Z][a-zA-Z0-9]*[\s>/]))(?P<in>{NAME})[)）>〕」]\s*[：:]?"
    rf"|\|\s*(?P<cell>{NAME})\s*\||(?P<dash>{NAME})\s*——(?!—)|(?P<qa>[问答問])(?=\s))\s*(?=\S)"
)
"""Shapes that ordinary words have, too: taken only where the name is that of somebody who could speak."""

IN_BRACKETS = re.compile(rf"^(?P<lead>)[\[【](?P<name>{NAME})[\]】]\s*[：:]?\s*")
IN_COLUMNS = re.compile(rf"^(?P<lead>(?:[\d.:\[\]]+\t+)?)(?P<name>{NAME})\t+\s*(?=\S)")
NUMBERED = re.compile(r"(问|答|提问|回答|問|Q|A)\s*\d+", re.IGNORECASE)
ALONE = re.compile(rf"[\[(（【]?(?P<time>{TIME})(?:\s*(?:-|–|—|~|→|-->)\s*{TIME})?[\])）】]?")
NAMED = ("name", "in", "cell", "dash", "qa")
SHORT_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[A-Z][a-z]+(?: [A-Z][a-z]+)?")
DASH = re.compile(r"^(?:[—―]{1,2}|–\s|－－)\s*(?=[^\s—―–－])")
LETTER = re.compile(r"^(?P<lead>)(?P<name>[QA])\s*[.、．]\s*")

PARTICULAR = re.compile(
    r"(?:通话|采访|访谈|录音|事件)?(?:时间|日期|地点|对象)|时长|(?:访谈|采访|访问|被访|受访)人|受访者|电话|单位|记录人?|整理人?"
    r"|主题|题目|标题|编号|来源|摘要|关键词|备注"
    r"|title|date|place|time|subject|source|event|recorded|interviewer|interviewee|duration|number|notes",
    re.IGNORECASE,
)
ROLE = re.compile(r"(?:访谈|采访|访问|被访|受访)人|受访者|记录人?|interviewer|interviewee", re.IGNORECASE)
NATURES = frozenset({"政治性", "先进性", "群众性"})
TELLING = re.compile(r".(?:说|道|讲|问|答|是|如下|比如|例如|就是|写|想|叫|以下|包括|即)$|\b(?:says|said|example|that)$")
"""What comes before a colon without being a name."""

SPEAKS = re.compile(
    r"(?:工会|主席|主任|部长|科长|处长|书记|局长|厂长|经理|记者|采访者|受访者|访谈者|主持人|办公室|工作人员|先生|女士|老师|同志|"
    r"师傅|工人|职工|委员会|指挥部|公司|集团|局|厂|政府|中心|接线员|对方)$|^(?:[QA问答甲乙丙丁]|说话人\s*\d+|发言人\s*\d+|speaker\s*\w+|[A-Z]{1,8}\d?|记者.*|受访者.*)$",
    re.IGNORECASE,
)
BRACKETS = re.compile(r"\s*[（(][^）)]*[）)]$")
SHORT = 8
WIDE = 0.8
"""A line this wide, as a share of the widest, may have been broken by the width of the page."""
ENDS = '。？！…”’）)?!."—；;'


@dataclass(frozen=True, slots=True)
class Label:
    """``end``: where the words begin, counted in the line. ``alone``: the line holds nothing else."""

    name: str
    written: str
    start: int
    end: int
    at: float | None
    alone: bool
    sure: bool = True
    loose: bool = False
    """The shape is one that ordinary words have, too."""


def name_of(written: str) -> str:
    """ＣＬＢ and CLB are one speaker, and so are 问1 and 问2."""
    name = " ".join(normalize("NFKC", written).replace("*", "").split())
    hit = NUMBERED.fullmatch(name)
    return hit[1] if hit else name


def is_pair(name: str) -> bool:
    """问 and 答, Q and A: nobody else is called so."""
    return name in ("问", "答", "問", "Q", "A")


def dashes(lines: Sequence[Line], skip: Iterable[int] = ()) -> dict[int, Label]:
    """Where a dash begins each speech and nobody is named, as in novels; one dash alone is none."""
    passed = set(skip)
    hits = {index: hit for index, line in enumerate(lines) if index not in passed and (hit := DASH.match(line.text))}
    return (
        {index: Label("", "", 0, hit.end(), None, alone=False) for index, hit in hits.items()} if len(hits) > 1 else {}
    )


def labels(lines: Sequence[Line], skip: Iterable[int] = (), fresh: Iterable[int] = ()) -> dict[int, Label]:
    """By the index of the line: those that begin a turn. ``fresh``: lines that are known to go on from no other."""
    passed = set(skip)
    found = {
        index: label for index, line in enumerate(lines) if index not in passed and (label := _candidate(line.text))
    }
    often = Counter(label.name for label in found.values())
    spoken = {index for index, label in found.items() if not _is_particular(label.name, often)}
    page = _Page(
        lines,
        often,
        frozenset(fresh) | {index + 1 for index in passed},
        first=min((index for index in spoken if often[found[index].name] > 1), default=0),
        opening=min((index for index in spoken if speaks(found[index].name)), default=0),
        widest=max((len(line.text) for line in lines), default=0),
        places=tuple(found),
    )
    judged = {index: page.judge(index, label) for index, label in found.items()}
    return {index: replace(found[index], sure=sure) for index, (accepted, sure) in judged.items() if accepted}


@dataclass(frozen=True, slots=True)
class _Page:
    """``first``: the first line whose label returns; what stands above it is the heading, unless it is said.
    ``opening``: the first line that begins with somebody who could speak. ``places``: all lines that may be labels."""

    lines: Sequence[Line]
    often: Mapping[str, int]
    fresh: frozenset[int]
    first: int
    opening: int
    widest: int
    places: tuple[int, ...]

    def judge(self, index: int, found: Label) -> tuple[bool, bool]:
        """Is it a speaker, and is that sure."""
        name, times = found.name, self.often[found.name]
        in_heading = index < self.first or not self.first
        if simplified(name) in NATURES or TELLING.search(simplified(name)):
            return False, False
        if call_label(self.lines[index].text) is not None:
            return False, False
        if _is_particular(name, self.often) and (in_heading or times == 1):
            return False, False
        likely, begins = speaks(name), self._begins(index)
        if found.loose and not (likely and begins):
            return False, False
        if times > 2 or found.at is not None:
            return True, True
        if times == 2:
            return likely or begins or len(name) <= SHORT, likely and begins
        if in_heading and self.first:
            return likely and self._is_said(index), False
        return likely and begins, False

    def _is_said(self, index: int) -> bool:
        """甲：你好。 is a turn, 主持人：张三 a line of the heading: what is said ends as a sentence does."""
        following = next((place for place in self.places if place > index), len(self.lines))
        return self.lines[following - 1].text.endswith(tuple(ENDS))

    def _begins(self, index: int) -> bool:
        """The line before has come to its end: by a full stop, well before the width of the page, or as no speech."""
        if index <= max(self.first, self.opening) or index in self.fresh or self.lines[index].gap:
            return True
        before = self.lines[index - 1].text
        if particular(before) or call_label(before) is not None:
            return True
        return before.endswith((*ENDS, "|")) or len(before) < WIDE * self.widest


def speaks(name: str) -> bool:
    """It is the name of somebody who could speak, or what stands in brackets behind it is: 王明（工会主席）."""
    plain = simplified(name)
    inside = BRACKETS.search(plain)
    return any(
        SPEAKS.search(one) for one in (BRACKETS.sub("", plain), inside[0].strip(" （()）") if inside else "") if one
    )


def _candidate(text: str) -> Label | None:
    for pattern in (WITH_TIME, WITH_COLON, IN_BRACKETS, LETTER, IN_COLUMNS, TIME_FIRST, LOOSE):
        hit = pattern.match(text)
        groups = {key: value for key, value in hit.groupdict().items() if value is not None} if hit else {}
        group = next((one for one in NAMED if one in groups), "")
        if hit and group and (name := name_of(hit[group])) and not _is_number(name):
            return Label(
                name,
                hit[group].strip(),
                hit.start(group),
                hit.end(),
                seconds(groups.get("time") or groups.get("after")),
                alone=hit.end() == len(text),
                loose=pattern in (TIME_FIRST, LOOSE),
            )
    return None


def passed_over(lines: Sequence[Line], names: Mapping[int, Label], skip: Iterable[int]) -> dict[int, str]:
    """What looks like a name and was not taken for one: short, once, where a sentence has ended before."""
    passed = {*names, *skip}
    first = min(names, default=len(lines))
    found = {n: _candidate(line.text) for n, line in enumerate(lines) if n > first and n not in passed}
    return {
        n: label.name
        for n, label in found.items()
        if label
        and SHORT_NAME.fullmatch(label.name)
        and lines[n - 1].text.endswith(tuple(ENDS))
        and not TELLING.search(simplified(label.name))
        and not _is_particular(label.name)
    }


def times(lines: Sequence[Line]) -> dict[int, float]:
    """By index of the line: a time that stands alone in it."""
    hits = ((index, ALONE.fullmatch(line.text)) for index, line in enumerate(lines))
    return {index: seconds(hit["time"]) or 0.0 for index, hit in hits if hit}


def _is_number(name: str) -> bool:
    return not re.sub(r"[\d\s.:/\-]+", "", name)


def _is_particular(name: str, often: Mapping[str, int] | None = None) -> bool:
    """受访者 is one above the talk; where it returns, it speaks."""
    bare = simplified(name).replace(" ", "")
    returns = often is not None and often[name] > 1 and ROLE.fullmatch(bare)
    return bool(PARTICULAR.fullmatch(bare)) and not returns


def particular(text: str) -> tuple[str, str] | None:
    """时间：2020年2月15日 as a pair."""
    key, sign, value = text.replace(":", "：", 1).partition("：")
    name = simplified(name_of(key))
    return (name, value.strip()) if sign and _is_particular(name) else None


def seconds(written: str | None) -> float | None:
    """00:01:02.5 or 1:02, with brackets or without."""
    if not written:
        return None
    parts = written.strip(" []()（）【】").replace(",", ".").split(":")
    return sum((float(part) * 60.0**power for power, part in enumerate(reversed(parts))), 0.0)
