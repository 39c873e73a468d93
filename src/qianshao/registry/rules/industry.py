"""Sections and divisions of GB/T 4754-2017."""

from __future__ import annotations

import re

from qianshao.core.problems import Problem

SECTIONS: dict[str, tuple[int, int, str]] = {
    "A": (1, 5, "农林牧渔"),
    "B": (6, 12, "采矿"),
    "C": (13, 43, "制造"),
    "D": (44, 46, "电力热力燃气水"),
    "E": (47, 50, "建筑"),
    "F": (51, 52, "批发零售"),
    "G": (53, 60, "交通运输仓储邮政"),
    "H": (61, 62, "住宿餐饮"),
    "I": (63, 65, "信息传输软件信息技术"),
    "J": (66, 69, "金融"),
    "K": (70, 70, "房地产"),
    "L": (71, 72, "租赁商务服务"),
    "M": (73, 75, "科学研究技术服务"),
    "N": (76, 79, "水利环境公共设施管理"),
    "O": (80, 82, "居民服务修理其他服务"),
    "P": (83, 83, "教育"),
    "Q": (84, 85, "卫生社会工作"),
    "R": (86, 90, "文化体育娱乐"),
    "S": (91, 96, "公共管理社会保障社会组织"),
    "T": (97, 97, "国际组织"),
}
"""First and last division of each section, and its name without joining words."""

_CODE = re.compile(r"^([A-T])?\s*(\d{2,4})?")
_JOINING = re.compile(r"[、,，和与及业\s()（）]")


def read(text: str) -> tuple[str, str]:
    """Section and division ("" when only the section is said): from "C", "26", "C26", "2643", "制造业"."""
    given = text.strip().upper()
    found = _CODE.match(given)
    letter, digits = (found.group(1) or "", found.group(2) or "") if found else ("", "")
    if digits:
        section = _section_of(int(digits[:2]))
        if not section:
            raise Problem("industry.unknown", field="industry", value=text)
        if letter and letter != section:
            raise Problem("industry.mismatch", field="industry", division=digits[:2], section=section, given=letter)
        return section, digits[:2]
    if letter and (len(given) == 1 or not given[1].isalpha() or _named(given[1:]) == letter):
        return letter, ""
    if named := _named(given):
        return named, ""
    raise Problem("industry.unknown", field="industry", value=text)


def _section_of(division: int) -> str:
    return next((letter for letter, (first, last, _) in SECTIONS.items() if first <= division <= last), "")


def _named(text: str) -> str:
    """By the beginning of its name, joining words left out: 制造业, 批发和零售业, 交通运输."""
    plain = _JOINING.sub("", text)
    if len(plain) < 2:
        return ""
    return next((letter for letter, (_, _, name) in SECTIONS.items() if name.startswith(plain[:4])), "")
