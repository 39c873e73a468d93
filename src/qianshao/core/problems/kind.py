"""What a kind of problem is."""

from __future__ import annotations

from dataclasses import dataclass


def _(sentence: str) -> str:
    """Marks a sentence for translation; it is translated when it is shown, in the reader's language."""
    return sentence


@dataclass(frozen=True, slots=True)
class Kind:
    status: int
    sentence: str
