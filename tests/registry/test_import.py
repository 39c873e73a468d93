"""A list of workplaces becomes records: read as Chinese Excel writes it, each bad row named, nothing twice."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from openpyxl import Workbook

from qianshao.core.actor import Via, system
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.registry.actions.workplacelists import Imported, import_workplaces
from qianshao.registry.models import Dispute, Ownership, Tie, Workplace
from qianshao.registry.rules import credit_code
from tests.cast import MORNING, Cast, assemble

HEADINGS = ["单位名称", "统一社会信用代码", "地址", "所属镇街", "行业", "所有制", "职工人数", "工会"]
CODE = "91350100M000100Y43"  # the example of GB 32100-2015
GOOD = ["巴南一厂", CODE, "麻柳嘴镇沿江路1号", "麻柳嘴镇", "C26", "中央国有", "120", "某集团工会"]


def sheet(*rows: list[str], headings: list[str] | None = None, encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([headings or HEADINGS, *rows])
    return out.getvalue().encode(encoding)


def workbook(*rows: list[Any]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    page = book.active
    assert page
    for row in (HEADINGS, *rows):
        page.append(row)
    book.save(out)
    return out.getvalue()


def load(content: bytes, *, within: str = "500113", source: str = "district list", dry_run: bool = False) -> Imported:
    return import_workplaces(
        content,
        source=source,
        within=within,
        reason_heading="原因",
        dry_run=dry_run,
        actor=system("test"),
        via=Via.SHELL,
        at=MORNING,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_row_becomes_a_workplace_with_all_that_it_says(cast: Cast, encoding: str) -> None:
    account = load(sheet(GOOD, encoding=encoding))
    assert (account.created, account.refused) == (1, 0)
    place = Workplace.objects.get(name="巴南一厂")
    assert (place.credit_code, place.address, place.headcount) == (CODE, "麻柳嘴镇沿江路1号", 120)
    assert (place.township_code, place.district_code) == ("500113111", "500113")
    assert (place.industry_section, place.industry_division) == ("C", "26")
    assert place.ownership == Ownership.CENTRAL_STATE
    assert (place.source, place.source_date) == ("district list", date(2022, 2, 8))
    assert Tie.objects.get(workplace=place).body == cast.group_union


def test_a_workbook_says_the_same_as_a_text_file(cast: Cast) -> None:
    account = load(workbook([*GOOD[:6], 120, GOOD[7]]))
    assert (account.created, account.refused) == (1, 0)
    assert load(sheet(GOOD)).unchanged == 1


def test_english_headings(cast: Cast) -> None:
    headings = ["name", "credit_code", "division", "industry", "ownership", "headcount"]
    row = ["North works", "", "500113004", "manufacturing", "private", "7"]
    assert load(sheet(row, headings=headings)).created == 1
    place = Workplace.objects.get(name="North works")
    assert (place.township_code, place.industry_section, place.ownership) == ("500113004", "C", "private")


def test_the_division_is_found_from_the_address(cast: Cast) -> None:
    row = ["巴南一厂", "", "重庆市巴南区鱼洞街道解放路9号", "", "", "", "5", ""]
    assert load(sheet(row)).created == 1
    assert Workplace.objects.get(name="巴南一厂").township_code == "500113004"


BAD = [
    (1, "91350100M000100Y44", "统一社会信用代码"),
    (3, "没有这个镇", "所属镇街"),
    (4, "Z99", "行业"),
    (5, "不知道", "所有制"),
    (6, "-3", "职工人数"),
    (6, "99999999", "职工人数"),
    (6, "many", "职工人数"),
    (7, "不存在的工会", "工会"),
]


@pytest.mark.parametrize(("column", "value", "heading"), BAD)
def test_a_bad_cell_is_named_and_stops_nobody_else(cast: Cast, column: int, value: str, heading: str) -> None:
    bad = ["巴南二厂", "", "", "麻柳嘴镇", "C26", "私营", "5", ""]
    bad[column] = value
    account = load(sheet(GOOD, bad))
    assert (account.created, account.refused) == (1, 1)
    (fault,) = account.faults
    assert (fault.line, fault.column, fault.value) == (3, heading, value)
    assert fault.reason
    assert not Workplace.objects.filter(name="巴南二厂").exists()


def test_the_refused_rows_come_back_to_be_mended_and_sent_again(cast: Cast) -> None:
    account = load(sheet(GOOD, ["巴南二厂", "", "", "麻柳嘴镇", "", "", "-3", ""]))
    assert account.corrected
    (headings, *rows) = list(csv.reader(io.StringIO(account.corrected.decode("utf-8-sig"))))
    assert len(rows) == 1
    rows[0] = ["8" if cell == "-3" else cell for cell in rows[0]]
    again = load(sheet(*rows, headings=headings))
    assert (again.created, again.refused) == (1, 0)
    assert Workplace.objects.get(name="巴南二厂").headcount == 8


def test_a_dry_run_says_the_same_and_changes_nothing(cast: Cast) -> None:
    content = sheet(GOOD, ["巴南二厂", "", "", "没有这个镇", "", "", "3", ""])
    before, events = Workplace.objects.count(), Event.objects.count()
    dry = load(content, dry_run=True)
    assert (Workplace.objects.count(), Event.objects.count()) == (before, events)
    real = load(content)
    assert (dry.created, dry.refused, dry.faults, dry.corrected) == (
        real.created,
        real.refused,
        real.faults,
        real.corrected,
    )


def test_the_same_file_twice_changes_nothing(cast: Cast) -> None:
    content = sheet(GOOD, ["巴南二厂", "", "", "麻柳嘴镇", "", "", "3", ""])
    load(content)
    events = Event.objects.count()
    again = load(content)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert Event.objects.count() == events


def test_a_newer_list_of_the_same_source_corrects_and_empty_cells_leave_alone(cast: Cast) -> None:
    load(sheet(GOOD))
    account = load(sheet([*GOOD[:2], "", "麻柳嘴镇", "", "", "150", ""]))
    assert (account.created, account.updated) == (0, 1)
    place = Workplace.objects.get(credit_code=CODE)
    assert (place.headcount, place.address, place.industry_division) == (150, "麻柳嘴镇沿江路1号", "26")


def test_another_source_that_places_it_elsewhere_is_heard_and_not_believed(cast: Cast) -> None:
    load(sheet(GOOD))
    account = load(sheet([*GOOD[:2], "", "鱼洞街道", "", "", "", ""]), source="phone directory")
    assert account.disputes == 1
    place = Workplace.objects.get(credit_code=CODE)
    assert place.township_code == "500113111"
    dispute = Dispute.objects.get(workplace=place)
    assert {claim.source for claim in dispute.claims.all()} == {"district list", "phone directory"}


def test_a_row_outside_of_the_senders_territory_is_refused(cast: Cast) -> None:
    account = load(sheet(["江南二厂", "", "", "500115007", "", "", "3", ""]))
    assert (account.created, account.refused) == (0, 1)


def test_a_sheet_without_names_is_refused_whole(cast: Cast) -> None:
    with pytest.raises(Problem, match=r"import\.no_name"):
        load(sheet(["3"], headings=["职工人数"]))


# --- laws -----------------------------------------------------------------------------------------------------

CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
FITTING = [
    ["巴南一厂", "巴南二厂"],
    ["", CODE, CODE.lower()],
    ["", "鱼洞街道解放路9号"],
    ["麻柳嘴镇", "500113004"],
    ["", "C26", "制造业"],
    ["", "私营"],
    ["", "0", "120"],
    ["", "某集团工会", "鱼洞机械厂工会"],
]
ROWS = st.lists(
    st.tuples(*(st.one_of(*[st.sampled_from(column)] * 5, CELL) for column in FITTING)).map(list), max_size=6
)


class WhateverIsWritten(TestCase):
    def setUp(self) -> None:
        assemble()

    @settings(max_examples=60, deadline=None)
    @given(rows=ROWS)
    def test_every_row_is_accounted_for_and_a_second_time_nothing_changes(self, rows: list[list[str]]) -> None:
        content = sheet(*rows)
        try:
            first = load(content)
        except Problem as problem:  # the file as a whole: for instance no rows at all
            assert problem.sentence
            return
        accounted = first.created + first.updated + first.unchanged + first.refused
        assert accounted == first.rows
        second = load(content)
        assert (second.created, second.updated, second.refused) == (0, 0, first.refused)
        for place in Workplace.objects.exclude(credit_code=""):
            assert credit_code.check(place.credit_code) == place.credit_code
