"""What people write in their own words."""

from __future__ import annotations

from unicodedata import category

from qianshao.core.problems import Problem

CANNOT_BE_KEPT = {"Cc", "Cs"}
"""Control characters and halves of surrogate pairs: databases refuse them, and nobody writes them on purpose."""


def tidy(value: object, *, limit: int) -> str:
    """The text without blanks around it and without characters that cannot be kept."""
    if not isinstance(value, str):
        raise Problem("field.invalid", value=value)
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(sign for sign in lines if sign in "\n\t" or category(sign) not in CANNOT_BE_KEPT).strip()
    if len(text) > limit:
        raise Problem("text.too_long", limit=limit)
    return text
