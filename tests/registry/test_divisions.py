from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from qianshao.core.models import Event
from qianshao.registry import queries
from qianshao.registry.commands import commands, load_shipped_divisions
from qianshao.registry.commands.divisions import SHIPPED
from qianshao.registry.models import Area, Level, Territory, Workplace
from qianshao.registry.rules.divisions import Division, Known, compare, kind_of, read, read_dates, significant

GROUP = {command.name: command for command in commands}


def run(*arguments: str | Path) -> tuple[int, str]:
    name, *rest = map(str, arguments)
    done = CliRunner().invoke(GROUP[name], rest, catch_exceptions=False)
    return done.exit_code, done.stdout


def known(*codes: str, **names: str) -> dict[str, Known]:
    return {code: Known(names.get(f"c{code}", f"name of {code}")) for code in codes}


def rows(*codes: str, **names: str) -> list[Division]:
    return [Division(code, names.get(f"c{code}", f"name of {code}")) for code in codes]


BASE = ("50", "5001", "500113", "500113001", "500113002", "500115", "500115001")


# --- reading ----------------------------------------------------------------------------------------------


def test_bad_rows_are_told_by_line_and_the_rest_is_read() -> None:
    lines = ["code,name,cityCode,provinceCode", '500113,"巴南区",5001,50', "50011,短,,", "500115,,5001,50"]
    text = "\n".join([*lines, "510113,江,5001,50", "500113,又,,", ""])
    good, bad = read({"areas.csv": text})
    assert [one.code for one in good] == ["500113"]
    assert [(row.file, row.line, row.problem.code) for row in bad] == [
        ("areas.csv", 3, "divisions.code"),
        ("areas.csv", 4, "field.missing"),
        ("areas.csv", 5, "divisions.parent"),
        ("areas.csv", 6, "divisions.twice"),
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("villages-chongqing.csv.xz", "villages"), ("streets.csv", "streets"), ("README.md", None), ("areas2.csv", None)],
)
def test_the_name_of_a_file_says_its_level(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    ("padded", "code"),
    [
        ("500113000000", "500113"),
        ("500113111000", "500113111"),
        ("500113111201", "500113111201"),
        ("500000", "50"),
        ("441900000000", "441900"),
        ("441900", "441900"),
        ("12345", "12345"),
    ],
)
def test_padding_with_zeros_is_taken_off(padded: str, code: str) -> None:
    codes = {"50", "5001", "500113", "500113111", "500113111201", "44", "4419", "441900"}
    assert significant(padded, codes) == code


@given(st.sampled_from(["50", "5001", "500113", "500113111", "500113111201"]), st.sampled_from([6, 9, 12]))
def test_padding_and_taking_it_off_gives_the_code_again(code: str, length: int) -> None:
    assert significant(code.ljust(length, "0"), {code}) == code


# --- comparing --------------------------------------------------------------------------------------------


def test_the_same_set_changes_nothing() -> None:
    plan = compare(known(*BASE), rows(*BASE))
    assert (plan.changes, plan.unchanged, plan.not_covered) == (0, len(BASE), 0)


def test_added_renamed_and_vanished() -> None:
    plan = compare(known(*BASE), rows(*(set(BASE) - {"500113002"}), "500113003", c500113001="new"))
    assert [one.code for one in plan.added] == ["500113003"]
    assert plan.renamed == (("500113001", "name of 500113001", "new"),)
    assert [one.code for one in plan.vanished] == ["500113002"]


def test_a_partial_set_closes_nothing_that_it_does_not_cover() -> None:
    """Of one district only one township is named: its sisters have vanished, those of other districts have not."""
    plan = compare(known(*BASE, "51", "5101"), rows("500113001"))
    assert [one.code for one in plan.vanished] == ["500113002"]
    assert plan.not_covered == len(BASE) + 2 - 2


def test_the_files_of_one_province_do_not_close_the_others() -> None:
    others = ("11", "12", "13", "1301")
    assert compare(known(*BASE, *others), rows(*BASE)).vanished == ()


def test_a_district_that_is_recoded_takes_its_townships_along() -> None:
    before = known("50", "5001", "5002", "500234", "500234001", "500234002", "500115", c500234="开县")
    names = {"c500154": "开县", "c500154001": "name of 500234001", "c500154002": "name of 500234002"}
    plan = compare(before, rows("50", "5001", "5002", "500154", "500154001", "500154002", "500115", **names))
    # 5002 names nothing any more, so the old district counts as gone only where a sibling is named there.
    assert plan.moved == ()
    before |= known("500235")
    plan = compare(before, rows("50", "5001", "5002", "500235", "500154", "500154001", "500154002", "500115", **names))
    assert [(old, new.code) for old, new in plan.moved] == [
        ("500234", "500154"),
        ("500234001", "500154001"),
        ("500234002", "500154002"),
    ]
    assert plan.vanished == plan.added == ()


def test_a_name_that_vanishes_twice_moves_only_where_the_parent_is_the_same() -> None:
    before = known(*BASE, c500113002="新华镇", c500115001="新华镇")
    plan = compare(
        before, rows("50", "5001", "500113", "500115", "500113001", "500115002", "500113005", c500113005="新华镇")
    )
    assert [(old, new.code) for old, new in plan.moved] == [("500113002", "500113005")]
    assert [one.code for one in plan.vanished] == ["500115001"]


def test_a_division_under_an_unknown_one_is_a_bad_row() -> None:
    plan = compare(known(*BASE), rows("500999001"))
    assert [row.problem.code for row in plan.bad] == ["divisions.orphan"]
    assert plan.changes == 0


codes = st.builds(
    lambda a, b, c, n: ("50", "5001", f"50011{a}", f"50011{a}00{b}", f"50011{a}00{b}20{c}")[:n],
    st.integers(0, 2), st.integers(0, 3), st.integers(0, 2), st.integers(1, 5),
)  # fmt: skip
trees = st.lists(codes, max_size=12).map(lambda paths: sorted({code for path in paths for code in path}))
names = st.sampled_from(["甲", "乙", "丙"])


def _apply(before: Mapping[str, Known], new: list[Division]) -> dict[str, Known]:
    """What apply_divisions does, on plain values."""
    plan, after = compare(before, new), dict(before)
    for one in [*plan.added, *plan.reopened, *(new for _, new in plan.moved)]:
        after[one.code] = Known(one.name)
    for code, _, name in plan.renamed:
        after[code] = Known(name, after[code].in_force)
    for code in [*(one.code for one in plan.vanished), *(old for old, _ in plan.moved)]:
        after[code] = Known(after[code].name, False)
    return after


@given(trees, trees, st.data())
def test_after_a_set_was_applied_it_changes_nothing(old: list[str], new: list[str], data: st.DataObject) -> None:
    before = {code: Known(data.draw(names)) for code in old}
    set_ = [Division(code, data.draw(names)) for code in new]
    after = _apply(before, set_)
    assert before.keys() <= after.keys()
    assert all(after[row.code] == Known(row.name) for row in set_)
    assert compare(after, set_).changes == 0


# --- the database -----------------------------------------------------------------------------------------


@pytest.fixture
def small(db: None, tmp_path: Path) -> Iterator[Path]:
    """A little set: Banan with two townships, one with two villages; and Changshou with one township."""
    folder = tmp_path / "set"
    folder.mkdir()
    write(folder, "provinces", "50,重庆市")
    write(folder, "cities", "5001,市辖区")
    write(folder, "areas", "500113,巴南区", "500115,长寿区")
    write(folder, "streets", "500113111,麻柳嘴镇", "500113004,鱼洞街道", "500115007,江南街道")
    write(folder, "villages-chongqing", "500113111201,甲村民委员会", "500113111202,乙村民委员会")
    run("divisions", "apply", folder, "--on", "2019-01-01")
    yield folder


def write(folder: Path, kind: str, *lines: str) -> None:
    (folder / f"{kind}.csv").write_text("\n".join(["code,name", *lines, ""]), encoding="utf-8")


def in_force(on: date) -> set[str]:
    return set(Territory.objects.filter(queries.in_force(on)).values_list("code", flat=True))


def test_what_vanishes_is_closed_on_the_day_and_stays(small: Path) -> None:
    write(small, "streets", "500113111,麻柳嘴镇", "500113005,花溪街道", "500115007,江南路街道")
    code, out = run("divisions", "apply", small, "--on", "2020-08-18", "--json")
    told = json.loads(out)
    assert code == 0
    assert [one["code"] for one in told["added"]] == ["500113005"]
    assert [one["code"] for one in told["vanished"]] == ["500113004"]
    assert told["renamed"] == [{"code": "500115007", "from": "江南街道", "to": "江南路街道"}]
    assert "500113004" in in_force(date(2020, 8, 17)) and "500113004" not in in_force(date(2020, 8, 18))
    assert "500113005" not in in_force(date(2020, 8, 17)) and "500113005" in in_force(date(2020, 8, 18))
    assert [one.name for one in queries.children("500113", date(2020, 8, 18))] == ["花溪街道", "麻柳嘴镇"]


def test_villages_alone_close_no_township(small: Path, tmp_path: Path) -> None:
    part = tmp_path / "part"
    part.mkdir()
    write(part, "villages", "500113111201,甲村民委员会")
    _, out = run("divisions", "diff", part, "--json")
    assert [one["code"] for one in json.loads(out)["vanished"]] == ["500113111202"]
    assert Territory.objects.filter(valid_until=None).count() == 9  # seen, not applied


def test_diff_changes_nothing_and_applying_twice_neither(small: Path) -> None:
    write(small, "areas", "500113,巴南新区", "500115,长寿区")
    _, shown = run("divisions", "diff", small)
    assert "巴南区 → 巴南新区" in shown and Territory.objects.get(pk="500113").name == "巴南区"
    run("divisions", "apply", small)
    events = Event.objects.count()
    assert Territory.objects.get(pk="500113").name == "巴南新区"
    run("divisions", "apply", small)
    assert Event.objects.count() == events


def test_workplaces_follow_a_township_that_moves(small: Path) -> None:
    shared = {"name": "钛业", "source": "test", "township_code": "500113111", "district_code": "500113"}
    in_town = Workplace.objects.create(territory_id="500113111", **shared)
    in_village = Workplace.objects.create(territory_id="500113111201", **{**shared, "name": "油坊"})
    park = Area.objects.create(name="园区", source="test")
    park.territories.set(Territory.objects.filter(pk="500113111"))
    write(small, "streets", "500115111,麻柳嘴镇", "500113004,鱼洞街道", "500115007,江南街道")
    (small / "villages-chongqing.csv").unlink()
    _, out = run("divisions", "apply", small, "--on", "2021-01-01", "--json")
    assert json.loads(out)["moved"] == [{"from": "500113111", "to": "500115111", "name": "麻柳嘴镇"}]
    for place in (in_town, in_village):
        place.refresh_from_db()
        assert (place.territory_id, place.township_code, place.district_code) == ("500115111", "500115111", "500115")
    assert [one.pk for one in park.territories.all()] == ["500115111"]
    assert Event.objects.get(action="territory.moved").data == {"from": "500113111", "workplaces": 2}


def test_a_set_with_a_bad_row_is_not_applied(small: Path) -> None:
    write(small, "streets", "500113111,麻柳嘴镇", "50011300X,鱼洞街道", "500115007,江南街道")
    code, out = run("divisions", "apply", small, "--json")
    assert code == 1
    (bad,) = json.loads(out)["bad_rows"]
    assert (bad["file"], bad["line"], bad["code"]) == ("streets.csv", 3, "divisions.code")
    assert Territory.objects.get(pk="500113004").valid_until is None


def test_an_area_may_overlap_divisions_and_has_one_name(small: Path) -> None:
    arguments = (
        "area",
        "add",
        "沿江开发区",
        "--territory",
        "500113111",
        "--territory",
        "500115007",
        "--source",
        "test",
    )
    code, out = run(*arguments, "--json")
    assert code == 0 and json.loads(out)["territories"] == ["500113111", "500115007"]
    with pytest.raises(Exception, match=r"area\.exists"):
        run(*arguments)
    with pytest.raises(Exception, match=r"territory\.unknown"):
        run("area", "add", "x", "--territory", "999999", "--source", "test")


# --- the real set -----------------------------------------------------------------------------------------


def test_the_shipped_set_is_the_country_and_all_of_chongqing(db: None) -> None:
    load_shipped_divisions()
    count = {level: Territory.objects.filter(level=level).count() for level in Level}
    assert (count[Level.PROVINCE], count[Level.CITY]) == (31, 342)
    assert (count[Level.DISTRICT], count[Level.TOWNSHIP], count[Level.VILLAGE]) == (2978, 41352, 11270)
    townships = [len(queries.children("500113", day)) for day in (date(2020, 2, 10), date(2022, 2, 8))]
    assert townships == [22, 23]
    assert Territory.objects.filter(code__startswith="500113", level=Level.VILLAGE).count() == 313
    assert all(one.parent_id and one.code.startswith(one.parent_id) for one in Territory.objects.filter(level__gt=1))
    before = Event.objects.count()
    load_shipped_divisions()
    assert Event.objects.count() == before


def test_every_date_has_a_source() -> None:
    dates = read_dates((SHIPPED / "dates.csv").read_text(encoding="utf-8"))
    assert [one.code for one in dates] == ["500113011"]
    assert all(one.source for one in dates)
