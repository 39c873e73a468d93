"""A row of a list of restarts, read: who it is about, which standing it states, and from when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from qianshao.core.problems import Problem
from qianshao.registry.rules import credit_code
from qianshao.registry.rules.columns import HEADINGS, Headings
from qianshao.registry.rules.workplaces import read_day
from qianshao.resumption.rules import standing

LONGEST = {"name": 200, "address": 300, "credit_code": 40}

RESTARTS = Headings(
    {
        "name": HEADINGS["name"],
        "credit_code": HEADINGS["credit_code"],
        "address": HEADINGS["address"],
        "division": HEADINGS["division"],
        "standing": ("复工状态", "状态", "复工情况", "审批结果", "standing", "status"),
        "day": (
            "复工日期",
            "日期",
            "批准日期",
            "审批日期",
            "报备日期",
            "备案日期",
            "复工时间",
            "day",
            "date",
            "since",
            "from",
        ),
    }
)

WORDS = {
    standing.NEVER_STOPPED: ("未停工", "未停产", "一直在产", "连续生产", "春节未停工", "never stopped"),
    standing.STOPPED: ("停工", "停产", "未复工", "未开工", "待复工", "stopped"),
    standing.FILED: ("已报备", "报备", "备案", "已备案", "申请", "已申请", "filed"),
    standing.CHECKED: ("已核查", "核查", "已查验", "查验合格", "验收合格", "checked"),
    standing.APPROVED: ("已批准", "批准", "已审批", "审批通过", "同意", "同意复工", "通过", "approved"),
    standing.WORKING: ("已复工", "复工", "已开工", "开工", "在产", "复产", "已复产", "复工复产", "working"),
    standing.HELD: ("暂缓", "暂缓复工", "held"),
    standing.STOPPED_AGAIN: ("再次停工", "再次停产", "停工整改", "责令停工", "stopped again"),
}
BY_WORD = {word: code for code, words in WORDS.items() for word in (code, *words)}


@dataclass(frozen=True, slots=True)
class Listed:
    """``code`` is valid or ""; ``dated`` tells whether the row itself gives its day."""

    line: int
    name: str
    code: str
    typed_code: str
    address: str
    division: str
    standing: str
    day: date
    dated: bool


def read(line: int, cells: Mapping[str, str], *, standing: str, day: date, today: date) -> Listed | list[Problem]:
    """``standing`` and ``day`` are what the list as a whole states, where a row does not say itself."""
    problems: list[Problem] = []
    if not cells.get("name"):
        problems.append(Problem("field.missing", field="name", label="name"))
    for field, limit in LONGEST.items():
        if len(cells.get(field, "")) > limit:
            problems.append(Problem("field.too_long", field=field, value=cells[field], limit=limit))
    word = _standing(cells.get("standing", ""), standing)
    if word is None:
        choices = "、".join(words[0] for words in WORDS.values())
        problems.append(Problem("field.invalid.choice", field="standing", value=cells["standing"], choices=choices))
    given = day
    if cells.get("day"):
        try:
            given = read_day(cells["day"])
        except Problem as problem:
            problem.field = "day"
            problems.append(problem)
    if given > today:
        problems.append(Problem("day.future", field="day", day=given))
    if problems:
        return problems
    typed = cells.get("credit_code", "")
    return Listed(
        line=line,
        name=cells["name"],
        code=_code(typed),
        typed_code=typed,
        address=cells.get("address", ""),
        division=cells.get("division", ""),
        standing=word or standing,
        day=given,
        dated=bool(cells.get("day")),
    )


def _standing(text: str, otherwise: str) -> str | None:
    return BY_WORD.get(normalize("NFKC", text).strip().lower()) if text else otherwise


def _code(text: str) -> str:
    """One that does not hold is no code: the row is then known by its name."""
    try:
        return credit_code.check(text) if text else ""
    except Problem:
        return ""
