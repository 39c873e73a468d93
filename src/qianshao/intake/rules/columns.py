"""What the columns of a day's sheet are called in the offices that write it, and what stands in their cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qianshao.core.problems import Problem
from qianshao.intake.rules import daily
from qianshao.registry.rules.columns import HEADINGS, Headings
from qianshao.registry.rules.sheets import fold_heading, is_reason

NAMES: dict[str, tuple[str, ...]] = {
    "workplace": ("单位编号", "编号", "序列号", "workplace number"),
    "credit_code": HEADINGS["credit_code"],
    "name": HEADINGS["name"],
    "day": ("日期", "填报日期", "报告日期", "上报日期", "date"),
    "all_clear": ("是否正常", "一切正常", "有无异常情况正常填是", "all clear"),
    "headcount": ("在册职工人数", *HEADINGS["headcount"]),
    "on_duty": ("在岗人数", "今日在岗人数", "今日到岗人数", "返岗人数", "已复工人数", "到岗人数", "on duty"),
    "returned_from_outside": ("外地返回人数", "市外返岗人数", "外来返岗人数", "近14天外地返回人数", "returned"),
    "in_observation": ("隔离人数", "医学观察人数", "集中隔离人数", "居家隔离人数", "观察人数", "in observation"),
    "fever": ("发热人数", "体温异常人数", "发热", "体温≥37.3℃人数", "with fever"),
    "respiratory": ("咳嗽人数", "呼吸道症状人数", "咳嗽", "咳嗽或咽痛", "with cough"),
    "suspected": ("疑似病例", "疑似病例数", "疑似人数", "疑似", "suspected cases"),
    "confirmed": ("确诊病例", "确诊病例数", "确诊人数", "确诊", "confirmed cases"),
    "asymptomatic": ("无症状感染者", "无症状人数", "无症状", "asymptomatic cases"),
    "close_contacts": ("密切接触者", "密接人数", "密接", "contacts"),
    "absent_unexplained": ("缺勤且原因不明", "无故缺勤人数", "缺勤人数", "不明原因缺勤人数", "absent"),
    "masks_in_stock": ("口罩库存", "口罩储备", "口罩数量", "口罩", "masks"),
    "masks_needed_daily": ("每日口罩用量", "口罩日用量", "日需口罩", "masks a day"),
    "thermometers": ("体温计", "测温仪", "体温计数量", "体温枪", "working thermometers"),
    "dormitory_rooms_over_limit": ("超员宿舍间数", "宿舍人数超标的宿舍间数", "rooms over limit"),
    "isolation_rooms_free": ("隔离房间", "空余隔离房间", "隔离观察室", "isolation rooms"),
    "disinfected": ("是否消毒", "今日消毒", "消毒", "已消毒通风", "disinfected today"),
    "entries_measured": ("是否测温", "入口测温", "测温", "entries"),
    "remarks": ("备注", "说明", "情况说明", "remark", "notes"),
}

COLUMNS = Headings(NAMES)
WHO = ("workplace", "credit_code", "name")
YES, NO = (
    frozenset({"是", "有", "已", "√", "✓", "y", "yes", "true", "1"}),
    frozenset({"否", "无", "未", "×", "n", "no", "false", "0"}),
)
BLANK = frozenset({"", "-", "—", "/", "／", "不详", "未知"})
"""Not known; only a zero is a zero."""


def places(headings: Sequence[str]) -> dict[str, int]:
    """Where each field stands; a sheet that does not say of which workplaces it speaks is refused."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = "" if is_reason(heading) else COLUMNS.folded.get(fold_heading(heading), "")
        if name in found:
            raise Problem("import.column_twice", first=headings[found[name]], second=heading)
        if name:
            found[name] = place
    if not any(name in found for name in WHO):
        raise Problem("sheet.no_workplace", field="file")
    return found


def given(cells: Sequence[str], places: dict[str, int]) -> dict[str, Any]:
    """The cells of a row by field, as :func:`daily.read` wants them; what is not known is left out."""
    found: dict[str, Any] = {}
    for name, place in places.items():
        text = cells[place].strip() if place < len(cells) else ""
        if text not in BLANK or (name in WHO and text):
            found[name] = _yes_or_no(text) if name in (*daily.MEASURES, "all_clear") else text
    return found


def _yes_or_no(text: str) -> str:
    word = text.casefold()
    return "true" if word in YES else "false" if word in NO else text
