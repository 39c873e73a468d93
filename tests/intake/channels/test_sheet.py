"""A day in one sheet, as offices write it; the authority's list; and the way back into the authority's form."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some

from qianshao.briefing import queries as board
from qianshao.core import clock
from qianshao.core.actor import person
from qianshao.intake import actions, export, queries
from qianshao.intake.commands import intake
from qianshao.intake.models import DailyReport
from qianshao.intake.rules import columns, daily
from qianshao.intake.rules import export as rules
from qianshao.policy import forms
from qianshao.policy.loading import PolicyError
from tests.cast import DAY, MORNING, Cast, scope

Log = Callable[[str], Client]


@pytest.fixture(autouse=True)
def that_morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    yield


def sheet_of(*rows: tuple[object, ...], encoding: str = "gb18030") -> bytes:
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


HEAD = ("序号", "单位名称", "职工总数", "在岗人数", "发热人数", "是否消毒", "备注")


def upload(client: Client, content: bytes, name: str = "日报.csv", **more: str) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post("/report/sheet/", {"file": file, "day": DAY.isoformat(), **more})


def apply(client: Client, first: Any, **more: str) -> Any:
    return client.post(
        "/report/sheet/", {"step": "apply", "upload": first.context["upload"].token, "day": DAY.isoformat(), **more}
    )


# --- in ---------------------------------------------------------------------------------------------------


def test_nothing_is_filed_before_it_was_seen(cast: Cast, as_person: Log) -> None:
    client = as_person("officer of district")
    rows = sheet_of(HEAD, (1, cast.shop.name, "１２０", 100, 2, "否", "夜班"), (2, "没有的单位", 5, 5, 0, "是", ""))
    first = upload(client, rows)
    assert (first.context["account"].filed, len(first.context["account"].refused)) == (1, 1)
    assert not DailyReport.objects.exists()
    second = apply(client, first)
    assert (second.context["account"].filed, second.context["account"].applied) == (1, True)
    report = DailyReport.objects.get()
    assert (report.workplace, report.headcount, report.fever, report.disinfected) == (cast.shop, 120, 2, False)
    assert (report.source, report.channel, report.remarks, report.confirmed) == ("federation", "sheet", "夜班", None)


def test_the_refused_rows_come_back_with_the_reason_and_can_be_sent_again(cast: Cast, as_person: Log) -> None:
    client = as_person("officer of district")
    first = upload(client, sheet_of(HEAD, (1, cast.shop.name, 120, "", "many", "", "")))
    back = client.get(f"/report/sheet/{first.context['upload'].token}/refused.csv").content
    assert "many" in back.decode("utf-8-sig") and "理由" in back.decode("utf-8-sig").splitlines()[0]
    again = upload(client, back.decode("utf-8-sig").replace("many", "1").encode())
    assert (again.context["account"].filed, again.context["account"].refused) == (1, [])


def test_the_same_sheet_again_changes_nothing(cast: Cast, as_person: Log) -> None:
    client = as_person("officer of district")
    content = sheet_of(HEAD, (1, cast.shop.name, 120, 100, 2, "是", ""))
    for _ in range(2):
        last = apply(client, upload(client, content))
    assert last.context["account"].repeated == 1
    assert DailyReport.objects.count() == 1


def test_a_workbook_with_a_title_above_its_headings(cast: Cast, as_person: Log) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in [("巴南区日报表",), (), HEAD, (1, cast.shop.name, 120, 100, 2, "√", "")]:
        page.append(row)
    out = BytesIO()
    book.save(out)
    client = as_person("officer of district")
    apply(client, upload(client, out.getvalue(), "日报.xlsx"))
    assert DailyReport.objects.get().disinfected is True


def test_only_ones_own_workplaces(cast: Cast, as_person: Log) -> None:
    content = sheet_of(("单位编号", "职工总数", "一切正常"), (cast.shop.pk, 120, "是"), (cast.plant.pk, 900, "是"))
    first = upload(as_person("delegate of shop"), content)
    assert (first.context["account"].filed, len(first.context["account"].refused)) == (1, 1)


@pytest.mark.parametrize(
    "content", [b"", b"\0\1\2", b"PK\x03\x04broken", "没有,意义\n1,2\n".encode(), "职工总数\n1\n".encode()]
)
def test_what_is_no_sheet_is_said(cast: Cast, as_person: Log, content: bytes) -> None:
    answer = upload(as_person("officer of district"), content)
    assert 400 <= answer.status_code < 500 and answer.context["problems"]


def test_the_empty_sheet_has_those_who_have_not_reported(cast: Cast, as_person: Log) -> None:
    client = as_person("officer of district")
    shown = client.get("/report/sheet/template.csv").content.decode("utf-8-sig")
    assert cast.shop.name in shown and cast.plant.name in shown
    filled = shown.replace(f"{cast.shop.name},", f"{cast.shop.name},120,")
    first = upload(client, filled.encode())
    assert first.context["account"].rows == 2


cells = some.one_of(some.none(), some.integers(0, 500))


@given(some.fixed_dictionaries(dict.fromkeys((*daily.OF_PEOPLE, *daily.OF_THINGS), cells)))
def test_what_goes_out_comes_in_again(stated: dict[str, int | None]) -> None:
    """Each shipped heading is read as the field that it was written from."""
    form = forms.shipped()["banan-daily"]
    facts: dict[str, object] = {**stated, "headcount": 500, "disinfected": True, "name": "甲厂", "remarks": "好"}
    written = rules.row(form, facts)
    places = columns.places([column.heading for column in form.columns])
    read = columns.given(["" if cell is None else str(cell) for cell in written], places)
    for name in {column.field for column in form.columns} & set(daily.STATED):
        fact = facts.get(name)
        wanted = None if fact is None else "true" if fact is True else str(fact)
        assert read.get(name) == wanted


def test_an_officer_may_state_that_all_is_well_where_a_row_shows_no_danger(cast: Cast, as_person: Log) -> None:
    client = as_person("officer of district")
    content = sheet_of(HEAD, (1, cast.shop.name, 120, 100, 0, "是", ""))
    assert upload(client, content).context["account"].filed == 0, "silence about a figure is no zero"
    apply(client, upload(client, content, well="1"), well="1")
    assert DailyReport.objects.get().all_clear


# --- the authority's list ---------------------------------------------------------------------------------


def feed(client: Client, cast: Cast, fever: int = 0) -> None:
    content = sheet_of(HEAD, (1, cast.shop.name, 130, 110, fever, "是", ""))
    apply(client, upload(client, content, whose="feed"), whose="feed")


def test_the_feed_is_kept_apart_and_counts_for_nobody(cast: Cast, as_person: Log) -> None:
    feed(as_person("officer of district"), cast)
    report = DailyReport.objects.get()
    assert (report.source, report.channel) == ("management", "feed")
    shown = board.board(scope(cast, "officer of district"), "500113", day=DAY, at=MORNING).total
    assert (shown.reported, shown.heard) == (0, 0)
    silent = board.silent(scope(cast, "officer of district"), "500113", day=DAY)
    assert cast.shop in silent


def test_the_delegate_sees_it_and_takes_it_over_as_their_own(cast: Cast, as_person: Log) -> None:
    feed(as_person("officer of district"), cast, fever=2)
    client = as_person("delegate of shop")
    page = client.get(f"/report/{cast.shop.pk}/").content.decode()
    assert "130" in page and "from=feed" in page
    form = client.get(f"/report/{cast.shop.pk}/full/?from=feed").content.decode()
    assert 'value="130"' in form
    client.post(f"/report/{cast.shop.pk}/full/", {"headcount": "130", "fever": "1", "key": "k", "day": DAY.isoformat()})
    assert set(DailyReport.objects.values_list("source", "fever")) == {("management", 2), ("union", 1)}
    (found,) = queries.contradictions(scope(cast, "officer of district"), day=DAY)
    assert (found.workplace, found.field, found.management, found.union) == (cast.shop, "fever", 2, 1)
    own = DailyReport.objects.get(source="union")
    assert "2" in client.get(f"/reports/{own.pk}/").content.decode()


def test_a_delegate_is_handed_no_feed(cast: Cast, as_person: Log) -> None:
    feed(as_person("delegate of shop"), cast, fever=1)
    assert DailyReport.objects.get().source == "union"


# --- out --------------------------------------------------------------------------------------------------


@pytest.fixture
def reported(cast: Cast) -> DailyReport:
    numbers = daily.Numbers(headcount=120, on_duty=100, fever=2, respiratory=1, remarks="=HYPERLINK(1)")
    submission = actions.Submission(cast.shop, DAY, "union", numbers, "web")
    return actions.file_daily_report(submission, actor=person(1), via="web", at=MORNING).report


def test_a_day_in_the_authoritys_form(cast: Cast, reported: DailyReport, as_person: Log) -> None:
    answer = as_person("officer of district").get(f"/reports/export/?form=banan-daily&day={DAY}&format=xlsx")
    page = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert page is not None
    title, heads, *rows, totals = [list(row) for row in page.iter_rows(values_only=True)]
    assert str(title[0]).startswith("企业复工复产疫情防控日报表")
    by_name = {row[1]: dict(zip(heads, row, strict=True)) for row in rows}
    assert set(by_name) == {cast.shop.name, cast.plant.name}, "the closed one and the next district are not in it"
    shop, plant = by_name[cast.shop.name], by_name[cast.plant.name]
    assert (shop["职工总数"], shop["发热人数"], shop["确诊病例"]) == (120, 2, None)
    assert shop["备注"] == "'=HYPERLINK(1)"
    assert plant["职工总数"] is None, "nobody reported, and nothing is invented"
    assert dict(zip(heads, totals, strict=True))["发热人数"] == 2


def test_the_short_form_adds_up(cast: Cast, reported: DailyReport, as_person: Log) -> None:
    answer = as_person("delegate of shop").get(f"/reports/export/?form=health-command&day={DAY}&format=csv")
    heads, shop, _ = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert dict(zip(heads, shop, strict=True))["有症状人数"] == "3"


def test_by_the_api(cast: Cast, reported: DailyReport, as_person: Log) -> None:
    answer = as_person("officer of district").get(f"/api/v1/exports?form=banan-daily&day={DAY}&territory=500113004")
    assert answer.status_code == 200
    assert answer.json()["missing"] == 0 and answer.json()["rows"][0]["发热人数"] == 2
    refused = as_person("officer of district").get(f"/api/v1/exports?form=none&day={DAY}")
    assert refused.status_code == 422


def test_from_the_shell_and_back(cast: Cast, reported: DailyReport, tmp_path: Path) -> None:
    out = tmp_path / "day.xlsx"
    result = CliRunner().invoke(
        intake, ["export", "--day", DAY.isoformat(), "--territory", "500113004", "--out", str(out)]
    )
    assert result.exit_code == 0, result.output
    back = CliRunner().invoke(intake, ["load", str(out), "--source", "management", "--json"])
    assert back.exit_code == 0, back.output
    assert json.loads(back.output)["filed"] == 1, "the row of totals names no workplace"
    feed = DailyReport.objects.get(source="management")
    assert daily.differences(feed, reported) == []


@given(some.text(max_size=40))
def test_no_text_becomes_a_formula(text: str) -> None:
    assert not rules.harmless(text).startswith(rules.DANGEROUS)
    assert rules.harmless(text).endswith(text)


# --- the mapping ------------------------------------------------------------------------------------------

FORM = 'title = "t"\nyes = "是"\nno = "否"\n\n[[column]]\nheading = "a"\nfield = "fever"\n'


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ('title = "t"', "title = 3", 1, "title"),
        ('"fever"', '"fevers"', 5, "field"),
        ('field = "fever"', 'sum = ["name"]', 5, "sum"),
        ('field = "fever"', "", 5, "column"),
        ('field = "fever"', 'field = "fever"\nconstant = "x"', 5, "column"),
        ('heading = "a"', 'headings = "a"', 5, "headings"),
        ("[[column]]", "[column]", 1, "column"),
        ('yes = "是"', 'yes = "是"\ncolour = "red"', 3, "colour"),
        ("yes =", "yes", 2, "TOML"),
    ],
)
def test_a_mapping_that_does_not_hold_is_told_by_line_and_key(old: str, new: str, line: int, key: str) -> None:
    with pytest.raises(PolicyError) as caught:
        forms.parse(FORM.replace(old, new), source="f.toml")
    found = {(one.line, one.key) for one in (caught.value, *caught.value.others)}
    assert (line, key) in found


def test_every_field_of_the_report_can_be_exported() -> None:
    assert set(forms.OF_REPORTS) == set(daily.STATED)
    assert forms.parse(FORM, source="f.toml").columns[0].adds_up
    assert export.form_named("banan-daily").totals
