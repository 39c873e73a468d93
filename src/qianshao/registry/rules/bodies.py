"""One row of a list of bodies, read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qianshao.core.problems import Problem
from qianshao.registry.rules.columns import Headings
from qianshao.registry.rules.divisions import LEVELS
from qianshao.registry.rules.workplaces import read_day

HEADINGS = Headings(
    {
        "name": ("名称", "机构名称", "工会名称", "name", "body"),
        "kind": ("类别", "机构类别", "机构类型", "kind", "type"),
        "level": ("级别", "层级", "level"),
        "parent": ("上级", "上级机构", "上级工会", "隶属", "parent", "led by"),
        "territory": ("区划代码", "区划", "territory", "division", "code"),
        "phone": ("电话", "联系电话", "phone", "telephone"),
        "source": ("来源", "source"),
        "since": ("成立日期", "起始日期", "since"),
    }
)
KINDS = {
    "federation": ("地方总工会", "总工会", "地方工会", "镇街工会"),
    "group_union": ("集团工会", "产业工会", "系统工会"),
    "enterprise_union": ("企业工会", "基层工会", "单位工会"),
    "group": ("集团", "企业集团"),
    "employer": ("用人单位", "企业", "雇主"),
    "authority": ("主管部门", "主管单位", "政府部门"),
    "command": ("指挥部", "防控指挥部"),
}
LEVEL_WORDS = (
    ("national", "全国", "国家", "国家级", "中央"),
    ("province", "省", "省级", "直辖市"),
    ("city", "市", "市级", "地市"),
    ("district", "区县", "区", "县", "区级", "县级", "区县级"),
    ("township", "镇街", "乡镇街道", "乡镇", "街道", "镇级"),
    ("village", "村社区", "村", "社区"),
    ("enterprise", "企业", "基层", "单位"),
)
BY_KIND = {word: kind for kind, words in KINDS.items() for word in (kind, *words)}
BY_LEVEL = {word: number for number, words in enumerate(LEVEL_WORDS) for word in (str(number), *words)}
ENTERPRISE = 6
LENGTHS = {"name": 200, "phone": 40, "source": 200}


@dataclass(frozen=True, slots=True)
class BodyRow:
    """``parent`` is the full name of the body that leads it, "" for none; ``territory`` the code of its division."""

    line: int
    name: str
    kind: str
    level: int
    parent: str
    territory: str
    phone: str
    source: str
    since: date | None


def read(line: int, cells: Mapping[str, str], known: Callable[[str], bool], on: date) -> BodyRow | list[Problem]:
    """The row, or all that is wrong with it. ``known`` tells whether a division is in force."""
    problems: list[Problem] = []

    def take(field: str, how: Callable[[str], Any], missing: Any) -> Any:
        try:
            return how(cells[field]) if cells.get(field) else missing
        except Problem as problem:
            problem.field = field
            problems.append(problem)
            return missing

    def division(text: str) -> str:
        if not known(text):
            raise Problem("territory.unknown", value=text, day=on)
        return text

    for field, limit in LENGTHS.items():
        if len(cells.get(field, "")) > limit:
            problems.append(Problem("field.too_long", field=field, value=cells[field], limit=limit))
    problems += [Problem("field.missing", field=one, label=one) for one in ("name", "kind") if not cells.get(one)]
    kind = take("kind", lambda text: _word(text, BY_KIND, KINDS), "")
    territory = take("territory", division, "")
    level = take("level", lambda text: _word(text, BY_LEVEL, [words[0] for words in LEVEL_WORDS]), None)
    level = _level(kind, territory) if level is None else level
    if kind == "federation" and level != (LEVELS[len(territory)] if territory else 0):
        problems.append(Problem("body.level", field="level"))
    since = take("since", read_day, None)
    if since and since > on:
        problems.append(Problem("day.future", field="since", day=since))
    if problems:
        return problems
    texts = {field: cells.get(field, "") for field in ("name", "parent", "phone", "source")}
    return BodyRow(line=line, kind=kind, level=level, territory=territory, since=since, **texts)


def _level(kind: str, territory: str) -> int:
    """Where none is said: that of its division; an enterprise's union has its own."""
    if kind in ("enterprise_union", "employer"):
        return ENTERPRISE
    return LEVELS[len(territory)] if territory else 0


def _word(text: str, words: Mapping[str, Any], choices: Any) -> Any:
    word = text.strip().lower()
    if word not in words:
        raise Problem("field.invalid.choice", value=text, choices="、".join(choices))
    return words[word]
