"""A federation's own policy files, beside those that come with the program."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from qianshao.policy.faults import PolicyError

log = logging.getLogger(__name__)
Read = TypeVar("Read")
Entry = TypeVar("Entry")

_last_good: dict[Path, Any] = {}


def folder() -> Path:
    return Path(settings.POLICY)


def read(name: str, parse: Callable[..., Read]) -> Read | None:
    """What the federation's own file of this name says; None without one. A change holds from the next question on. A
    file with a fault is said in the log and changes nothing: the last that held goes on."""
    path = folder() / name
    try:
        stamp = path.stat()
    except OSError:
        return None
    found: Read | None = _parsed(path, (stamp.st_mtime_ns, stamp.st_size, stamp.st_ino), parse)
    return found


@lru_cache(maxsize=64)
def _parsed(path: Path, stamp: tuple[int, ...], parse: Callable[..., Any]) -> Any:
    """``stamp``: the state of the file."""
    try:
        found = parse(path.read_text(encoding="utf-8"), source=str(path))
    except (PolicyError, UnicodeDecodeError, OSError) as fault:
        log.error("%s is not used: %s", path, fault if isinstance(fault, PolicyError) else type(fault).__name__)
        return _last_good.get(path)
    _last_good[path] = found
    return found


def whole(name: str, parse: Callable[..., Read], shipped: Callable[[], Read]) -> Read:
    """The own file in place of the shipped one."""
    found = read(name, parse)
    return shipped() if found is None else found


def entries(
    name: str, parse: Callable[..., dict[str, Entry]], shipped: Callable[[], dict[str, Entry]]
) -> dict[str, Entry]:
    """The shipped entries, over them those of the own file."""
    return {**shipped(), **(read(name, parse) or {})}


def files(name: str, parse: Callable[..., Entry], shipped: Callable[[], dict[str, Entry]]) -> dict[str, Entry]:
    """The shipped files of a folder by the first part of their names, over them those of the own folder."""
    paths = sorted((folder() / name).glob("*.toml"))
    found = {path.stem: read(f"{name}/{path.name}", parse) for path in paths}
    return {**shipped(), **{stem: one for stem, one in found.items() if one is not None}}
