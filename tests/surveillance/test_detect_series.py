"""``qianshao detect series``: on anyone's file, without a database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qianshao.config.cli import main
from qianshao.detection.ears import ears
from qianshao.surveillance.rules.sheets import HEADINGS

START = date(2020, 1, 6)
COUNTS = [3, 4, 2, 5, 3, 4, 3, 2, 4, 3, 2, 3, 5, 4, 3, 2, 30, 3, 4, 3]
METHODS = ("ears-c1", "ears-c2", "ears-c3", "cusum", "farrington")


def lines(counts: Iterable[object], *, name: str = "甲", step: int = 1) -> list[str]:
    return [f"{START + timedelta(days=step * i)},{name},{count}" for i, count in enumerate(counts)]


def run(tmp_path: Path, rows: list[str], *options: str, head: str = "date,series,count", code: str = "utf-8") -> Result:
    path = tmp_path / "counts.csv"
    path.write_bytes("\n".join([head, *rows, ""]).encode(code))
    return CliRunner(env={"QIANSHAO_LANG": "en"}).invoke(main, ["detect", "series", str(path), *options])


def judged(result: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_rows_are_those_of_the_library(tmp_path: Path) -> None:
    result = run(tmp_path, lines(COUNTS), "--method", "ears-c1", "--json")
    assert result.exit_code == 0
    rows, found = judged(result), ears([float(c) for c in COUNTS], "C1")
    assert [row["count"] for row in rows] == COUNTS
    assert [row["alarm"] for row in rows] == found.alarm[0].tolist()
    assert rows[16] == {
        "date": "2020-01-22",
        "series": "甲",
        "count": 30,
        "expected": pytest.approx(found.expected[0, 16]),
        "upper": pytest.approx(found.upper[0, 16]),
        "alarm": True,
    }
    assert rows[0]["upper"] is None


def test_no_database_is_made_or_asked(own_data: Path, tmp_path: Path) -> None:
    """Nor is the data directory there afterwards. (Tests without the mark may not touch the database.)"""
    assert run(tmp_path, lines(COUNTS), "--method", "cusum").exit_code == 0
    assert not own_data.exists()


def test_weekly_counts_are_recognised(tmp_path: Path) -> None:
    result = run(tmp_path, lines([5, 6, 4] * 80, step=7), "--method", "farrington", "--years", "3", "--json")
    assert result.exit_code == 0
    assert sum(row["upper"] is not None for row in judged(result)) > 60


def test_a_table_a_sentence_and_a_picture(tmp_path: Path) -> None:
    picture = tmp_path / "picture.svg"
    result = run(tmp_path, lines(COUNTS), "--method", "ears-c2", "--picture", str(picture))
    assert "20 counts, 11 of them judged, 1 alarms" in result.stdout
    assert picture.read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["2020-02-30,甲,1"], "Line 22, column date: “2020-02-30” is not a date"),
        (["2020-02-01,甲,-4"], "Line 22, column count: -4 is below zero"),
        (["2020-02-01,甲,4.5"], "Line 22, column count: “4.5” is not a whole number"),
        (["2020-02-01,甲,"], "Line 22, column count: “” is not a whole number"),
        (["2020-02-01,,3"], "Line 22, column series: there is no name"),
        (["2020-01-06,甲,3"], "Line 22: 甲 has a row for 2020-01-06 already, in line 2"),
        (["9020-01-06,甲,3"], "from 2020-01-06 to 9020-01-06"),
        (["2020-02-01,乙,3"], "乙 has 1 counts, to 2020-02-01. This method needs 8"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_judged(tmp_path: Path, rows: list[str], said: str) -> None:
    result = run(tmp_path, lines(COUNTS) + rows, "--method", "ears-c1", "--json")
    assert said in result.stderr
    assert result.exit_code == 1
    if "9020" not in said:  # there, which of the two dates is the slip cannot be known
        assert [row["alarm"] for row in judged(result)][:20].count(True) == 1


def test_a_gap_is_not_zero(tmp_path: Path) -> None:
    rows = lines(COUNTS)
    result = run(tmp_path, rows[:12] + rows[13:], "--method", "ears-c1", "--json")
    assert result.exit_code == 0
    assert "Line 14, column date: between 2020-01-17 and 2020-01-19, 甲 has no row for 1 times" in result.stderr
    found = judged(result)
    assert len(found) == 19
    assert found[12]["upper"] is None


def test_order_and_encoding_do_not_matter(tmp_path: Path) -> None:
    plain = run(tmp_path, lines(COUNTS), "--method", "ears-c1", "--json")
    turned = run(tmp_path, lines(COUNTS)[::-1], "--method", "ears-c1", "--json", code="gb18030")
    assert judged(turned) == judged(plain)
    assert "not in order" in turned.stderr
    assert turned.exit_code == 0


@pytest.mark.parametrize(
    ("head", "said"),
    [("date,place,count", "no column “series” in line 1"), ("date,series,count,count", "mean the same")],
)
def test_columns(tmp_path: Path, head: str, said: str) -> None:
    result = run(tmp_path, lines(COUNTS), "--method", "ears-c1", head=head)
    assert result.exit_code == 1
    assert said in result.stderr


@pytest.mark.parametrize("content", [b"", b"date,series,count\n", b"\xff\xfe\x00", b"\x80abc\n", bytes(range(256))])
@pytest.mark.parametrize("method", METHODS)
def test_no_table_at_all(tmp_path: Path, content: bytes, method: str) -> None:
    path = tmp_path / "counts.csv"
    path.write_bytes(content)
    result = CliRunner().invoke(main, ["detect", "series", str(path), "--method", method])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)


CELL = st.one_of(
    st.sampled_from(
        ["2020-01-06", "2020-01-07", "2020-13-01", "0001-01-01", "9999-12-31", "", "甲", "1e400", "-1", "7"]
    ),
    st.text(max_size=8),
    st.integers(-5, 10**15).map(str),
)


@given(st.lists(st.lists(CELL, max_size=5).map(",".join), max_size=12), st.sampled_from(METHODS))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_never_a_traceback(tmp_path: Path, rows: list[str], method: str) -> None:
    result = run(tmp_path, rows, "--method", method, "--json", code="utf-8")
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_months_are_refused(tmp_path: Path) -> None:
    rows = [f"2020-{month:02}-01,甲,3" for month in range(1, 13)]
    result = run(tmp_path, rows, "--method", "ears-c1")
    assert "neither daily nor weekly" in result.stderr


def test_headings_do_not_overlap() -> None:
    assert len(set().union(*HEADINGS.values())) == sum(map(len, HEADINGS.values()))
