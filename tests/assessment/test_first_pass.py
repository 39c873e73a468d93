"""The first pass proposes what the book's own examples say, and says which rule fired."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qianshao.assessment.queries.coding import Talk, first_pass, talk_in
from qianshao.assessment.rules.coding.first_pass import Said, propose
from qianshao.assessment.rules.coding.roles import roles
from qianshao.assessment.rules.coding.sentences import sentences
from qianshao.assessment.rules.transcript.reading import read
from qianshao.policy.codebook import shipped
from qianshao.policy.codes import Code, Example
from tests.assessment.test_transcripts import BANAN

BOOK = shipped()
EXAMPLES = [(code, one) for code in BOOK.codes.values() for one in code.examples]
COUNTER = [(code, one) for code in BOOK.codes.values() for one in code.counter]


def proposed(text: str, role: str) -> set[str]:
    return {one.code for one in propose([Said(1, role, text)], BOOK)}


def role_of(code: Code) -> str:
    return "body" if code.of == "any" else code.of


def named(pair: object) -> str:
    return pair.code if isinstance(pair, Code) else ""


@pytest.mark.parametrize(("code", "example"), EXAMPLES, ids=named)
def test_the_rules_find_the_books_examples(code: Code, example: Example) -> None:
    assert code.code in proposed(example.text, role_of(code))


KNOWN_MISTAKES = {
    "虽然组织关系不在我们这里，我们昨天还是去了。",
    "工人说他们不知道有这个规定，我们当场发了材料。",
    "人手不够，我们请了退休的劳动保护检查员回来帮忙。",
    "通知发下去以后，我们第二天逐家打电话核对。",
}
"""Counter-examples that the rules do not tell apart; a person rejects them."""


@pytest.mark.parametrize(("code", "example"), COUNTER, ids=named)
def test_the_rules_pass_by_the_books_counter_examples(code: Code, example: Example) -> None:
    if code.code in proposed(example.text, role_of(code)):
        assert example.text in KNOWN_MISTAKES


def test_a_word_does_not_fit_inside_another_one() -> None:
    assert "commitment_made" in proposed("我给领导汇报一下吧。", "body")
    assert proposed("汇报一下工作的是他们。", "body").isdisjoint({"commitment_made"})


def test_the_speech_of_the_asker_gets_no_codes_of_the_body() -> None:
    assert proposed("这个不是很清楚。", "asker") == set()


@pytest.mark.parametrize(
    ("talk", "asker"),
    [
        ([("问", "复工了吗？"), ("答", "复工了。")], "问"),
        ([("甲", "复工了吗？"), ("乙", "复工了。"), ("甲", "多少人？"), ("乙", "一百。")], "甲"),
        ([("张主席", "您问什么？"), ("A", "口罩发了吗？")], "A"),
    ],
)
def test_who_asks_is_told_by_name_or_by_questions(talk: list[tuple[str, str]], asker: str) -> None:
    assert {name for name, role in roles(talk).items() if role == "asker"} == {asker}


@pytest.fixture
def banan() -> Talk:
    if not BANAN.exists():
        pytest.skip("the transcript of Banan is not beside this clone")
    return talk_in(read(BANAN.read_text(encoding="utf-8")))


def test_the_promises_of_the_call_to_banan_are_found(banan: Talk) -> None:
    found = first_pass(banan).undertaken
    assert [one.turn for one in found] == [34, 34, 67, 67]
    assert all("给领导汇报一下" in one.words for one in found)
    assert "可以给领导汇报一下" in found[2].words
    assert {one.body for one in found} == {"重庆市巴南区总工会办公室"}


def test_quotations_of_the_book_stand_in_their_turns(banan: Talk) -> None:
    texts = {turn.n: turn.text for turn in banan.turns}
    quoted = [one for _, one in EXAMPLES + COUNTER if one.interview == "banan"]
    assert len(quoted) > 15
    assert [one for one in quoted if one.text not in texts[one.turn]] == []


@settings(max_examples=100, deadline=None)
@given(st.text("好的。？！…\n a.b;；”", max_size=60))
def test_sentences_hold_everything_but_white_space(text: str) -> None:
    spans = sentences(text)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
