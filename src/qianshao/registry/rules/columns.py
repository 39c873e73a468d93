"""What the columns of a list are called, in the offices that write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from qianshao.core.problems import Problem
from qianshao.registry.rules.sheets import fold_heading, is_reason

HEADINGS: dict[str, tuple[str, ...]] = {
    "name": (
        "单位名称",
        "企业名称",
        "用人单位",
        "用人单位名称",
        "名称",
        "单位",
        "公司名称",
        "name",
        "workplace",
        "company",
    ),
    "aliases": ("曾用名", "别名", "简称", "aliases", "alias", "former name", "other names"),
    "credit_code": ("统一社会信用代码", "信用代码", "社会信用代码", "统一信用代码", "credit code", "uscc", "code"),
    "site": ("厂区", "分厂", "场所", "site", "plant"),
    "address": ("地址", "单位地址", "详细地址", "经营地址", "生产地址", "address"),
    "division": (
        "所属镇街",
        "镇街",
        "区划",
        "区划代码",
        "行政区划",
        "所在村社区",
        "division",
        "township",
        "territory",
        "area code",
    ),
    "longitude": ("经度", "longitude", "lon", "lng"),
    "latitude": ("纬度", "latitude", "lat"),
    "industry": ("行业", "行业代码", "行业类别", "所属行业", "industry"),
    "ownership": ("所有制", "经济类型", "单位性质", "企业性质", "登记注册类型", "ownership", "type"),
    "headcount": (
        "职工人数",
        "职工总数",
        "人数",
        "员工人数",
        "从业人数",
        "用工人数",
        "headcount",
        "employees",
        "staff",
    ),
    "union": ("工会", "隶属工会", "上级工会", "所属工会", "union", "union body", "affiliated to"),
    "group": ("所属集团", "集团", "集团公司", "group"),
    "phone": ("电话", "联系电话", "单位电话", "phone", "telephone"),
    "opened_on": ("开业日期", "成立日期", "opened", "opened on"),
    "closed_on": ("关闭日期", "注销日期", "closed", "closed on"),
}


@dataclass(frozen=True)
class Headings:
    """The fields of one kind of list, each with what its column may be called."""

    names: Mapping[str, tuple[str, ...]]

    @cached_property
    def folded(self) -> dict[str, str]:
        return {fold_heading(heading): name for name, known in self.names.items() for heading in (name, *known)}

    def knows(self, folded: str) -> bool:
        return folded in self.folded

    def places(self, headings: Sequence[str]) -> dict[str, int]:
        """Where each field stands. Unknown columns are left alone; two for one field are refused."""
        found: dict[str, int] = {}
        for place, heading in enumerate(headings):
            name = "" if is_reason(heading) else self.folded.get(fold_heading(heading), "")
            if not name:
                continue
            if name in found:
                raise Problem("import.column_twice", first=headings[found[name]], second=heading)
            found[name] = place
        if "name" not in found:
            raise Problem("import.no_name", label=self.names["name"][0])
        return found

    def unknown(self, headings: Sequence[str]) -> tuple[str, ...]:
        """Those that mean nothing here; their columns are left alone."""
        return tuple(one for one in headings if one and not is_reason(one) and not self.knows(fold_heading(one)))


WORKPLACES = Headings(HEADINGS)
