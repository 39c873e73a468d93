"""Checklists and rules of inspections as files: what does not hold is said with its line and key, all at once."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.policy import checkreading, inspections
from qianshao.policy.checklists import GROUPS, Checklist, Limit, choose
from qianshao.policy.faults import PolicyError
from qianshao.policy.ladder import Term

GOOD = """# a checklist
[checklist]
name = { zh-hans = "检查表", en = "Checklist" }
territory = "50"
since = 2020-02-06
source = "test"

[checklist.follow_up]
critical = { days = 2 }
failed = { working_days = 3 }
refused = { hours = 24 }

[masks]
number = 1
group = "supplies"
name = { zh-hans = "口罩", en = "Masks" }
critical = true
category = "no_protective_supplies"
basis = { zh-hans = "通知", en = "notice" }

[[masks.measure]]
code = "days"
name = { zh-hans = "够用天数", en = "last for" }
unit = "days_of_use"
at_least = 3

[[masks.measure]]
code = "given"
name = { zh-hans = "已发放", en = "handed out" }
unit = "yes_no"
want = true
"""


def read(text: str) -> Checklist:
    return checkreading.parse(text, source="x.toml", code="x")


def faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(PolicyError) as caught:
        read(text)
    error = caught.value
    assert str(error).startswith(f"x.toml:{error.line} {error.key}: ")
    return [(one.line, one.key) for one in (error, *error.others)]


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def test_a_good_file_is_read() -> None:
    found = read(GOOD)
    item = found.items["masks"]
    assert (found.territory, found.since, found.follow_up.failed) == ("50", date(2020, 2, 6), Term(working_days=3))
    assert [(one.code, one.limit, one.threshold, one.grave) for one in item.measures] == [
        ("days", Limit.AT_LEAST, 3, 0),
        ("given", Limit.WANT, True, True * 2),
    ]
    assert item.critical and not item.optional and item.says("en") == "notice"


def test_the_shipped_checklist_has_its_items_each_with_its_source() -> None:
    found = checkreading.in_force()["resumption"]
    assert [item.number for item in found.items.values()] == list(range(1, 33))
    assert {item.group for item in found.items.values()} == set(GROUPS)
    assert all(item.says("zh-hans") and item.says("en") and item.measures for item in found.items.values())


@pytest.mark.parametrize(
    ("what", "instead", "where", "key"),
    [
        ('territory = "50"', 'territory = "五"', "territory", "checklist.territory"),
        ('source = "test"', "", "[checklist]", "checklist.source"),
        ("critical = { days = 2 }", "critical = { days = 0 }", "critical = { days", "checklist.follow_up.critical"),
        ("refused = { hours = 24 }", "", "[checklist.follow_up]", "checklist.follow_up"),
        ("number = 1", "number = 0", "number", "masks.number"),
        ('group = "supplies"', 'group = "masks"', "group", "masks.group"),
        ("critical = true", 'critical = "yes"', 'critical = "yes"', "masks.critical"),
        ('"no_protective_supplies"', '"no_masks"', "category", "masks.category"),
        ('basis = { zh-hans = "通知", en = "notice" }', 'basis = "通知"', "basis", "masks.basis"),
        ('unit = "days_of_use"', 'unit = "weeks"', "unit", "masks.measure"),
        ("at_least = 3", "at_least = -1", "at_least", "masks.measure"),
        ("at_least = 3", "at_least = nan", "at_least", "masks.measure"),
        ("at_least = 3", "at_least = 3\nat_most = 4", "at_most", "masks.measure"),
        ("at_least = 3", "at_least = 3\ngrave = 4", "grave", "masks.measure"),
        ("want = true", "at_least = 1", "at_least = 1", "masks.measure"),
        ('code = "given"', 'code = "days"', "[[masks.measure]]", "masks.measure"),
        ("want = true", "want = true\nweight = 3", "weight", "masks.measure"),
    ],
)
def test_a_fault_is_said_with_its_line(what: str, instead: str, where: str, key: str) -> None:
    text = GOOD.replace(what, instead, 1)
    found = faults(text)
    if key == "masks.measure" and where.startswith("[["):
        assert found == [(text.splitlines().index('code = "days"', line_of(text, 'code = "days"')) + 1, key)]
    else:
        assert (line_of(text, where), key) in found


def test_all_faults_are_said_at_once() -> None:
    text = GOOD.replace("number = 1", "number = 0").replace('"supplies"', '"x"').replace("at_least = 3", "")
    assert len(faults(text)) == 3


def test_two_items_do_not_share_a_number() -> None:
    again = GOOD + GOOD[GOOD.index("[masks]") :].replace("masks", "gloves")
    assert faults(again) == [(line_of(again, "[gloves]") + 1, "gloves.number")]


@given(st.text(max_size=200))
def test_whatever_a_file_says_is_read_or_refused_as_policy(text: str) -> None:
    with suppress(PolicyError):
        read(text)


@given(st.sampled_from(["name", "since", "masks", "measure", "unit", "50", "3"]), st.text(max_size=20))
def test_the_same_text_is_the_same_version_and_another_is_another(word: str, other: str) -> None:
    changed = GOOD + f"# {word} {other.encode('ascii', 'ignore').decode()}".replace("\n", " ").replace("\r", " ")
    with suppress(PolicyError):  # a sign that TOML does not allow in a remark
        assert read(changed).version != read(GOOD).version
    assert read(GOOD).version == read(GOOD).version


def test_a_file_of_the_federation_stands_before_the_shipped_one(settings: object, tmp_path: Path) -> None:
    settings.POLICY = tmp_path  # type: ignore[attr-defined]
    (tmp_path / "checklists").mkdir()
    (tmp_path / "checklists" / "resumption.toml").write_text(GOOD, encoding="utf-8")
    assert list(checkreading.in_force()["resumption"].items) == ["masks"]


def test_the_most_exact_that_holds_on_the_day_is_chosen() -> None:
    local, everywhere = read(GOOD), read(GOOD.replace('territory = "50"', 'territory = ""'))
    assert choose([local, everywhere], "500113", date(2022, 2, 8)) is local
    assert choose([local, everywhere], "330100", date(2022, 2, 8)) is everywhere
    assert choose([local, everywhere], "500113", date(2020, 1, 1)) is None


# --- rules of inspections ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("territory", "least"), [("330106001", 2), ("500113111", 1), ("11", 1)])
def test_how_many_inspectors_go_depends_on_the_place(territory: str, least: int) -> None:
    assert inspections.choose(inspections.in_force().values(), territory, date(2022, 2, 8)).inspectors == least


def test_faults_in_the_rules_are_said_with_their_lines() -> None:
    text = '[here]\nterritory = "33"\ninspectors = 0\ntitle = "x"\nnumber = "{year}"\n'
    with pytest.raises(PolicyError) as caught:
        inspections.parse(text, source="y.toml")
    assert {one.key for one in (caught.value, *caught.value.others)} == {"here.basis", "here.effect", "here.source"}
    whole = text + 'basis = { zh-hans = "a", en = "a" }\neffect = { zh-hans = "a", en = "a" }\nsource = "s"\n'
    with pytest.raises(PolicyError) as caught:
        inspections.parse(whole, source="y.toml")
    found = [(one.line, one.key) for one in (caught.value, *caught.value.others)]
    assert found == [(3, "here.inspectors"), (4, "here.title"), (5, "here.number")]
