"""Who answers for a workplace, why, and what is not known; and that it is found by what people remember."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.utils import translation

from qianshao.config.cli import main
from qianshao.core.actor import Via, system
from qianshao.registry import queries
from qianshao.registry.actions import state_tie
from qianshao.registry.actions.workplacelists import import_workplaces
from qianshao.registry.models import Body, BodyKind, Level, Territory, Workplace
from qianshao.registry.scope import EVERYTHING, Scope
from tests.cast import DAY, MORNING, Cast, scope

LIST = """name,division,headcount,aliases
重庆沿江钛业有限公司,麻柳嘴镇,920,沿江钛
巴南机械制造厂,鱼洞街道,80,
鱼洞第二机械厂,鱼洞街道,20,
重庆银行鱼洞支行,鱼洞街道,12,
"""


@pytest.fixture
def listed(cast: Cast) -> Cast:
    Workplace.objects.filter(pk=cast.plant.pk).update(name="另一家")
    import_workplaces(
        LIST.encode(),
        source="test",
        within="500113",
        reason_heading="reason",
        actor=system("test"),
        via=Via.SHELL,
        at=MORNING,
    )
    return cast


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("重庆沿江钛业有限公司", "重庆沿江钛业有限公司"),
        ("钛业", "重庆沿江钛业有限公司"),
        ("沿江钛业", "重庆沿江钛业有限公司"),
        ("沿江太业", "重庆沿江钛业有限公司"),  # one wrong character
        ("taiye", "重庆沿江钛业有限公司"),
        ("yanjiangtaiye", "重庆沿江钛业有限公司"),
        ("cqyjty", "重庆沿江钛业有限公司"),
        ("沿江钛", "重庆沿江钛业有限公司"),
        ("二机械", "鱼洞第二机械厂"),
        ("重庆银行", "重庆银行鱼洞支行"),  # 重 and 行 have two readings each
        ("chongqingyinhang", "重庆银行鱼洞支行"),
    ],
)
def test_found_by_what_is_remembered(listed: Cast, typed: str, first: str) -> None:
    assert [match.workplace.name for match in queries.find(EVERYTHING, typed)][:1] == [first]


@pytest.mark.parametrize("typed", ["", " ", "\0", "没有这样的单位", "%", "_", "'; drop table", "x" * 5000])
def test_nonsense_finds_nothing(listed: Cast, typed: str) -> None:
    assert queries.find(EVERYTHING, typed) == []


def test_nobody_finds_what_they_may_not_see(listed: Cast) -> None:
    assert queries.find(scope(listed, "officer of next district"), "钛业") == []
    assert queries.find(Scope(), "钛业") == []


def test_both_lines_answer_each_with_its_reason(cast: Cast) -> None:
    answer = queries.answer(cast.plant, MORNING)
    said = [(duty.tie, duty.body, duty.level) for duty in answer.duties]
    assert said[:4] == [
        ("territorial", "麻柳嘴镇工会", Level.TOWNSHIP),
        ("territorial", "巴南区总工会", Level.DISTRICT),
        ("territorial", "重庆市总工会", Level.PROVINCE),
        ("territorial", "中华全国总工会", Level.NATIONAL),
    ]
    assert ("affiliated", "某集团工会", Level.NATIONAL) in said
    assert all(duty.source for duty in answer.duties)


def test_a_line_into_another_province_without_a_contact_is_a_gap(cast: Cast) -> None:
    sichuan = Territory.objects.create(code="51", name="四川省", level=Level.PROVINCE, source="test")
    Body.objects.filter(pk=cast.group_union.pk).update(territory=sichuan)
    with translation.override("en"):
        gaps = queries.answer(cast.plant, MORNING).gaps
    assert "Affiliated to 某集团工会 in another province; no territorial contact recorded." in gaps
    common = {"source": "district list", "actor": system("test"), "via": Via.SHELL, "at": MORNING}
    state_tie(workplace=cast.plant, body=cast.district, kind="territorial", **common)  # type: ignore[arg-type]
    with translation.override("en"):
        assert "Affiliated to 某集团工会 in another province." in queries.answer(cast.plant, MORNING).gaps


def test_a_closed_body_answers_no_more(cast: Cast) -> None:
    Body.objects.filter(pk=cast.township.pk).update(closed_on=DAY)
    assert "麻柳嘴镇工会" not in [duty.body for duty in queries.answer(cast.plant, MORNING).duties]
    yesterday = queries.answer(cast.plant, MORNING - timedelta(days=1))
    assert "麻柳嘴镇工会" in [duty.body for duty in yesterday.duties]


def test_an_authority_of_the_district_is_named(cast: Cast) -> None:
    Body.objects.create(
        number=90,
        kind=BodyKind.AUTHORITY,
        level=Level.DISTRICT,
        name="巴南区卫生健康委员会",
        path="00000090",
        territory_id="500113",
        source="test",
    )
    answer = queries.answer(cast.plant, MORNING)
    assert ("authority", "巴南区卫生健康委员会") in [(duty.tie, duty.body) for duty in answer.duties]


# --- the command ----------------------------------------------------------------------------------------------


def test_the_command_prints_workplace_duties_and_gaps(listed: Cast) -> None:
    result = CliRunner().invoke(main, ["who", "钛业", "--json"])
    assert result.exit_code == 0, result.output
    said = json.loads(result.output)
    assert said["workplace"]["name"] == "重庆沿江钛业有限公司"
    assert {"tie", "body", "level", "source", "since"} <= set(said["duties"][0])
    assert all(isinstance(gap, str) for gap in said["gaps"])


def test_the_command_says_when_there_is_none(listed: Cast) -> None:
    result = CliRunner().invoke(main, ["who", "没有这样的单位"])
    assert result.exit_code != 0
    assert "没有这样的单位" in result.output
