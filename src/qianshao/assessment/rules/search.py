"""Words of Chinese texts as an index can hold them: pairs of neighbouring characters.

Neither database cuts Chinese into words by itself, and the trigrams of both miss words of two characters, which most
words are. So each run of characters becomes its overlapping pairs and its last character:
企业工会 gives 企业 业工 工会 会.
A phrase of pairs then finds exactly what was typed, also one character (as the beginning of a pair).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from unicodedata import normalize

RUN = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")
LONGEST_TYPED = 100
MOST_TERMS = 8
LAST_POSITION = 16_383
"""Beyond it PostgreSQL tells no positions apart, so a passage is kept shorter."""

AROUND = 24
"""Characters shown before and after what was found."""


class _Folding(dict[int, str]):
    """By sign what it is folded to, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        plain = normalize("NFKC", sign).lower()
        self[code] = plain if len(plain) == 1 else sign
        return self[code]


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Full-width and capital letters make no difference. As long as the text, so that places in it stay."""
    return text.translate(_FOLDING)


def tokens(text: str) -> list[str]:
    """What the index holds of a text, in order."""
    return [token for run in RUN.findall(fold(text)) for token in _pairs(run, closed=True)]


def _pairs(run: str, *, closed: bool) -> list[str]:
    """``closed``: the run ends here. The end of what was typed may go on in the text."""
    if run.isascii():
        return [run]
    pairs = [run[at : at + 2] for at in range(len(run) - 1)]
    return [*pairs, run[-1]] if closed or not pairs else pairs


def typed(text: str) -> list[str]:
    """What is looked for: each part between blanks, folded; all of them have to be there."""
    parts = fold(text.replace("\0", "")[:LONGEST_TYPED]).split()
    return [part for part in dict.fromkeys(parts) if RUN.search(part)][:MOST_TERMS]


def _phrase(term: str) -> list[str]:
    runs = RUN.findall(term)
    return [token for at, run in enumerate(runs, 1) for token in _pairs(run, closed=at < len(runs))]


def for_sqlite(terms: Iterable[str]) -> str:
    """Of FTS5. Tokens hold letters and digits only, so nothing in them has a meaning of its own."""
    return " AND ".join(f'"{" ".join(_phrase(term))}"{"*" if _goes_on(term) else ""}' for term in terms)


def for_postgres(terms: Iterable[str]) -> str:
    """As a tsquery that needs no parser."""
    return " & ".join(f"({_following(_phrase(term), _goes_on(term))})" for term in terms)


def _following(phrase: Sequence[str], goes_on: bool) -> str:
    quoted = [f"'{token}'" for token in phrase]
    return " <-> ".join([*quoted[:-1], quoted[-1] + (":*" if goes_on else "")])


def _goes_on(term: str) -> bool:
    """One character, or letters, may be the beginning of what stands there."""
    last = RUN.findall(term)[-1]
    return len(last) == 1 or last.isascii()


def as_vector(found: Sequence[str]) -> str:
    """A tsvector with positions, written out: its own parser would cut by the locale of the server."""
    return " ".join(f"'{token}':{at}" for at, token in enumerate(found[:LAST_POSITION], 1))


def passages(turns: Iterable[tuple[int, str]], longest: int = 3000) -> list[tuple[int, int, str]]:
    """Neighbouring turns together, up to so many characters: first turn, last turn, words. A sign between turns keeps a
    phrase from reaching over."""
    found: list[tuple[int, int, str]] = []
    words: list[str] = []
    first, last, size = 0, 0, 0
    for n, text in turns:
        if words and size + len(text) > longest:
            found.append((first, last, "\n".join(words)))
            words, size = [], 0
        first = first if words else n
        last = n
        words.append(text)
        size += len(text)
    return [*found, (first, last, "\n".join(words))] if words else found


def marked(text: str, terms: Sequence[str]) -> list[tuple[str, bool]]:
    """What surrounds the first hit, in parts, each with whether it was looked for. Nothing where there is no hit."""
    plain = fold(text)
    hits = sorted((at, at + len(term)) for term in terms for at in _places(plain, term))
    if not hits:
        return []
    start = max(hits[0][0] - AROUND, 0)
    end = min(hits[0][1] + 3 * AROUND, len(text))
    parts: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for low, high in hits:
        if at <= low and high <= end:
            parts += [(text[at:low], False), (text[low:high], True)]
            at = high
    parts += [(text[at:end], False), *([("…", False)] if end < len(text) else [])]
    return [part for part in parts if part[0]]


def _places(text: str, term: str) -> list[int]:
    found, at = [], text.find(term)
    while at >= 0:
        found.append(at)
        at = text.find(term, at + len(term))
    return found
