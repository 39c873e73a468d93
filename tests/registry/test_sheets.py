"""Tables as offices send them."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.core.problems import Problem
from qianshao.registry.rules import sheets
from qianshao.registry.rules.columns import WORKPLACES
from qianshao.registry.rules.sheets import Row, corrected, read

HEADINGS = ("单位名称", "地址", "职工人数")
ROWS = (("钛业公司", "麻柳嘴镇沿江路1号", "900"), ("机械厂", "鱼洞街道“老街”", "12"))


def as_csv(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def as_xlsx(*sheets_: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets_):
        sheet = book.create_sheet(f"s{number}")
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(content: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in read(content, WORKPLACES.knows).rows]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("gbk", b""),
        ("gb18030", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_is_read_in_every_encoding_that_offices_write(encoding: str, mark: bytes, delimiter: str) -> None:
    table = read(mark + as_csv([HEADINGS, *ROWS], delimiter).encode(encoding), WORKPLACES.knows)
    assert table.headings == HEADINGS
    assert [row.cells for row in table.rows] == list(ROWS)


signs = st.characters(codec="gb18030", exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff")
texts = st.text(signs, max_size=12).map(str.strip)


@given(
    st.lists(st.tuples(texts, texts, texts).filter(any), min_size=1, max_size=8),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from([",", ";", "\t"]),
)
def test_what_was_written_is_read(rows: list[tuple[str, str, str]], encoding: str, delimiter: str) -> None:
    content = as_csv([HEADINGS, *rows], delimiter).encode(encoding)
    assert cells(content) == rows


def test_a_chinese_surname_outside_gbk_is_read_from_gb18030() -> None:
    assert cells(as_csv([HEADINGS, ("䶮泰厂㙍", "", "")]).encode("gb18030")) == [("䶮泰厂㙍", "", "")]


def test_a_title_above_the_headings_and_empty_rows_do_not_matter() -> None:
    text = "巴南区单位名册,,\n,,\n单位名称,地址,职工人数\n甲厂,,1\n,,\n乙厂,,2\n"
    table = read(text.encode(), WORKPLACES.knows)
    assert table.headings == HEADINGS
    assert [(row.line, row.cells[0]) for row in table.rows] == [(4, "甲厂"), (6, "乙厂")]


def test_a_line_break_in_a_cell_does_not_shift_the_lines() -> None:
    table = read('单位名称,地址\n"甲厂","一楼\n二楼"\n乙厂,x\n'.encode(), WORKPLACES.knows)
    assert [(row.line, row.cells) for row in table.rows] == [(2, ("甲厂", "一楼\n二楼")), (4, ("乙厂", "x"))]


def test_a_workbook_is_read_as_its_cells_look() -> None:
    content = as_xlsx(
        [("", "notes"), ("", "")],
        [
            ("单位名册",),
            ("单位名称", "职工人数", "经度", "成立日期", "电话"),
            ("甲厂", 120, 106.5, date(2019, 1, 2), None),
        ],
    )
    table = read(content, WORKPLACES.knows)
    assert table.headings == ("单位名称", "职工人数", "经度", "成立日期", "电话")
    assert table.rows == (Row(3, ("甲厂", "120", "106.5", "2019-01-02", "")),)


def test_zeros_bytes_are_dropped() -> None:
    """PostgreSQL keeps none."""
    assert cells(("单位名称,地址\n" + "甲厂,x\n" * 300 + "乙\0厂,y\n").encode())[-1] == ("乙厂", "y")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.empty"),
        ("单位名称,地址\n".encode(), "import.empty"),
        (b"\xff\xff\xff\xff", "import.encoding"),
        (b"\x81 \x30", "import.encoding"),
        (b"PK\x03\x04 and then nothing", "import.workbook"),
        (b"\xd0\xcf\x11\xe0 and then nothing", "import.workbook"),
        (("单位名称\n" + '"' + "x" * 200_000).encode(), "import.broken"),
    ],
)
def test_what_is_no_table_is_said(content: bytes, code: str) -> None:
    with pytest.raises(Problem) as caught:
        read(content, WORKPLACES.knows)
    assert caught.value.code == code
    assert caught.value.sentence


def test_an_open_quotation_mark_is_found_whatever_other_packages_allow() -> None:
    before = csv.field_size_limit(2**31 - 1)
    try:
        with pytest.raises(Problem) as caught:
            read(("单位名称\n" + '"' + "x" * 200_000).encode(), WORKPLACES.knows)
    finally:
        csv.field_size_limit(before)
    assert caught.value.code == "import.broken"


def test_a_workbook_that_unpacks_to_far_more_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", b"0" * 3_000_000)
    monkeypatch.setattr(sheets, "LARGEST_UNPACKED", 2_000_000)
    with pytest.raises(Problem, match=r"body\.too_large"):
        read(out.getvalue(), WORKPLACES.knows)


@given(st.binary(max_size=300))
def test_anything_else_is_a_table_or_a_problem(content: bytes) -> None:
    try:
        read(content, WORKPLACES.knows)
    except Problem as problem:
        assert problem.code.startswith("import.")


@given(st.binary(max_size=200))
def test_a_broken_workbook_is_a_problem(tail: bytes) -> None:
    whole = as_xlsx([("单位名称",), ("甲厂",)])
    try:
        read(whole[: len(whole) - 200] + tail, WORKPLACES.knows)
    except Problem as problem:
        assert problem.code.startswith("import.")


def test_the_refused_rows_come_back_with_what_is_wrong_and_go_in_again() -> None:
    table = read(as_csv([HEADINGS, *ROWS]).encode("gbk"), WORKPLACES.knows)
    content = corrected(table, {3: "人数, “负”"}, "原因")
    assert content.startswith(codecs.BOM_UTF8)
    again = read(content, WORKPLACES.knows)
    assert again.headings == (*HEADINGS, "原因")
    assert [row.cells for row in again.rows] == [(*ROWS[1], "人数, “负”")]
    assert WORKPLACES.places(again.headings) == WORKPLACES.places(HEADINGS)
    twice = corrected(again, {2: "noch"}, "原因")
    assert read(twice, WORKPLACES.knows).headings == (*HEADINGS, "原因")


# --- headings -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("统一社会信用代码", "credit_code"),
        ("*单位名称（必填）", "name"),
        (" Credit Code ", "credit_code"),
        ("CREDIT_CODE", "credit_code"),
        ("职工 人数：", "headcount"),
        ("隶属工会", "union"),
        ("affiliated to", "union"),
        ("longitude", "longitude"),
    ],
)
def test_headings_are_known_in_both_languages(heading: str, field: str) -> None:
    headings = (heading,) if field == "name" else ("name", heading)
    assert field in WORKPLACES.places(headings)


def test_two_columns_for_one_thing_are_refused_and_unknown_ones_told() -> None:
    with pytest.raises(Problem, match=r"import\.column_twice"):
        WORKPLACES.places(("单位名称", "企业名称"))
    with pytest.raises(Problem, match=r"import\.no_name"):
        WORKPLACES.places(("地址",))
    assert WORKPLACES.unknown(("单位名称", "法定代表人", "", "原因")) == ("法定代表人",)
