"""How names are folded so that they are found: by characters, by pinyin, by initials, with a slip."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import normalize

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz

LONGEST = 1000


def fold(text: str) -> str:
    """Full-width and capital letters, blanks and brackets make no difference."""
    plain = normalize("NFKC", text).lower()
    return "".join(sign for sign in plain if not sign.isspace() and sign not in "()（）·-_")


def index_text(name: str, aliases: Sequence[str]) -> str:
    """All that a workplace is found by, in one string: names, their pinyin, their initials."""
    names = [fold(one) for one in (name, *aliases)]
    spelled = [lazy_pinyin(one) for one in names]
    parts = [*names, *("".join(one) for one in spelled), *("".join(sound[:1] for sound in one) for one in spelled)]
    return "|".join(dict.fromkeys(parts))[:LONGEST]


def pieces(folded: str) -> list[str]:
    """Pairs of characters, or three letters: where one sign is wrong, others still fit."""
    size = 3 if folded.isascii() else 2
    return list(dict.fromkeys(folded[start : start + size] for start in range(len(folded) - size + 1)))[:12]


def score(folded: str, indexed: str) -> float:
    """How well what was typed fits, from 0 to 100; the best of the names counts."""
    return max((_score(folded, name) for name in indexed.split("|")), default=0.0)


def _score(folded: str, name: str) -> float:
    if folded == name:
        return 100.0
    if name.startswith(folded):
        return 95.0
    if folded in name:
        return 90.0
    return 0.85 * fuzz.partial_ratio(folded, name)
