"""The unified social credit code by the check rule of GB 32100-2015.

Eighteen signs: one for the registering body, one for the class, six for the region of that body (not of the
site), nine for the subject, one check sign. The first sign may be a letter (A, N, Y are in use).
"""

from __future__ import annotations

from unicodedata import normalize

from qianshao.core.problems import Problem

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
VALUES = {sign: value for value, sign in enumerate(ALPHABET)}


def normalise(text: str) -> str:
    """As people type it to as it is kept: full-width signs, small letters, spaces and hyphens."""
    return "".join(sign for sign in normalize("NFKC", text).upper() if not sign.isspace() and sign != "-")


def check_digit(first_seventeen: str) -> str:
    """31 less the weighted sum modulo 31, where 31 counts as 0."""
    total = sum(VALUES[sign] * weight for sign, weight in zip(first_seventeen, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def check(text: str) -> str:
    """The code as it is kept, or a Problem that says what is wrong with it."""
    code = normalise(text)
    for place, sign in enumerate(code, start=1):
        if sign not in VALUES:
            raise Problem("uscc.character", field="credit_code", value=code, character=sign, place=place)
    if len(code) != LENGTH:
        raise Problem("uscc.length", field="credit_code", value=code, length=len(code))
    expected = check_digit(code[:-1])
    if code[-1] != expected:
        raise Problem("uscc.check", field="credit_code", value=code, expected=expected)
    return code


def looks_like_one(text: str) -> bool:
    """Enough like a code to be searched as one; says nothing on whether it is right."""
    code = normalise(text)
    return len(code) == LENGTH and all(sign in VALUES for sign in code)
