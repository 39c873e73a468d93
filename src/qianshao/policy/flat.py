"""Policy files of keys with one value each, all of which have to be there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import time
from typing import Any

from qianshao.policy.faults import PolicyError, raise_first, read_toml
from qianshao.policy.places import Places


def values(text: str, source: str, known: Sequence[str], misfit: Callable[[str, Any], str]) -> dict[str, Any]:
    """By key. ``misfit`` says what is wrong with a value, "" for nothing; :class:`PolicyError` with all that does not
    hold."""
    given, places = read_toml(text, source), Places(text)
    found = [(key, "is missing") for key in known if key not in given]
    found += [(key, f"is not a key here; there are {', '.join(known)}") for key in given if key not in known]
    found += [(key, wrong) for key in known if key in given and (wrong := misfit(key, given[key]))]
    raise_first([PolicyError(source, places.line("", key), key, what) for key, what in found])
    return given


def time_of(value: Any) -> time | None:
    """A text, or TOML's own time."""
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(value)
    except (TypeError, ValueError):
        return None
