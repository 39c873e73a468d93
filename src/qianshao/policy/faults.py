"""What does not hold in a policy file is said with file, line and key."""

from __future__ import annotations

import tomllib
from typing import Any


class PolicyError(Exception):
    """Something in a policy file that a person has to correct. ``others`` are those that follow in the same file."""

    def __init__(self, source: str, line: int, key: str, what: str, others: tuple[PolicyError, ...] = ()) -> None:
        self.source, self.line, self.key, self.what, self.others = source, line, key, what, others
        super().__init__(f"{source}:{line} {key}: {what}")


def raise_first(errors: list[PolicyError]) -> None:
    """In the order of their lines; nothing when there is none."""
    if errors:
        first, *others = sorted(errors, key=lambda error: error.line)
        raise PolicyError(first.source, first.line, first.key, first.what, tuple(others))


def read_toml(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(source, _line_in(str(error), text), "TOML", str(error)) from None


def _line_in(message: str, text: str) -> int:
    """tomllib tells the line in words: “… (at line 3, column 5)”, or “… (at end of document)”."""
    _, _, tail = message.partition("at line ")
    digits = tail.split(",")[0].rstrip(")")
    return int(digits) if digits.isdigit() else len(text.splitlines()) or 1
