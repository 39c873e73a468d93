"""Which workplace a row of a list is."""

from __future__ import annotations

import pytest
from benchmarks import labelled
from pypinyin import lazy_pinyin

from qianshao.resumption.rules import names
from qianshao.resumption.rules.matching import Party, Register, Verdict, match_all

REGIONS = names.region_names(["重庆市", "巴南区", "麻柳嘴镇", "鱼洞街道"])
CODE, OTHER = "91500113MA0000001B", "91500113MA00000027"
PLANT = Party(1, "重庆沿江钛业有限公司", CODE, "麻柳嘴镇沿江路1号", "500113111")
SHOP = Party(2, "鱼洞机械厂", "", "鱼洞老街12号", "500113004")
BRANCH = Party(3, "重庆沿江钛业有限公司第二分公司", "", "鱼洞街道新华街3号", "500113004")
REGISTER = Register([PLANT, SHOP, BRANCH], REGIONS)


@pytest.mark.parametrize(
    "name",
    [
        "重庆沿江钛业有限责任公司",
        "沿江钛业有限公司",
        "重慶市沿江鈦業有限公司",
        "沿江钛业（重庆）有限公司",
        "沿江钛业[重庆市巴南区】有限公司",
        "　重庆沿江钛业　有限公司 ",
        "重庆沿江太业有限公司",
    ],
)
def test_habits_and_slips_make_no_difference(name: str) -> None:
    found = REGISTER.match(Party(9, name, "", "重庆市巴南区麻柳嘴镇沿江路1号", "500113111"))
    assert (found.verdict, found.workplace) == (Verdict.MATCHED, 1)


def test_a_code_decides_but_not_against_the_name() -> None:
    assert REGISTER.match(Party(9, "沿江钛业公司", CODE)).verdict == Verdict.BY_CODE
    assert REGISTER.match(Party(9, "花溪幼儿园", CODE)).verdict == Verdict.UNCERTAIN


def test_two_codes_are_two_enterprises() -> None:
    found = REGISTER.match(Party(9, PLANT.name, OTHER, PLANT.address, PLANT.township))
    assert found.verdict == Verdict.UNCERTAIN


def test_numbers_tell_branches_apart() -> None:
    third = Party(9, "重庆沿江钛业有限公司第三分公司", "", "鱼洞街道新华街3号", "500113004")
    assert REGISTER.match(third).verdict != Verdict.MATCHED


def test_who_is_not_there_is_not_found() -> None:
    assert REGISTER.match(Party(9, "花溪实验幼儿园", "", "花溪街道1号")).verdict == Verdict.NOT_FOUND


def test_two_rows_that_claim_one_workplace_are_left_to_a_person() -> None:
    rows = [Party(line, "鱼洞机械厂", "", "鱼洞老街12号", "500113004") for line in (1, 2)]
    assert {one.verdict for one in match_all(REGISTER, rows)} == {Verdict.UNCERTAIN}


def test_each_traditional_sign_sounds_like_its_simplified_form() -> None:
    pairs = list(zip(names.TRADITIONAL[::2], names.TRADITIONAL[1::2], strict=True))
    assert [(old, new) for old, new in pairs if lazy_pinyin(old) != lazy_pinyin(new)] == []
    assert len({old for old, _ in pairs}) == len(pairs)


def test_a_labelled_list_is_matched_well() -> None:
    """A smaller set of the same make as the benchmark's."""
    truth = labelled.make(1500, 1500, seed=7)
    found = match_all(Register(truth.register, labelled.REGIONS), truth.rows)
    sure = {one.row: one.workplace for one in found if one.workplace is not None}
    shown = {one.row: [it.key for it in one.candidates] for one in found if one.verdict == Verdict.UNCERTAIN}
    quality = labelled.judge(truth, sure, shown)
    assert quality.precision >= 0.98
    assert quality.recall >= 0.98
    assert quality.in_sight >= 0.98
