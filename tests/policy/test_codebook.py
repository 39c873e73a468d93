"""The codebook is data that a person can correct: each fault is found at its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from qianshao.policy import codebook
from qianshao.policy.codes import terms

MINIMAL = """\
[delay]
name = { zh-hans = "拖延", en = "delay" }
definition = { zh-hans = "推到以后。", en = "Put off." }
of = "body"
official = ["mass"]
interviewer = []
rules = [{ says = "puts off", when = ["以后 … 再说"], unless = [] }]
examples = [{ text = "以后再说吧。", made = true }]
counter = [{ text = "现在就去。", made = true }]
"""


def test_the_shipped_book_holds_and_tells_its_version() -> None:
    book = codebook.shipped()
    assert len(book.version) == 12
    assert {"jurisdiction_declined", "commitment_made", "question_asked"} <= set(book.codes)
    for code in book.codes.values():
        assert code.examples
        assert code.counter
        assert set(code.names) == {"zh-hans", "en"} == set(code.definitions)


@pytest.mark.parametrize(
    ("wrong", "right", "line", "key"),
    [
        ('of = "nobody"', 'of = "body"', 4, "delay.of"),
        ('official = ["holy"]', 'official = ["mass"]', 5, "delay.official"),
        ('when = ["… 再说"]', 'when = ["以后 … 再说"]', 7, "delay.rules"),
        ('{ text = "以后再说吧。" }', '{ text = "以后再说吧。", made = true }', 8, "delay.examples"),
        ("counter = []", 'counter = [{ text = "现在就去。", made = true }]', 9, "delay.counter"),
        ('name = { en = "delay" }', 'name = { zh-hans = "拖延", en = "delay" }', 2, "delay.name"),
    ],
)
def test_a_fault_is_found_at_its_line(wrong: str, right: str, line: int, key: str) -> None:
    assert right in MINIMAL
    with pytest.raises(codebook.PolicyError) as caught:
        codebook.parse(MINIMAL.replace(right, wrong), source="own.toml")
    assert (caught.value.line, caught.value.key) == (line, key)


def test_a_federations_own_codes_stand_beside_the_shipped_ones(settings: Settings, tmp_path: Path) -> None:
    settings.POLICY = tmp_path
    (tmp_path / codebook.CODEBOOK).write_text(MINIMAL, encoding="utf-8")
    book = codebook.in_force()
    assert {"delay", "commitment_made"} <= set(book.codes)
    assert book.version != codebook.shipped().version


def test_a_pattern_is_read_position_by_position() -> None:
    assert terms("我|我们 … 汇报") == [("我", "我们"), ("汇报",)]
    assert terms("do not know|not sure") == [("do not know", "not sure")]
