from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qianshao.core.problems import Problem
from qianshao.registry.rules.credit_code import ALPHABET, LENGTH, WEIGHTS, check, check_digit, normalise

signs = st.sampled_from(ALPHABET)
heads = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)


def complete(head: str) -> str:
    return head + check_digit(head)


@pytest.mark.parametrize(
    ("head", "expected"), [("91350100M000100Y4", "3"), ("91110000600037341", "L"), ("0" * 17, "0")]
)
def test_reference_values(head: str, expected: str) -> None:
    assert check_digit(head) == expected
    assert check(complete(head)) == complete(head)


def test_the_weights_are_those_of_the_standard() -> None:
    assert WEIGHTS == (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@pytest.mark.parametrize("first", ["A", "N", "Y"])
@given(rest=st.text(ALPHABET, min_size=LENGTH - 2, max_size=LENGTH - 2))
def test_codes_that_begin_with_a_letter_are_valid(first: str, rest: str) -> None:
    assert check(complete(first + rest))


@given(heads, st.integers(0, LENGTH - 1), signs)
def test_every_wrong_character_is_found(head: str, place: int, other: str) -> None:
    """31 is a prime and no weight is a multiple of it, so one changed sign always changes the sum."""
    code = complete(head)
    assume(code[place] != other)
    with pytest.raises(Problem) as caught:
        check(code[:place] + other + code[place + 1 :])
    assert caught.value.code == "uscc.check"


@given(heads, st.integers(0, LENGTH - 2))
def test_every_swap_of_neighbours_is_found(head: str, place: int) -> None:
    """Neighbouring weights differ, the check sign's own (1) from the one before it too."""
    code = complete(head)
    assume(code[place] != code[place + 1])
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    with pytest.raises(Problem) as caught:
        check(swapped)
    assert caught.value.code == "uscc.check"


@given(heads)
def test_what_people_type_is_understood(head: str) -> None:
    code = complete(head)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    typed = f" {wide[:6]}　{code[6:12].lower()} - {wide[12:]} "
    assert check(typed) == code == normalise(code)


@given(st.text(max_size=40))
def test_anything_else_is_refused_with_a_reason(text: str) -> None:
    try:
        assert check(text) == normalise(text)
    except Problem as problem:
        assert problem.code.startswith("uscc.") and problem.field == "credit_code" and problem.sentence


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("91350100M000100Y", "uscc.length"),
        ("", "uscc.length"),
        ("91350100MO00100Y43", "uscc.character"),
        ("91350100M000100Y44", "uscc.check"),
    ],
)
def test_what_is_wrong_is_named(text: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        check(text)
    assert caught.value.code == code
