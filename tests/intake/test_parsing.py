"""From bytes to one plain value: whatever arrives, the answer is that value or problems that name their fields."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qianshao.core.problems import Problem, Problems
from qianshao.intake import parsing
from qianshao.intake.rules import daily
from qianshao.policy import loading, reporting
from tests.cast import DAY

GOOD: dict[str, Any] = {"workplace": 7, "day": "2022-02-08", "headcount": 120, "all_clear": True}
CATEGORIES = frozenset(loading.in_force().categories)


def read(body: bytes, header_key: str = "") -> parsing.DailyDraft:
    return parsing.daily_report(
        body, header_key=header_key, today=DAY, policy=reporting.shipped(), categories=CATEGORIES
    )


def sent(**changes: Any) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


def refusals(body: bytes, header_key: str = "") -> dict[str, str]:
    """Field → code of everything that is said to be wrong."""
    try:
        read(body, header_key)
    except Problem as problem:
        return {problem.field: problem.code}
    except Problems as several:
        return {problem.field: problem.code for problem in several.problems}
    return {}


def test_a_report_is_read() -> None:
    draft = read(sent(fever=2, key="abc", source="union", named=["other"], remarks=" 口罩不够 \x00"))
    assert (draft.workplace, draft.day, draft.source, draft.key) == (7, DAY, "union", "abc")
    assert (draft.numbers.headcount, draft.numbers.fever, draft.numbers.confirmed) == (120, 2, 0)
    assert (draft.numbers.named, draft.numbers.remarks) == (("other",), "口罩不够")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json.broken.at"),
        (b'{"workplace": 7,', "json.broken.at"),
        (b'{"headcount": 7}}', "json.broken.at"),
        (b'{"headcount": NaN}', "json.broken"),
        (b'{"headcount": -Infinity}', "json.broken"),
        (b"[1, 2]", "json.not_object"),
        (b'"text"', "json.not_object"),
        (b"null", "json.not_object"),
        (b"[" * 60_000, "json.too_deep"),
        (b'{"a":' * 12_000, "json.too_deep"),
        (b'{"day": "2022-02-08", "day": "2022-02-07"}', "field.twice"),
        ('{"remarks": "没有口罩"}'.encode("gbk"), "text.encoding"),
        (b" " * (parsing.LARGEST_BODY + 1), "body.too_large"),
    ],
)
def test_what_is_no_json_object(body: bytes, code: str) -> None:
    with pytest.raises(Problem) as caught:
        read(body)
    assert caught.value.code == code


def test_where_it_breaks_is_said() -> None:
    with pytest.raises(Problem) as broken:
        read(b'{"workplace": 7,\n "day": oops}')
    assert broken.value.values == {"line": 2, "column": 9}
    with pytest.raises(Problem) as encoded:
        read(b'{"remarks": "\xff"}')
    assert encoded.value.values == {"position": 13}


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"headcount": None}, "headcount", "field.missing"),
        ({"headcount": -1}, "headcount", "number.negative"),
        ({"headcount": 500_001}, "headcount", "number.absurd"),
        ({"headcount": 10**30}, "headcount", "number.absurd"),
        ({"headcount": 12.0}, "headcount", "field.invalid.number"),
        ({"headcount": True}, "headcount", "field.invalid.number"),
        ({"headcount": "many"}, "headcount", "field.invalid.number"),
        ({"headcount": [1]}, "headcount", "field.invalid.number"),
        ({"fever": 121}, "fever", "number.more_than_headcount"),
        ({"disinfected": "perhaps"}, "disinfected", "field.invalid.yes_no"),
        ({"all_clear": "perhaps"}, "all_clear", "field.invalid.yes_no"),
        ({"all_clear": None}, "all_clear", "report.says_nothing"),
        ({"all_clear": False}, "named", "report.nothing_wrong"),
        ({"named": ["dragons"]}, "named", "category.unknown"),
        ({"named": [["other"]]}, "named", "category.unknown"),
        ({"named": 3}, "named", "category.unknown"),
        ({"remarks": "x" * 2001}, "remarks", "text.too_long"),
        ({"remarks": 3}, "remarks", "field.invalid"),
        ({"colour": "red"}, "colour", "field.unknown"),
        ({"day": None}, "day", "field.missing"),
        ({"day": "2022-02-09"}, "day", "date.future"),
        ({"day": "2022-01-01"}, "day", "date.too_old"),
        ({"day": "8.2.2022"}, "day", "field.invalid.date"),
        ({"day": "20220208"}, "day", "field.invalid.date"),
        ({"day": "2022-02-30"}, "day", "field.invalid.date"),
        ({"day": 20220208}, "day", "field.invalid.date"),
        ({"workplace": None}, "workplace", "field.missing"),
        ({"workplace": True}, "workplace", "field.invalid"),
        ({"workplace": {"id": 7}}, "workplace", "field.invalid"),
        ({"workplace": "钛业"}, "workplace", "uscc.character"),
        ({"workplace": "91350100M000100Y4"}, "workplace", "uscc.length"),
        ({"workplace": "91350100M000100Y44"}, "workplace", "uscc.check"),
        ({"source": 4}, "source", "field.invalid"),
        ({"key": "a b"}, "key", "key.unfit"),
        ({"key": "k" * 81}, "key", "key.unfit"),
        ({"key": "\ud800"}, "key", "key.unfit"),
        ({"key": 5}, "key", "field.invalid"),
    ],
)
def test_each_wrong_field_is_named(changes: dict[str, Any], field: str, code: str) -> None:
    assert refusals(sent(**changes)) == {field: code}


def test_everything_wrong_is_said_at_once() -> None:
    body = sent(workplace="", day="tomorrow", headcount=-3, fever="some", disinfected="?", colour="red", key=" ")
    assert refusals(body) == {
        "workplace": "field.missing",
        "day": "field.invalid.date",
        "headcount": "number.negative",
        "fever": "field.invalid.number",
        "disinfected": "field.invalid.yes_no",
        "colour": "field.unknown",
        "key": "key.unfit",
    }


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (7, 7),
        ("7", 7),
        ("７", 7),
        ("91350100M000100Y43", "91350100M000100Y43"),
        (" 91350100 m000100y43 ", "91350100M000100Y43"),
        (911101000600037060, "911101000600037060"),
    ],
)
def test_a_workplace_by_number_or_code(written: object, meant: int | str) -> None:
    assert read(sent(workplace=written)).workplace == meant


def test_numbers_as_people_type_them() -> None:
    numbers = read(sent(headcount=" １２０ ", fever="03")).numbers
    assert (numbers.headcount, numbers.fever) == (120, 3)


def test_a_mark_of_byte_order_is_no_fault() -> None:
    assert read(b"\xef\xbb\xbf" + sent()).numbers.headcount == 120


def test_one_key_in_two_places() -> None:
    assert read(sent(key="one"), header_key="one").key == "one"
    assert read(sent(), header_key="one").key == "one"
    assert refusals(sent(key="one"), header_key="two") == {"key": "key.two"}


def test_a_danger_counts_for_more_than_the_word() -> None:
    numbers = read(sent(all_clear=True, confirmed=1)).numbers
    assert daily.dangers(numbers, reporting.shipped()) == ("infection_at_workplace",)


def test_zeros_say_that_all_is_well() -> None:
    zeros = dict.fromkeys(daily.ZERO_WHEN_WELL, 0)
    numbers = read(json.dumps({"workplace": 7, "day": "2022-02-08", "headcount": 5, **zeros}).encode()).numbers
    assert daily.dangers(numbers, reporting.shipped()) == ()


# --- observations -----------------------------------------------------------------------------------------

SEEN = {"link": "abc", "category": "other", "day": "2022-02-08"}


def read_observation(**changes: Any) -> parsing.ObservationDraft:
    body = json.dumps({**SEEN, **changes}).encode()
    return parsing.observation(body, header_key="", today=DAY, policy=reporting.shipped(), categories=CATEGORIES)


def test_an_observation_is_read() -> None:
    draft = read_observation(text=" 夜班没有口罩\r\n", key="k" * 20)
    assert draft == parsing.ObservationDraft("abc", "other", "夜班没有口罩", date(2022, 2, 8), "k" * 20, "")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"link": None}, "field.missing"),
        ({"link": 3}, "field.invalid"),
        ({"category": "dragons"}, "category.unknown"),
        ({"text": "x" * 2001}, "text.too_long"),
        ({"text": 0}, "field.invalid"),
        ({"day": "2022-02-09"}, "date.future"),
        ({"name": "somebody"}, "field.unknown"),
        ({"key": "1"}, "key.unfit"),
    ],
)
def test_what_is_wrong_with_an_observation(changes: dict[str, Any], code: str) -> None:
    (field,) = changes
    with pytest.raises(Problem) as caught:
        read_observation(**changes)
    assert (caught.value.code, caught.value.field) == (code, field)


# --- whatever arrives -------------------------------------------------------------------------------------

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(sorted(daily.KNOWN) + list(parsing.ENVELOPE)) | st.text(max_size=5)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(names, anything, max_size=6))
def test_any_object_is_read_or_refused(content: dict[str, Any]) -> None:
    _read_or_refuse(json.dumps(GOOD | content).encode())


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    _read_or_refuse(body)


def _read_or_refuse(body: bytes) -> None:
    try:
        draft = read(body)
    except Problem as problem:
        assert problem.sentence
    except Problems as several:
        assert all(problem.sentence for problem in several.problems)
    else:
        assert draft.day <= DAY
        draft.numbers.content_hash()
        draft.numbers.remarks.encode()
