"""What the style guide shows: made up, and marked as such. Chinese, as the longest and the densest text is Chinese."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator

TOWNSHIPS = [
    ("样例街道甲", 98, 1240, 1215, 25, 0, 3, 0),
    ("样例街道乙", 92, 645, 593, 52, 1, 1, 0),
    ("样例镇丙", 61, 271, 165, 106, 7, 6, 2),
    ("样例镇丁（名称很长的一个镇，用来看换行）", 100, 12, 12, 0, 0, 0, 0),
]


class SampleForm(forms.Form):
    name = forms.CharField(label="单位名称", help_text="样例：可以只写一部分。", max_length=40)
    code = forms.CharField(label="统一社会信用代码")
    headcount = forms.IntegerField(
        label="今日在岗人数", help_text="样例：昨天报的是 78 人。", min_value=0, max_value=200000
    )
    kind = forms.ChoiceField(
        label="出了什么问题？",
        widget=forms.RadioSelect,
        choices=[("supplies", "没有防护用品"), ("fever", "有症状者仍在上班"), ("air", "通风不好")],
    )
    words = forms.CharField(label="请用自己的话说", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agreed = forms.BooleanField(label="反映人可以看到这段话", required=False)


def everything() -> dict[str, Any]:
    form = SampleForm({"name": "样例机械厂", "code": "91500113MA5U00000X", "headcount": "78", "kind": "supplies"})
    form.add_error("code", "样例：最后一位校验码不对，请对照营业执照再看一遍。")
    numbers = ("workplaces", "reported", "silent", "wrong", "open_cases", "overdue")
    lines = [{"name": row[0], "share": row[1], **dict(zip(numbers, row[2:], strict=True))} for row in TOWNSHIPS]
    return {
        "form": form,
        "lines": lines,
        "crumbs": [("/about/style/", "样例市"), ("/about/style/", "样例区"), ("", "样例街道甲")],
        "views": [("#tabs", "未报 960", True), ("#tabs", "已报 11,040", False), ("#tabs", "有问题 66", False)],
        "paged": Paginator(range(120), 40).page(2),
        "states": [
            "well", "reported", "resolved", "silent", "open", "wrong", "overdue",
            "severity-1", "severity-2", "severity-3", "closed", "generated",
        ],
    }  # fmt: skip
