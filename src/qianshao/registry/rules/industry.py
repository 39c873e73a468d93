"""Sections and divisions of GB/T 4754-2017."""

from __future__ import annotations

import re
from unicodedata import normalize

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

ENGLISH = {
    "A": "agriculture, forestry, animal husbandry and fishery",
    "B": "mining",
    "C": "manufacturing",
    "D": "electricity, heat, gas and water supply",
    "E": "construction",
    "F": "wholesale and retail trade",
    "G": "transport, storage and post",
    "H": "accommodation and catering",
    "I": "information transmission, software and information technology services",
    "J": "finance",
    "K": "real estate",
    "L": "leasing and business services",
    "M": "scientific research and technical services",
    "N": "water conservancy, environment and public facilities management",
    "O": "resident services, repair and other services",
    "P": "education",
    "Q": "health and social work",
    "R": "culture, sports and entertainment",
    "S": "public administration, social security and social organisations",
    "T": "international organisations",
}
"""Each begins with a word that no other begins with."""

_CODE = re.compile(r"([A-T])?[\s.-]*(\d{2,4})(?!\d)")
_LETTER = re.compile(r"([A-T])(?![A-Z\d])")
_JOINING = re.compile(r"[、,，和与及业\s()（）]")
_BY_FIRST_WORD = {name.split(",")[0].split()[0]: letter for letter, name in ENGLISH.items()}


def read(text: str) -> tuple[str, str]:
    """Section and division ("" when only the section is said): from "C", "26", "C26", "2643", "制造业"."""
    given = normalize("NFKC", text).strip().upper()
    if code := _CODE.match(given):
        return _of_code(text, code.group(1) or "", code.group(2)[:2])
    letter = _LETTER.match(given)
    section = letter.group(1) if letter else _named(given)
    if not section:
        raise Problem("industry.unknown", field="industry", value=text)
    return section, ""


def _of_code(text: str, letter: str, division: str) -> tuple[str, str]:
    section = next((one for one, (first, last, _) in SECTIONS.items() if first <= int(division) <= last), "")
    if not section:
        raise Problem("industry.unknown", field="industry", value=text)
    if letter and letter != section:
        raise Problem("industry.mismatch", field="industry", division=division, section=section, given=letter)
    return section, division


def _named(text: str) -> str:
    """By the beginning of its name, joining words left out: 制造业, 批发和零售业, 交通运输, manufacturing."""
    if text.isascii():
        words = re.findall("[a-z]+", text.lower())
        return _BY_FIRST_WORD.get(words[0], "") if words else ""
    plain = _JOINING.sub("", text)
    if len(plain) < 2:
        return ""
    return next((letter for letter, (_, _, name) in SECTIONS.items() if name.startswith(plain[:4])), "")
