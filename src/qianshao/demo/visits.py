"""What a visit of the demo week finds, and its result. Generated."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from qianshao.demo.course import said
from qianshao.policy.checklists import Checklist, Limit
from qianshao.resumption import actions as resumption
from qianshao.resumption.actions import Result
from qianshao.resumption.models import Inspection
from qianshao.resumption.rules.answers import Answers, Value

NO_MASKS: dict[str, dict[str, Value]] = {"stock": {"days": 0}}
INSPECTORS = ("检查员甲（演示）", "检查员乙（演示）")
UNSIGNED = "（演示）未在屏幕上签名"


def well(checklist: Checklist, but: Mapping[str, Mapping[str, Value]] | None = None) -> Answers:
    """Everything as it should be, but for some items."""
    values: dict[str, Mapping[str, Value]] = {}
    for item in checklist.items.values():
        values[item.code] = {
            one.code: one.threshold - 1 if one.limit is Limit.BELOW else one.threshold for one in item.measures
        }
    return Answers({**values, **(but or {})})


def visit(inspection: Inspection, checklist: Checklist, answers: Answers, at: datetime) -> None:
    result = Result(
        answers=answers,
        version=checklist.version,
        inspectors=INSPECTORS,
        done_at=at,
        key=f"demo-visit-{inspection.pk}",
        signatures=dict.fromkeys(("inspector", "employer"), UNSIGNED),
    )
    resumption.submit(inspection, result, **said(at))
