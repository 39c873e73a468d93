"""Policy files that a federation replaces as a whole."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from qianshao.policy.faults import PolicyError

log = logging.getLogger(__name__)
Read = TypeVar("Read")


def in_force(name: str, parse: Callable[..., Read], shipped: Callable[[], Read]) -> Read:
    """The federation's own file of this name, where there is one that holds; a change holds from the next question on.
    One with a fault is said in the log and not used."""
    path = Path(settings.POLICY) / name
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return shipped()
    except (OSError, UnicodeDecodeError) as fault:
        log.error("%s is not used: %s", path, type(fault).__name__)
        return shipped()
    own: Read | None = _parsed(parse, text, str(path))
    return shipped() if own is None else own


@lru_cache(maxsize=16)
def _parsed(parse: Callable[..., Read], text: str, source: str) -> Read | None:
    try:
        return parse(text, source=source)
    except PolicyError as fault:
        log.error("%s is not used: %s", source, fault)
        return None
