"""A release as text: what is signed, rows for a spreadsheet, tables for a page. All of it from what is shown alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from qianshao.briefing.rules.releases.cells import cells

FORMAT, FORMAT_OF_CORRECTION = "qianshao-release-1", "qianshao-correction-1"
COLUMNS = (
    ("release", "Number of the release", "发布编号"),
    ("version", "Version of the release; a later one corrects an earlier one", "版本；后一版更正前一版"),
    ("cut_off", "Moment up to which records were counted", "数据截止时间"),
    ("table", "Code of the table", "表的代码"),
    ("territory", "Code of the division", "区划代码"),
    ("territory_name", "Name of the division", "区划名称"),
    (
        "dimension",
        "Code of the second dimension: kind, industry; empty where the table has none",
        "第二维度的代码，可空",
    ),
    ("dimension_name", "Its name in Chinese", "第二维度的中文名称"),
    ("day", "Day, or all for the whole period", "日期；all 为整个期间"),
    ("value", "The count; empty where it is withheld", "数值；不公开时为空"),
    ("status", "shown, or withheld: too few people, or another figure could be computed from it", "公开，或不公开"),
    ("denominator", "Of how many: see the table", "分母，见各表说明"),
)


def canonical(document: Mapping[str, Any]) -> str:
    """The one way to write it down, so that a signature holds wherever it is read again."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def remark(document: Mapping[str, Any], language: str) -> str:
    """In the reader's language, else in the other one; what was signed before there were two has one."""
    chinese, english = document["note"], document.get("note_en", "")
    found: str = (english or chinese) if language == "en" else (chinese or english)
    return found


def rows(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for table in document["tables"]:
        axes = [dimension["code"] for dimension in table["dimensions"]]
        names = {one["code"]: {code["code"]: code["name"] for code in one["codes"]} for one in table["dimensions"]}
        second = next((axis for axis in axes if axis not in ("territory", "day")), "")
        for key, value in cells(table):
            at = dict(zip(axes, key, strict=True))
            yield {
                "release": document["number"],
                "version": document["version"],
                "cut_off": document["cut_off"],
                "table": table["code"],
                "territory": at["territory"],
                "territory_name": names["territory"][at["territory"]]["zh-hans"],
                "dimension": at.get(second, ""),
                "dimension_name": names[second][at[second]]["zh-hans"] if second else "",
                "day": at.get("day", "all"),
                "value": "" if value is None else value,
                "status": "withheld" if value is None else "shown",
                "denominator": table["denominator"]["by_territory"].get(at["territory"], ""),
            }


def as_csv(document: Mapping[str, Any]) -> str:
    """With the mark at its head by which spreadsheets know UTF-8."""
    file = io.StringIO()
    writer = csv.DictWriter(file, [name for name, _, _ in COLUMNS], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows(document))
    return "\ufeff" + file.getvalue()


def dictionary() -> dict[str, Any]:
    """What the columns of the CSV and the keys of the JSON mean."""
    keys = {
        "release": ("What was signed, to the byte once it is written with sorted keys and no blanks", "被签名的内容"),
        "release.tables[].query": ("What exactly is counted", "统计口径"),
        "release.tables[].denominator": ("Of how many, by division", "分母，按区划"),
        "release.tables[].dimensions": ("In the order of the values; the last runs fastest", "维度；末维变化最快"),
        "release.tables[].value": ("Counts; null is withheld", "数值；null 为不公开"),
        "release.threshold": ("Counts from 1 to one below are withheld", "小于该数（且不为零）的数值不公开"),
        "signature": ("Ed25519, hexadecimal, over the UTF-8 bytes of the release", "Ed25519 签名，十六进制"),
        "public_key": ("The key of the installation; compare it with the one that is published", "安装公钥"),
        "corrections": ("Figures of this release that a later one corrects", "后续版本对本次发布的更正"),
    }
    return {
        "format": FORMAT,
        "csv": [{"column": name, "en": en, "zh-hans": zh} for name, en, zh in COLUMNS],
        "json": [{"key": key, "en": en, "zh-hans": zh} for key, (en, zh) in keys.items()],
    }


# --- for a page -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """``corrected``: what a later version made of it: a number, or "" where it may not be told; None where nothing."""

    value: int | None
    corrected: int | str | None = None
    alert: bool = False
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    code: str
    name: str
    figures: tuple[Figure, ...]
    denominator: int | None
    total: bool


@dataclass(frozen=True, slots=True)
class View:
    """One table with two dimensions: territories down, the other across. ``none``: columns that are left out, since
    nothing was counted in any territory."""

    code: str
    caption: str
    across: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    none: tuple[str, ...] = ()


Corrected = Mapping[tuple[str, tuple[str, ...]], int | str]


def views(
    table: Mapping[str, Any],
    language: str,
    *,
    corrected: Corrected | None = None,
    whole: Mapping[str, Any] | None = None,
    alert_from: int = 0,
) -> list[View]:
    """Of a table with three dimensions one view for each of the others, with the total of the third.

    ``whole``: all figures, for officers; what the public does not see is then marked.
    """
    axes = table["dimensions"]
    shown, all_of_them = dict(cells(table)), dict(cells(whole)) if whole else {}
    found = []
    for across in range(1, len(axes)):
        columns = axes[across]["codes"]
        lines = []
        for place in axes[0]["codes"]:
            figures = []
            for column in columns:
                key = [place["code"], *(_total(axis) for axis in axes[1:])]
                key[across] = column["code"]
                at = tuple(key)
                value = all_of_them.get(at, shown[at])
                figures.append(
                    Figure(
                        value,
                        (corrected or {}).get((table["code"], at)),
                        bool(alert_from and table["of_people"] and value and value >= alert_from),
                        whole is not None and shown[at] is None,
                    )
                )
            of = table["denominator"]["by_territory"].get(place["code"])
            name = place["name"].get(language, place["name"]["zh-hans"])
            lines.append(Line(place["code"], name, tuple(figures), of, place["parent"] is None))
        words = tuple(one["name"].get(language, one["name"]["zh-hans"]) for one in columns)
        title = table["title"].get(language, table["title"]["zh-hans"])
        view = View(table["code"], title, axes[across]["name"][language], words, tuple(lines))
        found.append(view if axes[across]["code"] == "day" else _without_none(view))
    return found


def _without_none(view: View) -> View:
    """Kinds and industries are many, and most of them are none. The total stays."""
    empty = {
        at
        for at in range(1, len(view.columns))
        if all(line.figures[at].value == 0 and line.figures[at].corrected is None for line in view.lines)
    }
    kept = [at for at in range(len(view.columns)) if at not in empty]
    lines = tuple(replace(line, figures=tuple(line.figures[at] for at in kept)) for line in view.lines)
    columns = tuple(view.columns[at] for at in kept)
    return replace(view, columns=columns, lines=lines, none=tuple(view.columns[at] for at in sorted(empty)))


def _total(axis: Mapping[str, Any]) -> str:
    return str(next(one["code"] for one in axis["codes"] if one["parent"] is None))
