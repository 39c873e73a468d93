"""Search over what was said: exactly the words that were typed, of any length, and only where one may read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.assessment import actions
from qianshao.assessment.models import Interview
from qianshao.assessment.queries.search import found_in
from qianshao.assessment.rules.search import fold, marked, passages, tokens, typed
from qianshao.core.actor import Via, system
from qianshao.registry.scope import EVERYTHING
from tests.assessment.conftest import TALK
from tests.cast import MORNING, Cast, scope

HAN = st.text("企业工会复口罩。，aB1 ", max_size=40)


@pytest.mark.parametrize(
    ("looked_for", "turns"),
    [
        ("领导", [2]),
        ("组织关系", [2]),
        ("罩", [1]),
        ("复工", [3]),
        ("没有", [1, 4]),
        ("领导 建议", [2]),
        ("工复", []),
        ("领导 外星", []),
        ('"领导" OR *', []),
        ("'", []),
    ],
)
def test_what_was_typed_is_found_and_nothing_else(interview: Interview, looked_for: str, turns: list[int]) -> None:
    found = found_in(EVERYTHING, looked_for)
    assert [hit.n for one in found for hit in one.hits] == turns
    for one in found:
        for hit in one.hits:
            assert any(looked for _, looked in hit.parts)


def test_only_what_one_may_read_is_found(cast: Cast, interview: Interview) -> None:
    assert found_in(scope(cast, "officer of district"), "领导")
    assert found_in(scope(cast, "officer of city"), "领导")
    assert not found_in(scope(cast, "officer of next district"), "领导")
    assert not found_in(scope(cast, "officer of group"), "领导")


def test_who_says_it_more_comes_first(cast: Cast, interview: Interview) -> None:
    often = TALK.replace("口罩发了没有？", "领导说了，领导要领导来。").replace("2月7日", "2月6日")
    row, _ = actions.import_interview(often.encode(), actor=system("test"), via=Via.SHELL, at=MORNING)
    assert [one.interview for one in found_in(EVERYTHING, "领导")] == [row, interview]


@given(HAN)
def test_folding_keeps_places(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(HAN, st.data())
def test_every_piece_of_a_text_is_marked_where_it_stands(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    piece = text[start : start + data.draw(st.integers(1, 4))]
    for term in typed(piece):
        parts = marked(text, [term])
        assert any(looked and fold(part) == term for part, looked in parts)


@given(st.lists(st.text("企业工会", max_size=30), max_size=20))
def test_passages_hold_all_turns_in_order(texts: list[str]) -> None:
    turns = list(enumerate(texts, 1))
    found = passages(turns, longest=50)
    assert "\n".join(words for _, _, words in found) == "\n".join(texts)
    assert [n for first, last, _ in found for n in range(first, last + 1)] == [n for n, _ in turns]


def test_pairs_end_with_the_last_character() -> None:
    assert tokens("企业工会。CLB：好") == ["企业", "业工", "工会", "会", "clb", "好"]
