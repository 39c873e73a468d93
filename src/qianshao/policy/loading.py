"""Policy files: which are in force, and under which version.

A federation's own file stands beside the shipped one and replaces the categories that it names. What does not hold is
said with file, line and key.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from qianshao.policy import own
from qianshao.policy.faults import PolicyError, read_toml
from qianshao.policy.ladder import OTHER, Category, Policy
from qianshao.policy.reading import Reader
from qianshao.policy.words import LANGUAGES

__all__ = ["CATEGORIES", "LANGUAGES", "SHIPPED", "PolicyError", "in_force", "parse", "read_toml", "shipped"]

SHIPPED = Path(__file__).parent / "shipped"
CATEGORIES = "categories.toml"


@cache
def shipped_text() -> str:
    return (SHIPPED / CATEGORIES).read_text(encoding="utf-8")


def shipped() -> Policy:
    """What comes with the program."""
    return parse(shipped_text(), source=CATEGORIES)


def in_force() -> Policy:
    """The shipped policy, and over it the federation's own."""
    return own.whole(CATEGORIES, _with_own, shipped)


def _with_own(text: str, *, source: str) -> Policy:
    return parse(shipped_text(), own_text=text, source=source)


@cache
def parse(text: str, *, source: str, own_text: str = "") -> Policy:
    """One policy from the text of a file, and the text of a federation's own; :class:`PolicyError` with all that does
    not hold. ``source`` names the file that was read last."""
    categories = _categories(text, CATEGORIES if own_text else source, whole=True)
    if own_text:
        categories = {**categories, **_categories(own_text, source, whole=False)}
    return Policy(_version(text, own_text), categories, text, own_text)


def parse_own(own_text: str, *, source: str) -> dict[str, Category]:
    """A federation's own file by itself: any number of categories."""
    return _categories(own_text, source, whole=False)


def _categories(text: str, source: str, *, whole: bool) -> dict[str, Category]:
    tree = read_toml(text, source)
    reader = Reader(text, source)
    categories = {code: category for code, entry in tree.items() if (category := reader.category(code, entry))}
    if whole and OTHER not in tree:
        reader.fail("", "", f"the file has no category [{OTHER}]; what no other category names belongs there")
    reader.raise_all()
    return categories


def _version(text: str, own_text: str) -> str:
    """A fingerprint of what was read: the same texts are the same version, wherever and whenever."""
    both = f"{text}\0{own_text}" if own_text else text
    return hashlib.sha256(both.encode()).hexdigest()[:12]
