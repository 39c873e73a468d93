"""What stands in a row: divisions from codes and addresses, industries, numbers, bodies."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.core.problems import Problem
from qianshao.registry.rules import industry
from qianshao.registry.rules.places import Gazetteer, short
from qianshao.registry.rules.workplaces import Bodies, Draft, Known, read

ON = date(2022, 2, 8)
PLACES = [
    ("500113", "巴南区"),
    ("500115", "长寿区"),
    ("500113004", "鱼洞街道"),
    ("500113111", "麻柳嘴镇"),
    ("500113114", "东温泉镇"),
    ("500115007", "江南街道"),
    ("500115102", "温泉镇"),
    ("500113103", "新市镇"),
    ("500115103", "新市镇"),
    ("500113111201", "八角村村民委员会"),
    ("500113111202", "新村村民委员会"),
    ("500113004202", "新村村民委员会"),
    ("500113004001", "牌坊街社区居民委员会"),
    ("441900", "东莞市"),
    ("441900003", "东城街道"),
]
HERE, COUNTRY = Gazetteer(within="500113").add(PLACES), Gazetteer().add(PLACES)
NO_BODIES = Bodies({}, {})


def row(bodies: Bodies = NO_BODIES, **cells: str) -> Draft | list[Problem]:
    return read(2, {"name": "甲厂", "division": "500113111", **cells}, HERE, bodies, ON)


def good(bodies: Bodies = NO_BODIES, **cells: str) -> Draft:
    draft = row(bodies, **cells)
    assert isinstance(draft, Draft), [problem.code for problem in draft]
    return draft


def wrong(bodies: Bodies = NO_BODIES, **cells: str) -> list[tuple[str, str]]:
    problems = row(bodies, **cells)
    assert isinstance(problems, list)
    assert all(problem.sentence for problem in problems)
    return [(problem.field, problem.code) for problem in problems]


# --- divisions ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("500113111", "500113111"),
        ("500113111000", "500113111"),
        ("500113111201", "500113111201"),
        ("５００１１３１１１", "500113111"),
        (" 500113 111 ", "500113111"),
        ("441900003000", "441900003"),
    ],
)
def test_a_code_names_a_division(text: str, code: str) -> None:
    assert COUNTRY.by_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("500113", "territory.too_wide"),
        ("500113000000", "territory.too_wide"),
        ("500100000000", "territory.too_wide"),
        ("50", "territory.too_wide"),
        ("441900000000", "territory.too_wide"),
        ("500113999", "territory.not_found"),
        ("500113111999", "territory.not_found"),
        ("999999", "territory.not_found"),
        ("1", "territory.not_found"),
    ],
)
def test_a_code_that_names_none_or_too_much_is_refused(text: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        COUNTRY.by_code(text)
    assert (caught.value.code, caught.value.field) == (code, "division")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("重庆市巴南区麻柳嘴镇沿江路1号", "500113111"),
        ("重庆市 巴南区 麻柳嘴镇 八角村3社", "500113111201"),
        ("麻柳嘴镇沿江路1号", "500113111"),
        ("巴南区东温泉镇", "500113114"),
        ("长寿区温泉镇", "500115102"),
        ("巴南区新市镇12号", "500113103"),
        ("新市镇12号", "500113103"),
        ("巴南区八角村", "500113111201"),
        ("巴南区鱼洞街道新村", "500113004202"),
        ("巴南区牌坊街社区2栋", "500113004001"),
        ("东莞市东城街道", "441900003"),
    ],
)
def test_an_address_names_its_division(text: str, code: str) -> None:
    """The district that is named comes before the territory of the importer, and that before the country."""
    assert HERE.by_address(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("巴南区新村", "territory.ambiguous"),
        ("巴南区鱼洞街道与麻柳嘴镇交界", "territory.ambiguous"),
        ("巴南区某某路1号", "territory.not_found"),
        ("长寿区麻柳嘴镇", "territory.not_found"),
        ("", "territory.not_found"),
    ],
)
def test_an_address_that_could_mean_several_is_not_guessed(text: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        HERE.by_address(text)
    assert caught.value.code == code
    if code == "territory.ambiguous":
        assert "500113004" in caught.value.sentence and "500113111" in caught.value.sentence


def test_without_a_territory_the_same_name_in_two_districts_is_ambiguous() -> None:
    with pytest.raises(Problem, match=r"territory\.ambiguous"):
        COUNTRY.by_address("新市镇12号")


@given(st.sampled_from([place for place in PLACES if len(place[0]) == 9]), st.text("路号栋甲乙丙0123", max_size=8))
def test_district_and_township_written_out_are_always_found(place: tuple[str, str], tail: str) -> None:
    code, name = place
    assert COUNTRY.by_address(f"{COUNTRY.names[code[:6]]}{name}{tail}") == code


def test_villages_are_known_as_people_say_them() -> None:
    assert short("八角村村民委员会") == "八角村"
    assert short("牌坊街社区居民委员会") == "牌坊街社区"


def test_the_division_may_be_a_code_a_name_or_in_the_address() -> None:
    assert good(division="麻柳嘴镇", address="八角村3社").territory == "500113111201"
    assert good(division="", address="巴南区鱼洞街道x").territory == "500113004"
    assert wrong(division="", address="") == [("division", "field.missing")]


# --- industry -----------------------------------------------------------------------------------------------


@given(st.integers(1, 97))
def test_every_division_has_one_section(number: int) -> None:
    owners = [letter for letter, (first, last, _) in industry.SECTIONS.items() if first <= number <= last]
    assert len(owners) == 1
    assert industry.read(f"{number:02d}") == (owners[0], f"{number:02d}")
    assert industry.read(f"{owners[0]}{number:02d}") == (owners[0], f"{number:02d}")


def test_there_are_twenty_sections() -> None:
    assert "".join(industry.SECTIONS) == "ABCDEFGHIJKLMNOPQRST"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("C", ("C", "")),
        ("26", ("C", "26")),
        ("c26", ("C", "26")),
        ("C2643", ("C", "26")),
        ("2643", ("C", "26")),
        ("Ｃ２６", ("C", "26")),
        ("制造业", ("C", "")),
        ("C 制造业", ("C", "")),
        ("批发和零售业", ("F", "")),
        ("电力、热力、燃气及水生产和供应业", ("D", "")),
        ("交通运输、仓储和邮政业", ("G", "")),
        ("信息传输、软件和信息技术服务业", ("I", "")),
        ("水利、环境和公共设施管理业", ("N", "")),
        ("居民服务、修理和其他服务业", ("O", "")),
        ("卫生和社会工作", ("Q", "")),
        ("公共管理、社会保障和社会组织", ("S", "")),
        ("manufacturing", ("C", "")),
        ("Wholesale and retail trade", ("F", "")),
    ],
)
def test_an_industry_is_read_from_code_or_name(text: str, read: tuple[str, str]) -> None:
    assert industry.read(text) == read


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("98", "industry.unknown"),
        ("00", "industry.unknown"),
        ("A26", "industry.mismatch"),
        ("U", "industry.unknown"),
        ("养猫", "industry.unknown"),
        ("", "industry.unknown"),
        ("Chemistry", "industry.unknown"),
    ],
)
def test_no_industry_is_said(text: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        industry.read(text)
    assert caught.value.code == code


# --- other cells --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("120", 120),
        ("1,200", 1200),
        ("１２００", 1200),
        ("1，200人", 1200),
        ("120.0", 120),
        ("0", 0),
        ("500000", 500_000),
    ],
)
def test_a_head_count_is_read_as_people_write_it(text: str, number: int) -> None:
    assert good(headcount=text).values["headcount"] == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-3", "number.negative"),
        ("500001", "number.absurd"),
        ("9" * 5000, "number.absurd"),
        ("约100", "field.invalid.number"),
        ("12.5", "field.invalid.number"),
        ("-", "field.invalid.number"),
    ],
)
def test_a_wrong_head_count_is_said(text: str, code: str) -> None:
    assert wrong(headcount=text) == [("headcount", code)]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("央企", "central_state"),
        ("central_state", "central_state"),
        ("地方国有", "local_state"),
        ("民营", "private"),
        ("外商独资", "foreign"),
        ("事业单位", "public_institution"),
        ("其他", "other"),
    ],
)
def test_ownership_is_read_in_the_words_of_offices(word: str, kind: str) -> None:
    assert good(ownership=word).values["ownership"] == kind


def test_state_owned_alone_is_not_guessed() -> None:
    assert wrong(ownership="国有企业") == [("ownership", "ownership.unclear")]
    assert wrong(ownership="好") == [("ownership", "field.invalid.choice")]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"longitude": "106.5"}, [("longitude", "coordinates.half")]),
        (
            {"longitude": "29.4", "latitude": "106.5"},
            [("longitude", "coordinates.range"), ("latitude", "coordinates.range")],
        ),
        ({"longitude": "nan", "latitude": "29.4"}, [("longitude", "coordinates.range")]),
        ({"longitude": "x", "latitude": "29.4"}, [("longitude", "field.invalid.number")]),
        ({"opened_on": "2022-02-09"}, [("opened_on", "day.future")]),
        ({"opened_on": "2022-13-01"}, [("opened_on", "field.invalid.date")]),
        ({"opened_on": "2021-01-02", "closed_on": "2021-01-01"}, [("closed_on", "date.order")]),
        ({"credit_code": "91350100M000100Y44"}, [("credit_code", "uscc.check")]),
        ({"name": ""}, [("name", "field.missing")]),
        ({"name": "x" * 201}, [("name", "field.too_long")]),
        ({"aliases": "x" * 1001}, [("aliases", "field.too_long")]),
        ({"union": "不存在工会"}, [("union", "body.unknown")]),
    ],
)  # fmt: skip
def test_each_wrong_cell_is_named_by_its_column(cells: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert wrong(NO_BODIES, **cells) == expected


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    said = wrong(name="", credit_code="1", headcount="-1", division="1", industry="Z")
    assert {field for field, _ in said} == {"name", "credit_code", "headcount", "division", "industry"}


def test_only_what_is_filled_in_is_stated() -> None:
    assert good(headcount="", phone="", ownership="").values == {}
    draft = good(aliases="甲；乙、甲", longitude="106.5", latitude="29.4°", opened_on="2019年1月2日", industry="C26")
    assert draft.values == {
        "aliases": ["甲", "乙"],
        "longitude": 106.5,
        "latitude": 29.4,
        "opened_on": date(2019, 1, 2),
        "industry_section": "C",
        "industry_division": "26",
    }


# --- bodies -------------------------------------------------------------------------------------------------

NEAR, FAR = Known(1, "新市镇工会", "500113111"), Known(2, "新市镇工会", "500115103")
GROUP_UNION = Known(3, "某集团工会", "")
OWN = Known(4, "甲厂工会", "500113111", own=True, parent=3)
BODIES = Bodies(
    {"新市镇工会": [NEAR, FAR], "某集团工会": [GROUP_UNION], "甲厂工会": [OWN]}, {"某集团": [Known(5, "某集团", "")]}
)


def test_a_body_is_meant_by_its_name_and_of_two_the_one_that_is_near() -> None:
    assert good(BODIES, union="某集团工会", group="某集团").union == 3
    assert good(BODIES, union="新市镇工会").union == 1
    assert wrong(BODIES, union="新市镇工会", division="500113004") == [("union", "body.ambiguous")]


def test_the_union_of_the_enterprise_stands_below_the_one_it_is_affiliated_to() -> None:
    draft = good(BODIES, union="甲厂工会")
    assert (draft.own, draft.union) == (4, 3)
