"""Where words begin and end, and whether the words of a pattern stand in a sentence."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from functools import cache
from typing import Any

from qianshao.policy.codes import Codebook, terms

GAP = 12
"""So many signs may stand between two words of a pattern."""

SHORT = 2
"""Words of so many signs could stand inside others by chance: they fit only where the segmentation has words end."""


class Words:
    """A segmentation of its own: the dictionary of jieba with all the words of a codebook.

    A short word of a pattern fits only where words begin and end by the segmentation, so that it does not fit inside
    another that means something else; words of the codebook may overlap one another.
    """

    def __init__(self, own: frozenset[str]) -> None:
        self.own = own
        self.segments = _tokenizer()
        # By hand: jieba would keep its dictionary in a file that anybody on the machine could replace.
        self.segments.FREQ, self.segments.total = self.segments.gen_pfdict(self.segments.get_dict_file())
        self.segments.initialized = True
        for word in sorted(own):
            self.segments.add_word(word)

    def edges(self, text: str) -> frozenset[int]:
        """Places where a word may begin or end."""
        found = {0, len(text)}
        place = 0
        for word in self.segments.cut(text, HMM=False):
            ends = range(place + 1, place + len(word)) if word.lower() in self.own else ()
            found.update((place, *ends))
            place += len(word)
        return frozenset(found)


def _tokenizer() -> Any:
    """Imported when it is needed, for it takes a while; its source has escapes that newer Pythons warn of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    return jieba.Tokenizer()


def of_codebook(codebook: Codebook) -> Words:
    rules = (rule for code in codebook.codes.values() for rule in code.rules)
    patterns = (pattern for rule in rules for pattern in (*rule.when, *rule.unless))
    return _words(frozenset(word for pattern in patterns for group in terms(pattern) for word in group))


@cache
def _words(own: frozenset[str]) -> Words:
    return Words(own)


def fit(patterns: Iterable[str], text: str, edges: frozenset[int]) -> str | None:
    """The words that the first fitting pattern found, from its first to its last sign."""
    return next((found for pattern in patterns if (found := _fits(compiled(pattern), text, edges))), None)


def _fits(pattern: re.Pattern[str], text: str, edges: frozenset[int]) -> str | None:
    hit = pattern.search(text)
    while hit:
        spans = (hit.span(n) for n in range(1, pattern.groups + 1))
        if all(end - start > SHORT or {start, end} <= edges for start, end in spans):
            return hit[0]
        hit = pattern.search(text, hit.start() + 1)
    return None


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The longest of several words first; each position is a group."""
    groups = ["|".join(map(re.escape, sorted(group, key=len, reverse=True))) for group in terms(pattern)]
    return re.compile(rf".{{0,{GAP}}}?".join(f"({group})" for group in groups), re.IGNORECASE | re.DOTALL)
