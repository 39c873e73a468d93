"""What stands in a letter, and when its answer is due. No database, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from qianshao.policy.ladder import Category, Term
from qianshao.policy.letters import Paper

LANGUAGE = "zh-hans"
"""Letters are written in Chinese, whatever language the officer reads."""


def opening_facts(category: Category, workplace: str) -> str:
    """How a draft begins: not who said it, not in what words, not when. The officer writes what the employer gets."""
    return f"本会了解到，{workplace}存在以下情况：{category.name(LANGUAGE)}。"


def opening_demand(category: Category) -> str:
    return category.demand.get(LANGUAGE, "请立即核实并消除上述危险，消除之前不得让职工冒险上岗。")


BLANK = "　　"
"""Where the number of a draft will stand."""


def numbered(form: str, year: int, serial: int | str) -> str:
    return form.format(year=year, serial=serial)


def term_as_kept(term: Term) -> dict[str, float]:
    """``{"days": 15}``: the one of the three that is set."""
    return {name: span for name, span in asdict(term).items() if span}


def term_in_words(term: Term) -> str:
    """As it stands in the letter."""
    if term.hours:
        return f"收到之日起{term.hours:g}小时内"
    return f"收到之日起{term.working_days}个工作日内" if term.working_days else f"收到之日起{term.days}日内"


def day_in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def values(letter: Mapping[str, Any], *, issuer: str, phone: str, day: date) -> dict[str, Any]:
    """For the template. ``letter``: its fields."""
    return {
        "issuer": issuer,
        "title": letter["title"],
        "number": letter["number"],
        "recipient": letter["recipient"],
        "facts": lines(letter["facts"]),
        "basis": str(letter["basis"]).rstrip("。."),
        "demand": lines(letter["demand"]),
        "effect": letter["effect"],
        "reply_by": term_in_words(Term(**letter["reply"])),
        "day": day_in_words(day),
        "phone": phone or "—",
    }


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def may_issue(paper: Paper, level: int) -> bool:
    """``level`` of the body: 0 is national, 6 an enterprise."""
    return level <= paper.issuer
