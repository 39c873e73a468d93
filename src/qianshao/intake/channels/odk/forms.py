"""The daily report as an XForm: the shipped XLSForm, the categories of the policy, and what federations ask beside it.

Pure but for the shipped file. ``forms/daily.md`` is an XLSForm as text, so that a change in it can be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from hashlib import md5
from io import BytesIO
from pathlib import Path
from typing import Any

from qianshao.core.problems import Problem
from qianshao.policy.ladder import Category

SHIPPED = Path(__file__).resolve().parents[2] / "forms" / "daily.md"
FORM_ID = "qianshao_daily"
WORKPLACES = "workplaces.csv"
ZH, EN = "中文 (zh)", "English (en)"
TYPES = {"integer", "decimal", "date", "text"}
SELECTS = {"select_one", "select_multiple"}

LARGEST_SHEET = 1024 * 1024
"""Bytes."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A federation's own questions: the rows of its survey and of its choices."""

    body: int
    name: str
    survey: tuple[Row, ...]
    choices: tuple[Row, ...]

    @property
    def group(self) -> str:
        return f"of_{self.body}"

    def list_name(self, name: str) -> str:
        """Lists of two federations may have the same name."""
        return f"{self.group}_{name}"


@dataclass(frozen=True, slots=True)
class Form:
    xml: str
    version: str

    @property
    def hash(self) -> str:
        return fingerprint(self.xml.encode())


def fingerprint(content: bytes) -> str:
    """OpenRosa's: it tells whether a copy is the same, and protects nothing."""
    return f"md5:{md5(content, usedforsecurity=False).hexdigest()}"


def compiled(categories: Sequence[Category], asked: Sequence[Asked]) -> Form:
    """A Problem with pyxform's words when it does not hold. The version is that of its content."""
    return _compiled(_key(categories, asked), _Sheets(categories, asked))


class _Sheets:
    """What is compiled. All are alike for the cache, which knows them by their key."""

    def __init__(self, categories: Sequence[Category], asked: Sequence[Asked]) -> None:
        self.categories, self.asked = categories, asked

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sheets)


def _key(categories: Sequence[Category], asked: Sequence[Asked]) -> str:
    content = repr([(one.code, sorted(one.names.items())) for one in categories]) + repr(asked)
    return fingerprint((SHIPPED.read_text(encoding="utf-8") + content).encode())


@lru_cache(maxsize=64)
def _compiled(key: str, sheets: _Sheets) -> Form:
    version = key.removeprefix("md5:")[:10]
    workbook = _workbook(sheets.categories, sheets.asked, version)
    return Form(_convert(workbook), version)


def _convert(workbook: Row) -> str:
    from pyxform import xls2xform  # loaded when a form is made
    from pyxform.errors import PyXFormError

    try:
        return str(xls2xform.convert(workbook, warnings=[], form_name="data").xform)
    except PyXFormError as error:
        raise Problem("form.invalid", detail=str(error)) from None


def _workbook(categories: Sequence[Category], asked: Sequence[Asked], version: str = "1") -> Row:
    from pyxform.xls2json_backends import md_to_dict

    book: Row = md_to_dict(SHIPPED.read_text(encoding="utf-8"))
    label = {"zh-hans": f"label::{ZH}", "en": f"label::{EN}"}
    book["choices"] += [
        {
            "list_name": "danger",
            "name": one.code,
            **{label[code]: name for code, name in one.names.items() if code in label},
        }
        for one in categories
    ]
    for one in asked:
        book["survey"] += _group(one)
        book["choices"] += [{**row, "list_name": one.list_name(row["list_name"])} for row in one.choices]
    book["settings"][0]["version"] = version
    for sheet in ("survey", "choices", "settings"):
        headers = dict.fromkeys(name for row in book[sheet] for name in row)
        book[f"{sheet}_header"] = [headers]
    return book


def _group(asked: Asked) -> list[Row]:
    begin = {"type": "begin_group", "name": asked.group, f"label::{ZH}": asked.name, f"label::{EN}": asked.name}
    rows = deepcopy(list(asked.survey))
    for row in rows:
        kind, _, choices = row["type"].partition(" ")
        if kind in SELECTS:
            row["type"] = f"{kind} {asked.list_name(choices)}"
    return [begin, *rows, {"type": "end_group"}]


def read(content: bytes, *, body: int, name: str) -> Asked:
    """A federation's XLSForm, as XLSX or as text. Only its questions and choices are taken."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import get_xlsform

    if len(content) > LARGEST_SHEET:
        raise Problem("file.too_large", limit=f"{LARGEST_SHEET // 1024 // 1024} MB")
    try:
        book = get_xlsform(BytesIO(content))
    except Exception as error:  # noqa: BLE001 - whatever a spreadsheet reader makes of a file that is none
        raise Problem("form.invalid", detail=str(error) if isinstance(error, PyXFormError) else "XLSX?") from None
    survey, choices = (tuple(_row(row) for row in getattr(book, sheet) or ()) for sheet in ("survey", "choices"))
    questions = tuple(row for row in survey if row.get("type"))
    if not questions or not all(row.get("name") for row in questions):
        raise Problem("form.invalid", detail="survey: type, name")
    return Asked(body, name, questions, tuple(row for row in choices if row.get("list_name") and row.get("name")))


def _row(row: Mapping[str, Any]) -> Row:
    return {str(name): str(value).strip() for name, value in row.items() if value not in (None, "")}


def check(asked: Asked, categories: Sequence[Category]) -> None:
    """Before it is asked of anybody: the types, and the whole with pyxform."""
    for row in asked.survey:
        kind = str(row.get("type", "")).partition(" ")[0]
        if kind not in TYPES | SELECTS:
            raise Problem("form.type", name=row.get("name", ""), type=row.get("type", ""))
    _convert(_workbook(categories, [asked]))


# --- answers ----------------------------------------------------------------------------------------------


def typed(asked: Asked, given: Mapping[str, str]) -> Row:
    """The answers in the types of the form; what was left empty is left out."""
    found: Row = {}
    for row in asked.survey:
        text = given.get(row["name"], "").strip()
        if text:
            found[row["name"]] = _typed(asked, row, text)
    return found


def _typed(asked: Asked, row: Row, text: str) -> object:
    kind, _, list_name = row["type"].partition(" ")
    try:
        if kind == "integer":
            return int(text)
        if kind == "decimal":
            return float(text)
    except ValueError:
        raise Problem("form.answer", field=row["name"], value=text, label=row["name"]) from None
    if kind not in SELECTS:
        return text[:2000]
    chosen = text.split() if kind == "select_multiple" else [text]
    known = {one["name"] for one in asked.choices if one["list_name"] == list_name}
    if not known.issuperset(chosen):
        raise Problem("form.answer", field=row["name"], value=text, label=row["name"])
    return chosen if kind == "select_multiple" else text
