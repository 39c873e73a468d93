from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from qianshao.intake.channels import grammar
from qianshao.intake.channels.grammar import Bind, Help, Report, Unbind, Unclear, read

CATEGORIES = {
    "没有防护用品": "no_protective_supplies",
    "no protective supplies": "no_protective_supplies",
    "其他": "other",
}
FULL_WIDTH = str.maketrans("0123456789 ", "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\u3000")


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("8801 平安 120", Report(8801, True, 120)),
        ("8801 OK 120", Report(8801, True, 120)),
        ("８８０１　平安　１２０", Report(8801, True, 120)),
        ("8801平安120", Report(8801, True, 120)),
        ("8801，平安，120。", Report(8801, True, 120)),
        ("【某通道】8801 ok 120 【回T退订】", Report(8801, True, 120)),
        ("平安 120", Report(None, True, 120)),
        ("8801 异常 120 发热 2", Report(8801, False, 120, {"fever": 2})),
        ("8801 异常120发热2咳嗽1", Report(8801, False, 120, {"fever": 2, "respiratory": 1})),
        ("8801 WRONG 120 fever 2 masks 0", Report(8801, False, 120, {"fever": 2, "masks_in_stock": 0})),
        ("8801 异常 120 没有防护用品", Report(8801, False, 120, {}, ("no_protective_supplies",))),
        ("8801 异常 120", Report(8801, False, 120)),
        ("绑定 12345678", Bind("12345678")),
        ("bind12345678", Bind("12345678")),
        ("解绑", Unbind()),
        ("？", Help()),
        ("帮助", Help()),
        ("", Unclear("nothing")),
        ("……", Unclear("nothing")),
        ("8801", Unclear("no_word")),
        ("8801 平安", Unclear("no_headcount")),
        ("8801 好 120", Unclear("word", "好")),
        ("8801 平安 120 发热 2", Unclear("after_well", "发热")),
        ("8801 异常 120 发热", Unclear("no_count", "发热")),
        ("8801 异常 120 头疼 2", Unclear("word", "头疼")),
        ("8801 平安 12345678901", Unclear("too_long")),
        ("绑定", Unclear("code")),
    ],
)
def test_what_is_written_is_what_is_meant(text: str, means: grammar.Message) -> None:
    assert read(text, CATEGORIES) == means


numbers = some.integers(0, 999_999_999)
figures = some.dictionaries(some.sampled_from(sorted(grammar.FIGURES)), numbers, max_size=5)


@given(numbers, numbers, some.sampled_from(sorted(grammar.CLEAR)), some.sampled_from(["", " ", "\u3000", "，"]))
def test_all_clear_comes_back(number: int, people: int, word: str, between: str) -> None:
    written = between.join([str(number), word, str(people)])
    assert read(written, {}) == Report(number, True, people)
    assert read(written.translate(FULL_WIDTH), {}) == Report(number, True, people)
    assert read(written.upper(), {}) == Report(number, True, people)


@given(numbers, numbers, figures)
def test_figures_come_back(number: int, people: int, stated: dict[str, int]) -> None:
    written = f"{number} 异常 {people} " + " ".join(f"{word} {count}" for word, count in stated.items())
    said = read(written, {})
    assert isinstance(said, Report) and (said.number, said.headcount, said.well) == (number, people, False)
    assert said.figures == {grammar.FIGURES[word]: count for word, count in stated.items()}


@given(some.text(max_size=200))
def test_whatever_is_written_has_an_answer(text: str) -> None:
    assert isinstance(read(text, CATEGORIES), grammar.Message)
    assert grammar.language_of(text) in ("zh-hans", "en")


@given(some.text(alphabet="8801 平安OK异常发热120\u3000，。?【】\u0660\u00b2", max_size=40))
def test_whatever_looks_like_it_has_an_answer(text: str) -> None:
    assert isinstance(read(text, CATEGORIES), grammar.Message)
