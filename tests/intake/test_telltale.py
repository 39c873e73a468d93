"""What could tell who wrote: the words that are pointed out, and those that are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.intake.rules.telltale import SMALL, telltales


def kinds(text: str, headcount: int = 500) -> set[str]:
    return {found.kind for found in telltales(text, headcount=headcount, small=20)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("打我电话13800001234", "phone"),
        ("138 0000 1234", "phone"),
        ("座机023-66221234", "phone"),
        ("我的微信号：abc_12345", "phone"),
        ("身份证50011319900101123X", "id_number"),
        ("我工号 A1023", "id_number"),
        ("badge 1042 did not get a mask", "id_number"),
        ("我叫王小明，没有口罩", "name"),
        ("我是李四", "name"),
        ("我姓陈", "name"),
        ("My name is Wang, no masks here", "name"),
        ("车间就我一个人没发", "only"),
        ("我是唯一的夜班焊工", "only"),
        ("只有我一个没有口罩", "only"),
        ("只有一个电工", "only"),
        ("I am the only night welder", "only"),
        ("夜班就一个人，没人测温", "shift"),
        ("一个人值班，没有口罩", "shift"),
        ("I am alone on the night shift", "shift"),
        ("我是三车间的焊工", "post"),
        ("我在食堂，我是厨师", "post"),
        ("I work as a welder in hall 3", "post"),
    ],
)
def test_what_could_tell_is_pointed_out(text: str, kind: str) -> None:
    found = {one.kind: one.words for one in telltales(text, headcount=500, small=20)}
    assert kind in found
    assert found[kind] and found[kind] in text, "the very words"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "三号车间没有口罩，有人发烧还在上班",
        "宿舍八人一间，食堂排队很挤",
        "2022年2月8日起没有测温，每天12小时",
        "组长不让请假",
        "No masks since Monday; the foreman says work goes on",
        "12 people share one room",
    ],
)
def test_plain_facts_are_not(text: str) -> None:
    assert not kinds(text)


def test_few_people() -> None:
    assert kinds("没有口罩", headcount=19) == {SMALL}
    assert not kinds("没有口罩", headcount=20)
    assert not kinds("", headcount=3), "no words, nothing to recognise"


@given(st.text(max_size=300))
def test_whatever_is_written_each_kind_comes_once_and_quotes_the_text(text: str) -> None:
    found = telltales(text, headcount=5, small=20)
    assert len({one.kind for one in found}) == len(found)
    assert all(one.words in text for one in found)
