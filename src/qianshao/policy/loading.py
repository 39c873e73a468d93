"""Policy files: which are in force, and under which version.

A federation's own file stands beside the shipped one and replaces the categories that it names. What does not hold is
said with file, line and key; a file that does not hold is not used at all.
"""

from __future__ import annotations

import hashlib
import logging
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings

from qianshao.policy.faults import PolicyError, read_toml
from qianshao.policy.ladder import OTHER, Category, Policy
from qianshao.policy.reading import LANGUAGES, Reader

__all__ = ["CATEGORIES", "LANGUAGES", "SHIPPED", "PolicyError", "in_force", "parse", "read_toml", "shipped"]

log = logging.getLogger(__name__)

SHIPPED = Path(__file__).parent / "shipped"
CATEGORIES = "categories.toml"


@cache
def shipped_text() -> str:
    return (SHIPPED / CATEGORIES).read_text(encoding="utf-8")


def shipped() -> Policy:
    """What comes with the program."""
    return parse(shipped_text(), source=CATEGORIES)


def own_file() -> Path:
    """Where a federation keeps its own categories; the file need not be there."""
    return Path(settings.POLICY) / CATEGORIES


def in_force() -> Policy:
    """The shipped policy, and over it the federation's own. A change of its file holds from the next question on."""
    path = own_file()
    try:
        stamp = path.stat()
    except OSError:
        return shipped()
    return _with_own(path, (stamp.st_mtime_ns, stamp.st_size, stamp.st_ino))


_last_good: dict[Path, Policy] = {}


@lru_cache(maxsize=16)
def _with_own(path: Path, stamp: tuple[int, ...]) -> Policy:
    """``stamp``: the state of the file. One with a fault changes nothing: the last that held goes on."""
    try:
        policy = parse(shipped_text(), own_text=path.read_text(encoding="utf-8"), source=str(path))
    except (PolicyError, UnicodeDecodeError, OSError) as fault:
        log.error("%s is not used: %s", path, fault if isinstance(fault, PolicyError) else type(fault).__name__)
        return _last_good.get(path) or shipped()
    _last_good[path] = policy
    return policy


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
