"""How names are folded so that they are found: by characters, by pinyin, by initials, with a slip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from rapidfuzz import fuzz

LONGEST = 1000
"""Signs of the index text; whole parts are left out beyond that."""

LONGEST_TYPED = 100
GENERIC = ("有限责任公司", "股份有限公司", "有限公司", "分公司", "公司", "集团")
"""What nobody remembers exactly: 钛业公司 is meant for 钛业有限公司."""

FEWEST_SIGNS, FEWEST_LETTERS = 4, 6
"""From so many on, a slip is looked for at once; each half is then still worth looking for."""

FITS_SIGNS, FITS_LETTERS = 55.0, 72.0
"""The least score with a slip. Letters fit by chance more easily than characters do."""


def fold(text: str) -> str:
    """Full-width and capital letters, blanks and brackets make no difference."""
    plain = normalize("NFKC", text).lower()
    return "".join(sign for sign in plain if not sign.isspace() and sign not in "()（）·-_|\0")


def index_texts(name: str, aliases: Sequence[str]) -> tuple[str, str]:
    """What a workplace is found by: its names; and these with their pinyin and their initials."""
    names = [fold(one) for one in (name, *aliases)]
    spelled = [spell(one) for one in names]
    sounds = [*("".join(one) for one in spelled), *("".join(sound[:1] for sound in one) for one in spelled)]
    return _joined(names), _joined([*names, *sounds])


def _joined(parts: Sequence[str]) -> str:
    text = "|".join(dict.fromkeys(part for part in parts if part))
    return text if len(text) <= LONGEST else text[:LONGEST].rpartition("|")[0]


def spell(name: str) -> tuple[str, ...]:
    """The sounds, without tones. The ends of names are the same over and over."""
    end = next((one for one in GENERIC if name.endswith(one)), "")
    return (*_spell(name.removesuffix(end)), *_spell_end(end))


def _spell(text: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin  # a dictionary of 40,000 words, which searching does not need

    return tuple(lazy_pinyin(text)) if text else ()


_spell_end = lru_cache(maxsize=16)(_spell)


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed. ``words`` all have to occur; ``core`` is the whole without its generic end."""

    whole: str
    core: str
    words: tuple[str, ...]

    @property
    def is_spelled(self) -> bool:
        return self.whole.isascii()

    @property
    def halves(self) -> tuple[str, ...]:
        """Where one sign is wrong, one half is right. None when they are too short to mean anything."""
        fewest = FEWEST_LETTERS if self.is_spelled else FEWEST_SIGNS
        if len(self.words) > 1 or len(self.core) < fewest:
            return ()
        middle = len(self.core) // 2
        return self.core[:middle], self.core[middle:]

    @property
    def pieces(self) -> tuple[str, ...]:
        """Pairs of characters, or three letters: the more of them fit, the better."""
        size = 3 if self.is_spelled else 2
        places = range(len(self.core) - size + 1)
        return tuple(dict.fromkeys(self.core[place : place + size] for place in places))[:8]

    @property
    def least(self) -> float:
        return FITS_LETTERS if self.is_spelled else FITS_SIGNS


def typed(text: str) -> Typed | None:
    """None when nothing is left of it."""
    words = tuple(folded for word in text.split() if (folded := fold(word)))
    whole = "".join(words)[:LONGEST_TYPED]
    if not whole:
        return None
    core = whole
    for end in GENERIC:
        if whole.endswith(end) and len(whole) - len(end) >= 2:
            core = whole.removesuffix(end)
            break
    return Typed(whole, core, words if sum(map(len, words)) <= LONGEST_TYPED else (whole,))


def score(wanted: Typed, indexed: str) -> float:
    """How well what was typed fits, from 0 to 100; the best of the names counts."""
    return max((_score(wanted, name) for name in indexed.split("|")), default=0.0)


def _score(wanted: Typed, name: str) -> float:
    if wanted.whole == name:
        return 100.0
    if name.startswith(wanted.whole):
        return 95.0
    if wanted.whole in name:
        return 90.0
    if wanted.core in name:
        return 88.0
    if all(word in name for word in wanted.words):
        return 86.0
    return 0.85 * max(fuzz.partial_ratio(one, name) for one in {wanted.whole, wanted.core})
